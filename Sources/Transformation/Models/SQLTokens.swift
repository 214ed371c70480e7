/// A word, text, number or sign of a SQL text. Comments and blanks are left out.
struct SQLToken: Sendable {
  enum Kind: Sendable { case word, quotedName, text, number, sign }
  var kind: Kind
  /// Words and names in lower case without quotes; everything else as written.
  var text: String
  /// Bytes before it.
  var offset: Int
  /// How many parentheses are open around it; a parenthesis belongs to the outside.
  var depth: Int

  /// True for the given keyword, written in lower case.
  func isWord(_ word: String) -> Bool { kind == .word && text == word }
  func isSign(_ sign: String) -> Bool { kind == .sign && text == sign }
  var isName: Bool { kind == .quotedName || kind == .word }
}

/// Cuts a SQL text into tokens, in order. What SQLite would refuse is cut somehow; SQLite says so itself.
func sqlTokens(_ sql: String) -> [SQLToken] {
  var scanner = SQLScanner(bytes: Array(sql.utf8))
  return scanner.all()
}

private struct SQLScanner {
  let bytes: [UInt8]
  var place = 0
  var depth = 0

  init(bytes: [UInt8]) { self.bytes = bytes }

  mutating func all() -> [SQLToken] {
    var tokens: [SQLToken] = []
    while place < bytes.count {
      if skippedBlank() { continue }
      tokens.append(next())
    }
    return tokens
  }

  private func byte(_ ahead: Int = 0) -> UInt8 { place + ahead < bytes.count ? bytes[place + ahead] : 0 }

  /// Passes one blank or one comment.
  private mutating func skippedBlank() -> Bool {
    let first = byte()
    if first == 0x20 || (first >= 0x09 && first <= 0x0d) {
      place += 1
      return true
    }
    if first == UInt8(ascii: "-"), byte(1) == UInt8(ascii: "-") {
      while place < bytes.count, byte() != 0x0a { place += 1 }
      return true
    }
    guard first == UInt8(ascii: "/"), byte(1) == UInt8(ascii: "*") else { return false }
    place += 2
    while place < bytes.count, !(byte() == UInt8(ascii: "*") && byte(1) == UInt8(ascii: "/")) { place += 1 }
    place += 2
    return true
  }

  private mutating func next() -> SQLToken {
    switch byte() {
    case UInt8(ascii: "'"): return quoted(.text, end: UInt8(ascii: "'"))
    case UInt8(ascii: "\""): return quoted(.quotedName, end: UInt8(ascii: "\""))
    case UInt8(ascii: "`"): return quoted(.quotedName, end: UInt8(ascii: "`"))
    case UInt8(ascii: "["): return quoted(.quotedName, end: UInt8(ascii: "]"))
    case let first where Self.isWordByte(first): return word()
    default: return sign()
    }
  }

  private static func isWordByte(_ byte: UInt8) -> Bool {
    (byte | 0x20 >= 0x61 && byte | 0x20 <= 0x7a) || byte == 0x5f || byte >= 0x80 || (byte >= 0x30 && byte <= 0x39)
  }

  private mutating func word() -> SQLToken {
    let start = place
    while place < bytes.count, Self.isWordByte(byte()) { place += 1 }
    let isNumber = bytes[start] >= 0x30 && bytes[start] <= 0x39
    let text = String(decoding: bytes[start..<place], as: UTF8.self).lowercased()
    return SQLToken(kind: isNumber ? .number : .word, text: text, offset: start, depth: depth)
  }

  private mutating func quoted(_ kind: SQLToken.Kind, end: UInt8) -> SQLToken {
    let start = place
    var inside: [UInt8] = []
    place += 1
    while place < bytes.count {
      if byte() == end {
        guard byte(1) == end else { break }
        place += 1
      }
      inside.append(byte())
      place += 1
    }
    place += 1
    let text = String(decoding: inside, as: UTF8.self)
    return SQLToken(kind: kind, text: kind == .text ? text : text.lowercased(), offset: start, depth: depth)
  }

  private mutating func sign() -> SQLToken {
    let start = place
    let first = byte()
    place += 1
    if first == UInt8(ascii: ")") { depth = max(0, depth - 1) }
    defer { if first == UInt8(ascii: "(") { depth += 1 } }
    return SQLToken(kind: .sign, text: String(UnicodeScalar(first)), offset: start, depth: depth)
  }
}
