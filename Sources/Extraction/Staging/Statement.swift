import CSQLite
import MartCore

/// A prepared statement of a hot loop. Bound texts are not copied: they must live until `run` returns.
final class Statement {
  private let database: OpaquePointer
  private let handle: OpaquePointer

  init(_ database: OpaquePointer, _ sql: String) throws {
    var prepared: OpaquePointer?
    guard sqlite3_prepare_v3(database, sql, -1, UInt32(SQLITE_PREPARE_PERSISTENT), &prepared, nil) == SQLITE_OK,
      let prepared
    else { throw Self.failure(database) }
    self.database = database
    handle = prepared
  }

  deinit { sqlite3_finalize(handle) }

  @inline(__always)
  func bind(_ index: Int32, _ number: Int64) { sqlite3_bind_int64(handle, index, number) }

  @inline(__always)
  func bind(_ index: Int32, _ start: UnsafePointer<UInt8>, _ count: Int) {
    sqlite3_bind_text(handle, index, UnsafeRawPointer(start).assumingMemoryBound(to: CChar.self), Int32(count), nil)
  }

  func bind(_ index: Int32, blob bytes: UnsafeBufferPointer<UInt8>) {
    if bytes.isEmpty {
      sqlite3_bind_zeroblob(handle, index, 0)
    } else {
      sqlite3_bind_blob(handle, index, bytes.baseAddress, Int32(bytes.count), nil)
    }
  }

  @inline(__always)
  func bindNull(_ index: Int32) { sqlite3_bind_null(handle, index) }

  @inline(__always)
  func bind(_ index: Int32, _ cell: Cell) {
    switch cell.kind {
    case .null: bindNull(index)
    case .integer: bind(index, cell.integer)
    case .text: if let text = cell.text { bind(index, text, Int(cell.count)) }
    }
  }

  /// Binds a text of ours; SQLite keeps its own copy.
  func bind(_ index: Int32, copying text: String) {
    var text = text
    text.withUTF8 { bytes in
      let transient = unsafeBitCast(-1, to: sqlite3_destructor_type.self)
      bytes.withMemoryRebound(to: CChar.self) { characters in
        _ = sqlite3_bind_text(handle, index, characters.baseAddress, Int32(characters.count), transient)
      }
    }
  }

  /// Runs a statement that gives no rows, and readies it for the next one.
  @inline(__always)
  func run() throws {
    let code = sqlite3_step(handle)
    sqlite3_reset(handle)
    if code != SQLITE_DONE { throw Self.failure(database) }
  }

  /// Runs statements without arguments and rows.
  static func runAll(_ database: OpaquePointer, _ sql: String) throws {
    guard sqlite3_exec(database, sql, nil, nil, nil) == SQLITE_OK else { throw failure(database) }
  }

  /// Calls `body` with every row that the statement gives.
  func eachRow(_ body: (OpaquePointer) -> Void) throws {
    defer { sqlite3_reset(handle) }
    while true {
      switch sqlite3_step(handle) {
      case SQLITE_ROW: body(handle)
      case SQLITE_DONE: return
      default: throw Self.failure(database)
      }
    }
  }

  private static func failure(_ database: OpaquePointer) -> Failure {
    let code = sqlite3_errcode(database)
    let cannotWrite = [SQLITE_FULL, SQLITE_IOERR, SQLITE_READONLY, SQLITE_CANTOPEN].contains(code & 0xff)
    return Failure(
      cannotWrite ? .cannotWrite : .internal, "the staging file: " + String(cString: sqlite3_errmsg(database)),
      remedy: cannotWrite
        ? "look at free space and permissions of the staging folder, then run again"
        : "run again; if it stays, report it with this message")
  }
}
