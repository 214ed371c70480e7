import Contracts

/// A cursor over the bytes of one JSON object.
private struct Scanner {
  let start: UnsafePointer<UInt8>
  let count: Int
  var index = 0

  var byte: UInt8 { index < count ? start[index] : 0 }

  mutating func skipSpace() {
    while index < count, start[index] == 0x20 || start[index] == 0x0d || start[index] == 0x09 || start[index] == 0x0a {
      index += 1
    }
  }

  mutating func takes(_ mark: Unicode.Scalar) -> Bool {
    skipSpace()
    guard index < count, start[index] == UInt8(ascii: mark) else { return false }
    index += 1
    return true
  }
}

extension RowParser {
  /// Reads one flat object; names that the record lacks are null.
  func splitObject(_ record: Record) -> Fault {
    for index in 0..<count { fields[index] = Field(start: record.start, count: 0, kind: .absent) }
    let kind = lookOver(record.start, record.count)
    if kind.hasNull { return Fault(trouble: .nullByte) }
    if !kind.isASCII {
      let invalid = firstInvalidUTF8(record.start, record.count)
      if invalid >= 0 { return Fault(trouble: .invalidBytes, detail: invalid) }
    }
    var scanner = Scanner(start: record.start, count: record.count)
    let trouble = readObject(&scanner)
    return trouble == .none ? Fault() : Fault(trouble: trouble, detail: scanner.index)
  }

  private func readObject(_ scanner: inout Scanner) -> Trouble {
    guard scanner.takes("{") else { return .notFlatObject }
    if !scanner.takes("}") {
      repeat {
        let trouble = readPair(&scanner)
        if trouble != .none { return trouble }
      } while scanner.takes(",")
      guard scanner.takes("}") else { return .notFlatObject }
    }
    scanner.skipSpace()
    return scanner.index == scanner.count ? .none : .notFlatObject
  }

  private func readPair(_ scanner: inout Scanner) -> Trouble {
    var name = Field(start: scanner.start, count: 0, kind: .text)
    scanner.skipSpace()
    let begin = scanner.index
    guard scanner.takes("\"") else { return .notFlatObject }
    let trouble = readString(&scanner, &name)
    if trouble != .none { return trouble }
    guard scanner.takes(":") else { return .notFlatObject }
    scanner.skipSpace()
    let known = names.value(name.start, name.count)
    guard let index = known, fields[index].kind == .absent else {
      scanner.index = begin
      return known == nil ? .unknownName : .repeatedName
    }
    return readValue(&scanner, &fields[index])
  }

  private func readValue(_ scanner: inout Scanner, _ field: inout Field) -> Trouble {
    switch scanner.byte {
    case 0x22:
      scanner.index += 1
      field.kind = .text
      return readString(&scanner, &field)
    case UInt8(ascii: "t"): return readWord("true", .yes, &scanner, &field)
    case UInt8(ascii: "f"): return readWord("false", .no, &scanner, &field)
    case UInt8(ascii: "n"): return readWord("null", .null, &scanner, &field)
    default: return readNumber(&scanner, &field)
    }
  }

  private func readWord(
    _ word: StaticString, _ kind: Field.Kind, _ scanner: inout Scanner, _ field: inout Field
  ) -> Trouble {
    guard scanner.index + word.utf8CodeUnitCount <= scanner.count else { return .notFlatObject }
    for offset in 0..<word.utf8CodeUnitCount
    where scanner.start[scanner.index + offset] != word.utf8Start[offset] { return .notFlatObject }
    scanner.index += word.utf8CodeUnitCount
    field.kind = kind
    return .none
  }

  /// `-?(0|[1-9][0-9]*)(\.[0-9]+)?([eE][+-]?[0-9]+)?`
  private func readNumber(_ scanner: inout Scanner, _ field: inout Field) -> Trouble {
    let begin = scanner.index
    if scanner.byte == UInt8(ascii: "-") { scanner.index += 1 }
    let whole = skipDigits(&scanner)
    guard whole == 1 || (whole > 1 && scanner.start[scanner.index - whole] != 0x30) else { return .notFlatObject }
    if scanner.byte == UInt8(ascii: ".") {
      scanner.index += 1
      guard skipDigits(&scanner) > 0 else { return .notFlatObject }
    }
    if scanner.byte | 0x20 == UInt8(ascii: "e") {
      scanner.index += 1
      if scanner.byte == UInt8(ascii: "+") || scanner.byte == UInt8(ascii: "-") { scanner.index += 1 }
      guard skipDigits(&scanner) > 0 else { return .notFlatObject }
    }
    field = Field(start: scanner.start + begin, count: scanner.index - begin, kind: .number)
    return .none
  }

