/// The cells of a record of SQLite's file, from the first to the last. A cell of another kind than is asked for is nil.
struct StoredCells {
  private var type: UnsafePointer<UInt8>
  private let typesEnd: UnsafePointer<UInt8>
  private var body: UnsafePointer<UInt8>
  private let end: UnsafePointer<UInt8>

  /// - record: followed by nine bytes that may be read.
  init?(_ record: UnsafeBufferPointer<UInt8>) {
    guard let start = record.baseAddress, !record.isEmpty else { return nil }
    let head = varint(at: start)
    guard head.value >= head.size, head.value <= record.count else { return nil }
    (type, typesEnd, end) = (start + head.size, start + Int(head.value), start + record.count)
    body = typesEnd
  }

  /// - Returns: the serial type of the next cell and its bytes.
  private mutating func take() -> (type: UInt64, bytes: UnsafeBufferPointer<UInt8>)? {
    guard type < typesEnd else { return nil }
    let kind = varint(at: type)
    type += kind.size
    let size: UInt64 =
      switch kind.value {
      case 0, 8, 9: 0
      case 1...4: kind.value
      case 5: 6
      case 6, 7: 8
      default: kind.value < 12 ? UInt64.max : (kind.value - 12) / 2
      }
    guard size <= UInt64(end - body) else { return nil }
    defer { body += Int(size) }
    return (kind.value, UnsafeBufferPointer(start: body, count: Int(size)))
  }

  mutating func skip() { _ = take() }

  mutating func integer() -> Int64? {
    guard let cell = take(), (1...6).contains(cell.type) || cell.type == 8 || cell.type == 9 else { return nil }
    if cell.type >= 8 { return Int64(cell.type) - 8 }
    var value: Int64 = Int8(bitPattern: cell.bytes[0]) < 0 ? -1 : 0
    for byte in cell.bytes { value = value << 8 | Int64(byte) }
    return value
  }

  mutating func text() -> UnsafeBufferPointer<UInt8>? {
    guard let cell = take(), cell.type >= 13, cell.type % 2 == 1 else { return nil }
    return cell.bytes
  }
}

/// A number as `putVarint` writes it, and how many bytes it takes.
@inline(__always)
func varint(at place: UnsafePointer<UInt8>) -> (value: UInt64, size: Int) {
  var value: UInt64 = 0
  for index in 0..<8 {
    value = value << 7 | UInt64(place[index] & 0x7f)
    if place[index] < 0x80 { return (value, index + 1) }
  }
  return (value << 8 | UInt64(place[8]), 9)
}
