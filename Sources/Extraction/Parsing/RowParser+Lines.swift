import Contracts
import Glibc

extension RowParser {
  // MARK: Fixed width: cut before converting

  func splitFixed(_ record: Record) -> Fault {
    var length = record.count
    if length == recordLength + 1, record.start[length - 1] == 0x0d { length -= 1 }
    guard length == recordLength else {
      return Fault(trouble: .recordLength, column: cutColumn(length), detail: length)
    }
    // Spaces that fill a record up are most of it, and are not looked at twice.
    for index in 0..<count {
      let field = trimmed(record.start + columns[index].offset, columns[index].width)
      fields[index] = field
      let kind = lookOver(field.start, field.count)
      if kind.isASCII, !kind.hasNull { continue }
      if kind.hasNull || convert(index) >= 0 { return spoiledFixed(record.start, length) }
    }
    return Fault()
  }

  /// What spoils a record: a byte of zero anywhere before anything else.
  private func spoiledFixed(_ start: UnsafePointer<UInt8>, _ length: Int) -> Fault {
    if lookOver(start, length).hasNull { return Fault(trouble: .nullByte) }
    for index in 0..<count {
      fields[index] = trimmed(start + columns[index].offset, columns[index].width)
      let problem = convert(index)
      if problem >= 0 {
        return Fault(trouble: .invalidBytes, column: index, detail: columns[index].offset + problem)
      }
    }
    return Fault()
  }

  /// The column in which a line that is too short ends; -1 for one that is too long.
  private func cutColumn(_ length: Int) -> Int {
    for index in 0..<count where length < columns[index].offset + columns[index].width { return index }
    return -1
  }

  /// A field without the spaces that fill it up; outside fixed records, as it stands.
  func trimmed(_ start: UnsafePointer<UInt8>, _ width: Int) -> Field {
    Field(start: start, count: format.kind == .fixed ? lengthWithoutFill(start, width) : width, kind: .text)
  }

  /// Most of a wide record is spaces: 32 at a time, then eight, and of the last eight with something else as many as end
  /// them.
  private func lengthWithoutFill(_ start: UnsafePointer<UInt8>, _ width: Int) -> Int {
    let bytes = UnsafeRawPointer(start)
    func others(before end: Int) -> UInt64 {
      UInt64(littleEndian: bytes.loadUnaligned(fromByteOffset: end - 8, as: UInt64.self)) ^ 0x2020_2020_2020_2020
    }
    var end = width
    while end >= 32,
      others(before: end) | others(before: end - 8) | others(before: end - 16) | others(before: end - 24) == 0
    { end -= 32 }
    while end >= 8 {
      let others = others(before: end)
      end -= others.leadingZeroBitCount >> 3
      if others != 0 { return end }
    }
    while end > 0, start[end - 1] == 0x20 { end -= 1 }
    return end
  }

  /// Converts one field to UTF-8; the offset of what is invalid in it, or -1.
  private func convert(_ index: Int) -> Int {
    let field = fields[index]
    guard let decoder else { return firstInvalidUTF8(field.start, field.count) }
    guard !lookOver(field.start, field.count).isASCII else { return -1 }
    let room = arena.take(field.count * 2)
    let written = decoder.decode(field.start, field.count, room)
    if written < 0 { return -written - 1 }
    fields[index] = Field(start: room, count: written, kind: .text)
    return -1
  }

  // MARK: Separated: converted before it is split

  func splitSeparated(_ record: Record) -> Fault {
    var (start, length) = (record.start, record.count)
    if length > 0, start[length - 1] == 0x0d { length -= 1 }
    let kind = lookOver(start, length)
    if kind.hasNull { return Fault(trouble: .nullByte) }
    if !kind.isASCII {
      let invalid = convertLine(&start, &length)
      if invalid >= 0 { return Fault(trouble: .invalidBytes, detail: invalid) }
    }
    return format.quoted ? splitQuoted(start, length) : splitPlain(start, length)
  }

