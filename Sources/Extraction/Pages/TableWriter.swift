import Contracts
import Glibc
import MartCore

/// Rows on their way into one table, in the order of their keys, as records of SQLite's file. Nothing is allocated for
/// a row; its texts must live until it ends.
final class TableWriter {
  /// A column that the record holds; the row number stands outside of it.
  struct Column {
    var name: String
    var storage: Storage
  }

  private let table: String
  private let tree: PageTree
  private let columns: [Column]
  /// By column: numbers are written as texts, as a STRICT table does it.
  private let isText: UnsafeMutablePointer<Bool>
  private let cells: UnsafeMutablePointer<Cell>
  /// The serial type of each cell.
  private let types: UnsafeMutablePointer<UInt64>
  private let texts = Arena()
  private var hasTexts = false
  private var filled = 0
  private var typeBytes = 0
  private var bodyBytes = 0
  private var lastKey = Int64.min

  /// - columns: in the order of the table; those at its end may be left out, and are NULL.
  init(_ tree: PageTree, _ table: String, _ columns: [Column]) {
    self.tree = tree
    self.table = table
    self.columns = columns
    isText = .allocate(capacity: columns.count + 1)
    for (index, column) in columns.enumerated() { isText[index] = column.storage == .text }
    cells = .allocate(capacity: columns.count + 1)
    types = .allocate(capacity: columns.count + 1)
  }

  deinit {
    isText.deallocate()
    cells.deallocate()
    types.deallocate()
  }

  @inline(__always)
  func append(_ cell: Cell) throws {
    switch cell.kind {
    case .null: add(cell, type: 0, size: 0)
    case .integer:
      if isText[filled] {
        let text = digits(of: cell.integer, texts)
        hasTexts = true
        add(.of(text.start, text.count), type: 13 + UInt64(text.count) * 2, size: text.count)
      } else {
        let (type, size) = Self.form(cell.integer)
        add(cell, type: type, size: size)
      }
    case .text:
      guard isText[filled] else { throw misplaced() }
      add(cell, type: 13 + UInt64(cell.count) * 2, size: Int(cell.count))
    }
  }

  /// A text of ours, copied.
  func append(copying text: String) throws {
    var text = text
    hasTexts = true
    try text.withUTF8 { bytes in
      let room = texts.take(bytes.count)
      if let start = bytes.baseAddress { room.update(from: start, count: bytes.count) }
      try append(.of(room, bytes.count))
    }
  }

  func append(blob bytes: UnsafeBufferPointer<UInt8>) {
    let room = UnsafePointer(texts.take(0))
    hasTexts = true
    add(.of(bytes.baseAddress ?? room, bytes.count), type: 12 + UInt64(bytes.count) * 2, size: bytes.count)
  }

  /// Ends a row of a table with row numbers. They ascend.
  func endRow(number: Int64) throws {
    try ascend(to: number)
    try end(numbered: true)
  }

  private func ascend(to number: Int64) throws {
    guard number > lastKey else {
      throw Failure(
        .internal, "the staging file: line \(number) of '\(table)' comes after line \(lastKey)",
        remedy: "run again; if it stays, report it with this message")
    }
    lastKey = number
  }

  /// Ends a row of a table without row numbers.
  func endRow() throws { try end(numbered: false) }

  /// A row as the same table of another file holds it.
  func copy(_ record: UnsafeBufferPointer<UInt8>, number: Int64) throws {
    try ascend(to: number)
    try lay(record, numbered: true)
  }

  /// A row as the same table, without row numbers, of another file holds it.
  func copy(_ record: UnsafeBufferPointer<UInt8>) throws { try lay(record, numbered: false) }

  /// Brings all rows into the file.
  func finish() throws { try tree.finish() }

  @inline(__always)
  private func add(_ cell: Cell, type: UInt64, size: Int) {
    cells[filled] = cell
    types[filled] = type
    filled += 1
    typeBytes += varintSize(type)
    bodyBytes += size
  }

  private func misplaced() -> Failure {
    Failure(
      .internal, "the staging file: cannot store TEXT value in INTEGER column \(table).\(columns[filled].name)",
      remedy: "run again; if it stays, report it with this message")
  }

