/// Rows on their way into one table, inserted many at a time: a step of SQLite costs as much as a row's work.
///
/// Texts are copied, so that the record may go; nothing is allocated for a row.
final class BatchInsert {
  private static let mostParameters = 640

  private let width: Int
  private let most: Int
  private let many: Statement
  private let one: Statement
  private let cells: UnsafeMutablePointer<Cell>
  private let texts = Arena()
  private var filled = 0

  /// - tail: what follows VALUES, such as an ON CONFLICT clause.
  init(_ database: OpaquePointer, _ table: String, width: Int, tail: String = "") throws {
    self.width = width
    most = max(1, Self.mostParameters / width)
    let row = "(" + Array(repeating: "?", count: width).joined(separator: ", ") + ")"
    one = try Statement(database, "INSERT INTO \(table) VALUES \(row) \(tail)")
    many = try Statement(
      database,
      "INSERT INTO \(table) VALUES " + Array(repeating: row, count: most).joined(separator: ", ") + " \(tail)")
    cells = .allocate(capacity: most * width)
    cells.initialize(repeating: .null, count: most * width)
  }

  deinit { cells.deallocate() }

  @inline(__always)
  func append(_ cell: Cell) {
    var cell = cell
    if let text = cell.text {
      let room = texts.take(Int(cell.count))
      room.update(from: text, count: Int(cell.count))
      cell.text = UnsafePointer(room)
    }
    cells[filled] = cell
    filled += 1
  }

  func append(_ text: String) {
    var text = text
    text.withUTF8 { bytes in
      append(bytes.baseAddress.map { .of($0, bytes.count) } ?? .null)
    }
  }

  /// Ends the row that the cells since the last one make.
  @inline(__always)
  func endRow() throws { if filled == most * width { try flush() } }

  /// Inserts what waits. To be called before the table is read.
  func flush() throws {
    defer {
      filled = 0
      texts.reset(atLeast: 0)
    }
    if filled == most * width {
      for index in 0..<filled { many.bind(Int32(index + 1), cells[index]) }
      return try many.run()
    }
    for row in 0..<(filled / width) {
      for index in 0..<width { one.bind(Int32(index + 1), cells[row * width + index]) }
      try one.run()
    }
  }
}