  private func skipDigits(_ scanner: inout Scanner) -> Int {
    let begin = scanner.index
    while isDigit(scanner.byte), scanner.index < scanner.count { scanner.index += 1 }
    return scanner.index - begin
  }

  // MARK: Texts

  /// Reads up to the closing quote; the cursor stands after the opening one.
  private func readString(_ scanner: inout Scanner, _ field: inout Field) -> Trouble {
    let begin = scanner.index
    while scanner.index < scanner.count {
      let byte = scanner.start[scanner.index]
      if byte == 0x22 {
        field.start = scanner.start + begin
        field.count = scanner.index - begin
        scanner.index += 1
        return .none
      }
      if byte == UInt8(ascii: "\\") { return readEscaped(&scanner, begin, &field) }
      if byte < 0x20 { return .notFlatObject }
      scanner.index += 1
    }
    return .notFlatObject
  }

  private func readEscaped(_ scanner: inout Scanner, _ begin: Int, _ field: inout Field) -> Trouble {
    let room = arena.take(scanner.count - begin)
    var written = scanner.index - begin
    for offset in 0..<written { room[offset] = scanner.start[begin + offset] }
    while scanner.index < scanner.count {
      let byte = scanner.start[scanner.index]
      scanner.index += 1
      if byte == 0x22 {
        arena.giveBack(room, taken: scanner.count - begin, kept: written)
        field.start = UnsafePointer(room)
        field.count = written
        return .none
      }
      if byte == UInt8(ascii: "\\") {
        let trouble = readEscape(&scanner, room, &written)
        if trouble != .none { return trouble }
      } else if byte < 0x20 {
        return .notFlatObject
      } else {
        room[written] = byte
        written += 1
      }
    }
    return .notFlatObject
  }

  private func readEscape(
    _ scanner: inout Scanner, _ room: UnsafeMutablePointer<UInt8>, _ written: inout Int
  ) -> Trouble {
    let mark = scanner.byte
    scanner.index += 1
    let plain: UInt8
    switch mark {
    case 0x22, UInt8(ascii: "\\"), UInt8(ascii: "/"): plain = mark
    case UInt8(ascii: "b"): plain = 0x08
    case UInt8(ascii: "f"): plain = 0x0c
    case UInt8(ascii: "n"): plain = 0x0a
    case UInt8(ascii: "r"): plain = 0x0d
    case UInt8(ascii: "t"): plain = 0x09
    case UInt8(ascii: "u"): return readCodePoint(&scanner, room, &written)
    default: return .notFlatObject
    }
    room[written] = plain
    written += 1
    return .none
  }

  private func readCodePoint(
    _ scanner: inout Scanner, _ room: UnsafeMutablePointer<UInt8>, _ written: inout Int
  ) -> Trouble {
    guard var code = readHex(&scanner) else { return .notFlatObject }
    if code == 0 { return .nullByte }
    if code >= 0xd800, code <= 0xdfff {
      guard code < 0xdc00, scanner.byte == UInt8(ascii: "\\"), scanner.index + 1 < scanner.count,
        scanner.start[scanner.index + 1] == UInt8(ascii: "u")
      else { return .loneSurrogate }
      scanner.index += 2
      guard let low = readHex(&scanner) else { return .notFlatObject }
      guard low >= 0xdc00, low <= 0xdfff else { return .loneSurrogate }
      code = 0x10000 + (code - 0xd800) << 10 + (low - 0xdc00)
    }
    guard let scalar = Unicode.Scalar(code) else { return .loneSurrogate }
    for byte in UTF8.encode(scalar) ?? UTF8.encodedReplacementCharacter {
      room[written] = byte
      written += 1
    }
    return .none
  }

  private func readHex(_ scanner: inout Scanner) -> UInt32? {
    guard scanner.index + 4 <= scanner.count else { return nil }
    var code: UInt32 = 0
    for _ in 0..<4 {
      let byte = scanner.byte
      scanner.index += 1
      let letter = byte | 0x20
      if isDigit(byte) {
        code = code << 4 | UInt32(byte - 0x30)
      } else if letter >= UInt8(ascii: "a"), letter <= UInt8(ascii: "f") {
        code = code << 4 | UInt32(letter - UInt8(ascii: "a") + 10)
      } else {
        return nil
      }
    }
    return code
  }
}
