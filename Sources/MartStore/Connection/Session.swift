import Foundation
import CSQLite
import GRDB
import MartCore

/// The connection while it is ours: statements with bound arguments, and the raw handle for measured hot loops.
package struct Session {
  let db: Database

  init(_ db: Database) { self.db = db }

  /// The raw connection. For hot loops and for what GRDB does not offer; it does not outlive the session.
  package var handle: OpaquePointer? { db.sqliteConnection }

  /// Runs one or more statements.
  package func execute(_ sql: String, _ arguments: [SQLValue] = []) throws {
    try db.execute(sql: sql, arguments: StatementArguments(arguments.map(\.databaseValue)))
  }

  /// Runs one statement that is used often; it stays prepared.
  package func executeCached(_ sql: String, _ arguments: [SQLValue]) throws {
    let statement = try db.cachedStatement(sql: sql).sqliteStatement
    defer {
      sqlite3_reset(statement)
      sqlite3_clear_bindings(statement)
    }
    for (index, argument) in arguments.enumerated() { argument.bind(to: statement, Int32(index + 1)) }
    let code = sqlite3_step(statement)
    guard code == SQLITE_DONE || code == SQLITE_ROW else {
      let message = handle.flatMap { sqlite3_errmsg($0) }.map { String(cString: $0) }
      throw DatabaseError(resultCode: ResultCode(rawValue: code), message: message, sql: sql)
    }
  }

  /// All rows of a query, in its order. For small answers; use `each` for large ones.
  package func rows(_ sql: String, _ arguments: [SQLValue] = []) throws -> [[SQLValue]] {
    var result: [[SQLValue]] = []
    try each(sql, arguments) { result.append($0) }
    return result
  }

  /// Calls `body` with every row of a query, one at a time.
  package func each(_ sql: String, _ arguments: [SQLValue] = [], _ body: ([SQLValue]) throws -> Void) throws {
    let cursor = try Row.fetchCursor(db, sql: sql, arguments: StatementArguments(arguments.map(\.databaseValue)))
    while let row = try cursor.next() { try body(row.databaseValues.map(SQLValue.init)) }
  }

  /// The names of the query's columns.
  package func columnNames(_ sql: String) throws -> [String] { try db.makeStatement(sql: sql).columnNames }

  /// First column of the first row; nil where there is no row or NULL.
  package func int(_ sql: String, _ arguments: [SQLValue] = []) throws -> Int64? {
    try rows(sql, arguments).first?.first?.int
  }

  package func text(_ sql: String, _ arguments: [SQLValue] = []) throws -> String? {
    try rows(sql, arguments).first?.first?.string
  }

  /// Makes the tables and rows of `body` part of one transaction.
  ///
  /// - keeping: whether a result is one to commit; else all is rolled back, as where `body` throws.
  package func transaction<Result>(
    keeping isKept: (Result) -> Bool = { _ in true }, _ body: () throws -> Result
  ) throws -> Result {
    try execute("BEGIN IMMEDIATE")
    do {
      let result = try body()
      try execute(isKept(result) ? "COMMIT" : "ROLLBACK")
      return result
    } catch {
      try? execute("ROLLBACK")
      throw error
    }
  }

  package func attach(_ path: String, as schema: String) throws {
    try execute("ATTACH DATABASE ? AS \(sqlName(schema))", [.text(path)])
  }
}

/// A name as SQL writes it: quoted where it has odd characters, begins with a digit, or is a word of SQL.
package func sqlName(_ name: String) -> String {
  let plain = name.utf8.allSatisfy {
    ($0 | 0x20 >= 0x61 && $0 | 0x20 <= 0x7a) || $0 == 0x5f || ($0 >= 0x30 && $0 <= 0x39)
  }
  let startsWell = name.utf8.first.map { $0 < 0x30 || $0 > 0x39 } ?? false
  return plain && startsWell && sqlite3_keyword_check(name, Int32(name.utf8.count)) == 0
    ? name : "\"" + name.split(separator: "\"", omittingEmptySubsequences: false).joined(separator: "\"\"") + "\""
}

/// A text as SQL writes it.
package func sqlText(_ text: String) -> String {
  "'" + text.split(separator: "'", omittingEmptySubsequences: false).joined(separator: "''") + "'"
}

extension SQLValue {
  /// Binds the value as a statement's argument; texts and blobs are copied.
  func bind(to statement: OpaquePointer?, _ place: Int32) {
    let copied = unsafeBitCast(-1, to: sqlite3_destructor_type.self)
    switch self {
    case .null: sqlite3_bind_null(statement, place)
    case .integer(let value): sqlite3_bind_int64(statement, place, value)
    case .real(let value): sqlite3_bind_double(statement, place, value)
    case .text(let value): sqlite3_bind_text(statement, place, value, Int32(value.utf8.count), copied)
    case .blob(let bytes): sqlite3_bind_blob64(statement, place, bytes, UInt64(bytes.count), copied)
    }
  }

  var databaseValue: DatabaseValue {
    switch self {
    case .null: .null
    case .integer(let value): value.databaseValue
    case .real(let value): value.databaseValue
    case .text(let value): value.databaseValue
    case .blob(let bytes): Data(bytes).databaseValue
    }
  }

  init(_ value: DatabaseValue) {
    switch value.storage {
    case .null: self = .null
    case .int64(let number): self = .integer(number)
    case .double(let number): self = .real(number)
    case .string(let text): self = .text(text)
    case .blob(let data): self = .blob(Array(data))
    }
  }
}

extension Session {
  /// Lets queries of this connection call `name` with so many arguments; equal arguments must give equal results.
  package func addFunction(
    _ name: String, arguments: Int, _ body: @escaping @Sendable ([SQLValue]) throws -> SQLValue
  ) {
    db.add(
      function: DatabaseFunction(name, argumentCount: arguments, pure: true) { values in
        try body(values.map(SQLValue.init)).databaseValue
      })
  }

  /// Keeps this connection to its one file: a reader's question cannot open another.
  package func forbidAttach() throws {
    sqlite3_limit(handle, SQLITE_LIMIT_ATTACHED, 0)
  }
}
