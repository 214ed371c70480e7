import CSQLite
import GRDB

/// One row of a running statement, read in place: nothing is copied until it is asked for.
///
/// Columns count from 0. The row is valid only inside the call that received it.
package struct RawRow {
  package enum Kind: Sendable { case null, integer, real, text, blob }

  let statement: OpaquePointer

  /// How SQLite holds the value of this row.
  package func kind(_ column: Int) -> Kind {
    switch sqlite3_column_type(statement, Int32(column)) {
    case SQLITE_INTEGER: .integer
    case SQLITE_FLOAT: .real
    case SQLITE_TEXT: .text
    case SQLITE_BLOB: .blob
    default: .null
    }
  }

  package func isNull(_ column: Int) -> Bool { sqlite3_column_type(statement, Int32(column)) == SQLITE_NULL }

  /// The value as an integer; 0 where it is NULL.
  package func int(_ column: Int) -> Int64 { sqlite3_column_int64(statement, Int32(column)) }

  package func real(_ column: Int) -> Double { sqlite3_column_double(statement, Int32(column)) }

  /// The bytes of a text (UTF-8) or blob, which live until the next step.
  package func bytes<Result>(_ column: Int, _ body: (UnsafeBufferPointer<UInt8>) throws -> Result) rethrows -> Result {
    let start = sqlite3_column_blob(statement, Int32(column))?.assumingMemoryBound(to: UInt8.self)
    let count = Int(sqlite3_column_bytes(statement, Int32(column)))
    return try body(UnsafeBufferPointer(start: start, count: start == nil ? 0 : count))
  }

  /// A copy of the value as text; empty where it is NULL.
  package func string(_ column: Int) -> String {
    guard let text = sqlite3_column_text(statement, Int32(column)) else { return "" }
    return String(cString: text)
  }
}

extension Session {
  /// Calls `body` with every row of a query, in its order, without an allocation a row. For hot loops.
  package func scan(_ sql: String, _ arguments: [SQLValue] = [], _ body: (RawRow) throws -> Void) throws {
    let statement = try db.makeStatement(sql: sql)
    try statement.setArguments(StatementArguments(arguments.map(\.databaseValue)))
    let row = RawRow(statement: statement.sqliteStatement)
    while true {
      let code = sqlite3_step(row.statement)
      if code == SQLITE_DONE { return }
      guard code == SQLITE_ROW else {
        let message = handle.flatMap { sqlite3_errmsg($0) }.map { String(cString: $0) }
        throw DatabaseError(resultCode: ResultCode(rawValue: code), message: message, sql: sql)
      }
      try body(row)
    }
  }
}

extension Session {
  /// As `scan`, for a question that is asked often: its statement stays prepared. `body` may not ask the same.
  package func scanCached(_ sql: String, _ arguments: [SQLValue] = [], _ body: (RawRow) throws -> Void) throws {
    let statement = try db.cachedStatement(sql: sql).sqliteStatement
    defer {
      sqlite3_reset(statement)
      sqlite3_clear_bindings(statement)
    }
    for (index, argument) in arguments.enumerated() { argument.bind(to: statement, Int32(index + 1)) }
    let row = RawRow(statement: statement)
    while true {
      let code = sqlite3_step(statement)
      if code == SQLITE_DONE { return }
      guard code == SQLITE_ROW else {
        let message = handle.flatMap { sqlite3_errmsg($0) }.map { String(cString: $0) }
        throw DatabaseError(resultCode: ResultCode(rawValue: code), message: message, sql: sql)
      }
      try body(row)
    }
  }
}

/// What SQLite says against a statement itself (a missing table, a sum that overflows); nil for other errors, such as
/// a full disk, which are no fault of the statement.
package func sqlMessage(_ error: any Error) -> String? {
  guard let error = error as? DatabaseError else { return nil }
  switch error.resultCode.primaryResultCode {
  case .SQLITE_ERROR, .SQLITE_CONSTRAINT, .SQLITE_MISMATCH, .SQLITE_AUTH, .SQLITE_RANGE, .SQLITE_MISUSE:
    return error.message ?? "SQLite error \(error.resultCode.rawValue)"
  default: return nil
  }
}
