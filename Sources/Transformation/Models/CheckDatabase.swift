import CSQLite
import Contracts
import MartCore
import MartStore

/// A database in memory on which SQL is prepared and tried, never kept. It says what a statement would read,
/// and refuses what would write.
final class CheckDatabase {
  private var handle: OpaquePointer?
  private let watcher = ReadWatcher()

  init() throws {
    // As `Store` does: a run checks its pipeline before it opens a store, and SQLite's settings are its first connection's.
    _ = sqlite_without_memory_counts()
    guard
      sqlite3_open_v2(":memory:", &handle, SQLITE_OPEN_READWRITE | SQLITE_OPEN_CREATE | SQLITE_OPEN_NOMUTEX, nil)
        == SQLITE_OK
    else {
      throw Failure(.internal, "no database in memory could be opened", remedy: "look at this machine's free memory")
    }
    sqlite3_set_authorizer(handle, ReadWatcher.callback, Unmanaged.passUnretained(watcher).toOpaque())
  }

  deinit { sqlite3_close_v2(handle) }

  /// Runs statements of the engine itself.
  func execute(_ sql: String) throws(SQLProblem) {
    guard sqlite3_exec(handle, sql, nil, nil, nil) == SQLITE_OK else { throw problem() }
  }

  /// Creates a table of the schema that statements may read.
  func create(_ table: TableDefinition, _ strictness: TableDefinition.Strictness) throws(SQLProblem) {
    try execute(table.createStatement(in: "main", strictness))
    watcher.known[table.name.lowercased()] = table.name
  }

  /// What the statement returns and reads. Only tables of `readable` (lower case) may be read; `steps` are the
  /// names that the statement gives to its own steps.
  func inspect(_ sql: String, readable: Set<String>, steps: Set<String>) throws(SQLProblem) -> Inspection {
    watcher.begin(readable: readable, steps: steps)
    defer { watcher.end() }
    var statement: OpaquePointer?
    defer { sqlite3_finalize(statement) }
    let (code, rest) = prepare(sql, &statement)
    if let refused = watcher.refused { throw SQLProblem(refused) }
    guard code == SQLITE_OK else { throw problem() }
    guard statement != nil else { throw SQLProblem(.empty) }
    if let next = sqlTokens(String(sql.utf8.dropFirst(rest)) ?? "").first {
      throw SQLProblem(.second, offset: rest + next.offset)
    }
    let columns = (0..<sqlite3_column_count(statement)).map { index in
      Inspection.Column(
        name: Self.text(sqlite3_column_name(statement, index)),
        table: sqlite3_column_table_name(statement, index).map { String(cString: $0) },
        origin: sqlite3_column_origin_name(statement, index).map { String(cString: $0) })
    }
    return Inspection(columns: columns, reads: watcher.reads, functions: watcher.functions, recurses: watcher.recurses)
  }

  /// All rows of a query, for small answers.
  func rows(_ sql: String) throws(SQLProblem) -> [[SQLValue]] {
    var statement: OpaquePointer?
    defer { sqlite3_finalize(statement) }
    guard prepare(sql, &statement).code == SQLITE_OK else { throw problem() }
    var rows: [[SQLValue]] = []
    var state = sqlite3_step(statement)
    while state == SQLITE_ROW {
      rows.append((0..<sqlite3_column_count(statement)).map { Self.value(statement, $0) })
      state = sqlite3_step(statement)
    }
    guard state == SQLITE_DONE else { throw problem() }
    return rows
  }

  private func prepare(_ sql: String, _ statement: inout OpaquePointer?) -> (code: Int32, rest: Int) {
    var bytes = Array(sql.utf8CString)
    return bytes.withUnsafeMutableBufferPointer { buffer in
      var tail: UnsafePointer<CChar>?
      let start = buffer.baseAddress.map { UnsafePointer($0) }
      let code = sqlite3_prepare_v2(handle, start, -1, &statement, &tail)
      guard let start, let tail else { return (code, 0) }
      return (code, tail - start)
    }
  }

  private func problem() -> SQLProblem {
    let offset = Int(sqlite3_error_offset(handle))
    return SQLProblem(
      .sqlite(Self.text(sqlite3_errmsg(handle)), code: sqlite3_extended_errcode(handle)),
      offset: offset < 0 ? nil : offset)
  }

  private static func text(_ pointer: UnsafePointer<CChar>?) -> String { pointer.map { String(cString: $0) } ?? "" }

  private static func value(_ statement: OpaquePointer?, _ column: Int32) -> SQLValue {
    switch sqlite3_column_type(statement, column) {
    case SQLITE_INTEGER: .integer(sqlite3_column_int64(statement, column))
    case SQLITE_FLOAT: .real(sqlite3_column_double(statement, column))
    case SQLITE_NULL: .null
    default: .text(sqlite3_column_text(statement, column).map { String(cString: $0) } ?? "")
    }
  }
}

/// What a prepared statement returns and reads.
struct Inspection {
  struct Column {
    var name: String
    /// The column of a table that it copies, as SQLite sees it; nil for expressions.
    var table: String?
    var origin: String?
  }
  var columns: [Column]
  /// Columns by table, both as the schema spells them.
  var reads: [String: Set<String>]
  /// Functions it calls, in lower case.
  var functions: Set<String>
  var recurses: Bool
}

/// Why a statement cannot be used.
struct SQLProblem: Error {
  enum Cause {
    case sqlite(String, code: Int32)
    /// It would write or change something.
    case writes(String)
    /// It reads a table that it may not read.
    case forbidden(String)
    case empty
    /// A second statement follows.
    case second
  }
  var cause: Cause
  /// Bytes before the place in the statement; nil where SQLite does not say.
  var offset: Int?

  init(_ cause: Cause, offset: Int? = nil) {
    self.cause = cause
    self.offset = offset
  }

  var message: String {
    switch cause {
    case .sqlite(let message, _): message
    case .writes(let what): "it would \(what)"
    case .forbidden(let table): "it reads '\(table)'"
    case .empty: "there is no statement"
    case .second: "a second statement follows"
    }
  }
}