  /// The serial type of a number, and its bytes.
  @inline(__always)
  private static func form(_ value: Int64) -> (UInt64, Int) {
    if value == 0 || value == 1 { return (8 + UInt64(value), 0) }
    switch 65 - (value ^ (value >> 63)).leadingZeroBitCount {
    case ...8: return (1, 1)
    case ...16: return (2, 2)
    case ...24: return (3, 3)
    case ...32: return (4, 4)
    case ...48: return (5, 6)
    default: return (6, 8)
    }
  }

  /// Writes a number of this serial type, the first bytes first; how many they are.
  @inline(__always)
  private static func put(_ value: Int64, _ type: UInt64, _ place: UnsafeMutablePointer<UInt8>) -> Int {
    if type == 6 {
      UnsafeMutableRawPointer(place).storeBytes(of: value.bigEndian, as: Int64.self)
      return 8
    }
    let size = type < 5 ? Int(type) : type == 5 ? 6 : 0
    for byte in 0..<size { place[byte] = UInt8(truncatingIfNeeded: value >> ((size - 1 - byte) * 8)) }
    return size
  }

  private func end(numbered: Bool) throws {
    // The row number's own place in the record is NULL.
    let inner = typeBytes + (numbered ? 1 : 0)
    let head = inner + (inner + 1 < 0x80 ? 1 : 2)
    let payload = head + bodyBytes
    let key = UInt64(bitPattern: numbered ? lastKey : 0)
    if tree.kind.local(payload) == payload {
      let before = varintSize(UInt64(payload)) + (numbered ? varintSize(key) : 0)
      // No cell is shorter than the four bytes that it leaves behind when it is deleted.
      let cell = try tree.place(max(4, before + payload), key: lastKey)
      writeRecord(head, numbered, cell + putLead(payload, key, numbered, cell))
    } else {
      try writeLong(payload, head, numbered)
    }
    (filled, typeBytes, bodyBytes) = (0, 0, 0)
    guard hasTexts else { return }
    texts.reset(atLeast: 0)
    hasTexts = false
  }

  private func putLead(_ payload: Int, _ key: UInt64, _ numbered: Bool, _ cell: UnsafeMutablePointer<UInt8>) -> Int {
    let count = putVarint(UInt64(payload), cell)
    return numbered ? count + putVarint(key, cell + count) : count
  }

  private func writeLong(_ payload: Int, _ head: Int, _ numbered: Bool) throws {
    let whole = UnsafeMutablePointer<UInt8>.allocate(capacity: payload)
    defer { whole.deallocate() }
    writeRecord(head, numbered, whole)
    try lay(UnsafeBufferPointer(start: whole, count: payload), numbered: numbered)
  }

  /// Lays down a record whose bytes are there.
  private func lay(_ record: UnsafeBufferPointer<UInt8>, numbered: Bool) throws {
    guard let start = record.baseAddress else { return }
    let local = tree.kind.local(record.count)
    let isLong = local < record.count
    let further = isLong ? try tree.overflow(start + local, record.count - local) : 0
    let key = UInt64(bitPattern: numbered ? lastKey : 0)
    let before = varintSize(UInt64(record.count)) + (numbered ? varintSize(key) : 0)
    let cell = try tree.place(max(4, before + local + (isLong ? 4 : 0)), key: lastKey)
    let place = cell + putLead(record.count, key, numbered, cell)
    place.update(from: start, count: local)
    if isLong { put32(further, place + local) }
  }

  private func writeRecord(_ head: Int, _ numbered: Bool, _ start: UnsafeMutablePointer<UInt8>) {
    var place = start + putVarint(UInt64(head), start)
    if numbered {
      place[0] = 0
      place += 1
    }
    for index in 0..<filled { place += putVarint(types[index], place) }
    for index in 0..<filled {
      let cell = cells[index]
      if let text = cell.text {
        memcpy(place, text, Int(cell.count))
        place += Int(cell.count)
      } else if cell.kind == .integer {
        place += Self.put(cell.integer, types[index], place)
      }
    }
  }
}