  private func convertLine(_ start: inout UnsafePointer<UInt8>, _ length: inout Int) -> Int {
    guard let decoder else { return firstInvalidUTF8(start, length) }
    let room = arena.take(length * 2)
    let written = decoder.decode(start, length, room)
    if written < 0 { return -written - 1 }
    (start, length) = (UnsafePointer(room), written)
    return -1
  }

  private func splitPlain(_ start: UnsafePointer<UInt8>, _ length: Int) -> Fault {
    var (found, offset) = (0, 0)
    while true {
      let end = separatorOffset(start + offset, length - offset)
      if found < count { fields[found] = Field(start: start + offset, count: end ?? length - offset, kind: .text) }
      found += 1
      guard let end else { break }
      offset += end + separatorCount
    }
    return fieldCount(found)
  }

  private func fieldCount(_ found: Int) -> Fault {
    if found == count { return Fault() }
    return Fault(trouble: found < count ? .tooFewFields : .tooManyFields, detail: found)
  }

  /// Where the next separator begins; nil where none follows.
  @inline(__always)
  func separatorOffset(_ start: UnsafePointer<UInt8>, _ length: Int) -> Int? {
    var offset = 0
    while offset < length, let hit = memchr(start + offset, Int32(separator[0]), length - offset) {
      let place = UnsafeRawPointer(hit) - UnsafeRawPointer(start)
      if separatorCount == 1 { return place }
      guard place + separatorCount <= length else { return nil }
      if memcmp(start + place, separator, separatorCount) == 0 { return place }
      offset = place + 1
    }
    return nil
  }

  // MARK: Quotes of RFC 4180

  private func splitQuoted(_ start: UnsafePointer<UInt8>, _ length: Int) -> Fault {
    var (found, offset) = (0, 0)
    while true {
      var field = Field(start: start + offset, count: 0, kind: .text)
      if offset < length, start[offset] == 0x22 {
        guard let after = unquote(start, length, offset, &field) else { return Fault(trouble: .openQuote) }
        offset = after
        let ends = offset == length || separatorOffset(start + offset, min(separatorCount, length - offset)) == 0
        guard ends else { return Fault(trouble: .strayQuote) }
      } else {
        field.count = separatorOffset(start + offset, length - offset) ?? length - offset
        offset += field.count
        if field.count > 0, memchr(field.start, 0x22, field.count) != nil { return Fault(trouble: .strayQuote) }
      }
      if found < count { fields[found] = field }
      found += 1
      if offset == length { break }
      offset += separatorCount
    }
    return fieldCount(found)
  }

  /// Reads a field that begins with a quote; the index after the closing one, nil where there is none.
  private func unquote(
    _ start: UnsafePointer<UInt8>, _ length: Int, _ opening: Int, _ field: inout Field
  ) -> Int? {
    guard let first = quote(start, length, opening + 1) else { return nil }
    if first + 1 >= length || start[first + 1] != 0x22 {
      field = Field(start: start + opening + 1, count: first - opening - 1, kind: .text)
      return first + 1
    }
    let room = arena.take(length - opening)
    var (written, from, next) = (0, opening + 1, first)
    while true {
      let isDoubled = next + 1 < length && start[next + 1] == 0x22
      let part = next - from + (isDoubled ? 1 : 0)
      memcpy(room + written, start + from, part)
      written += part
      if !isDoubled { break }
      from = next + 2
      guard let further = quote(start, length, from) else { return nil }
      next = further
    }
    arena.giveBack(room, taken: length - opening, kept: written)
    field = Field(start: room, count: written, kind: .text)
    return next + 1
  }

  private func quote(_ start: UnsafePointer<UInt8>, _ length: Int, _ from: Int) -> Int? {
    guard from < length, let hit = memchr(start + from, 0x22, length - from) else { return nil }
    return UnsafeRawPointer(hit) - UnsafeRawPointer(start)
  }
}
