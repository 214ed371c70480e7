import CSQLite
import GRDB
import MartCore

/// A SQLite file and the one connection through which this process uses it.
///
/// Readers open it read-only. A path is never built from data; SQL takes its values as bound arguments.
package final class Store: Sendable {
  package enum Mode: Sendable {
    /// Readers: nothing can be written through the connection.
    case readOnly
    /// State that must survive a power cut: rollback journal, synchronous FULL.
    case durable
    /// A private file that is written once, synced by its owner, and useless when incomplete: no journal, no sync.
    case scratch
  }

  package let path: String
  private let queue: DatabaseQueue

  /// Once a process, before its first connection: readers side by side shall not wait for one another's allocations
  /// (decision 0050). Where something has used SQLite before, it goes on counting (MISUSE), and is only slower.
  private static let settings: Int32 = sqlite_without_memory_counts()

  // Looked at, since a release build leaves out what nobody looks at.
  private static func settle() throws {
    guard [SQLITE_OK, SQLITE_MISUSE].contains(settings) else {
      throw Failure(.internal, "SQLite refuses its settings with \(settings)", remedy: "report it with this message")
    }
  }

  /// Opens the file, or makes it with pages of 16 KiB and mode 0600 where it is absent (not for readers).
  package init(_ path: String, _ mode: Mode) throws {
    self.path = path
    try Self.settle()
    var configuration = Configuration()
    configuration.readonly = mode == .readOnly
    configuration.foreignKeysEnabled = false
    configuration.allowsUnsafeTransactions = true
    configuration.busyMode = .timeout(5)
    configuration.prepareDatabase { db in
      Self.stopWatching(db)
      if mode != .readOnly { try db.execute(sql: "PRAGMA page_size = 16384") }
      switch mode {
      case .readOnly: try db.execute(sql: "PRAGMA query_only = ON")
      case .durable: try db.execute(sql: "PRAGMA journal_mode = DELETE; PRAGMA synchronous = FULL")
      case .scratch:
        try db.execute(sql: "PRAGMA journal_mode = OFF; PRAGMA synchronous = OFF; PRAGMA locking_mode = EXCLUSIVE")
      }
      // Large sorts of the mart spill to a file; what touches the vault stays in memory.
      let temporary = mode == .scratch ? "FILE" : "MEMORY"
      // Models and checks look rows up all over a mart of hundreds of MB (measured at 1:10,000: reading the pages again and
      // again took 2.2 s of system time with 2 MB, 0.7 s with 32 MB, 0.1 s with 64 MB or more, for three figures).
      let cache = mode == .scratch ? 65_536 : 32_768
      try db.execute(sql: "PRAGMA temp_store = \(temporary); PRAGMA cache_size = -\(cache)")
    }
    queue = try Self.translating(path) { try DatabaseQueue(path: path, configuration: configuration) }
  }

  /// A database in memory, for checks that keep nothing.
  package init() throws {
    path = ":memory:"
    try Self.settle()
    var configuration = Configuration()
    configuration.foreignKeysEnabled = false
    configuration.allowsUnsafeTransactions = true
    configuration.prepareDatabase { Self.stopWatching($0) }
    queue = try Self.translating(":memory:") { try DatabaseQueue(configuration: configuration) }
  }

  /// GRDB notes of every statement which columns it reads, for observers and a cache of schemas, which we do not use. It
  /// took 9 % of the CPU time of SampleData's nights, whose statements are many and short.
  private static func stopWatching(_ db: Database) { sqlite3_set_authorizer(db.sqliteConnection, nil, nil) }

  /// Runs `body` with the connection to itself; calls do not nest.
  package func use<Result>(_ body: (Session) throws -> Result) throws -> Result {
    try Self.translating(path) { try queue.inDatabase { try body(Session($0)) } }
  }

  /// As `use`, all or nothing.
  package func transaction<Result>(_ body: (Session) throws -> Result) throws -> Result {
    try Self.translating(path) {
      var result: Result?
      try queue.inTransaction(.immediate) { db in
        result = try body(Session(db))
        return .commit
      }
      guard let result else { throw DatabaseError(resultCode: .SQLITE_ABORT) }
      return result
    }
  }

  package func close() throws { try Self.translating(path) { try queue.close() } }

  /// SQLite's errors become failures that name file and cause; they carry SQL, never arguments.
  private static func translating<Result>(_ path: String, _ body: () throws -> Result) throws -> Result {
    do { return try body() } catch let error as DatabaseError {
      let exit: ExitCode
      switch error.resultCode {
      case .SQLITE_FULL, .SQLITE_IOERR, .SQLITE_READONLY, .SQLITE_CANTOPEN, .SQLITE_PERM: exit = .cannotWrite
      case .SQLITE_BUSY, .SQLITE_LOCKED: exit = .locked
      default: exit = .internal
      }
      let message = error.message ?? "SQLite error \(error.resultCode.rawValue)"
      let sql = error.sql.map { " in: \($0.prefix(400))" } ?? ""
      throw Failure(
        exit, "\(message)\(sql)", at: FileLocation(file: path),
        remedy: exit == .cannotWrite
          ? "look at free space and permissions of this file's folder, then run again"
          : "run again; if it stays, report it with this message")
    }
  }
}

/// A value as SQLite keeps it.
package enum SQLValue: Hashable, Sendable {
  case null
  case integer(Int64)
  case real(Double)
  case text(String)
  case blob([UInt8])

  package var int: Int64? { if case .integer(let value) = self { value } else { nil } }
  package var real: Double? { if case .real(let value) = self { value } else { nil } }
  package var string: String? { if case .text(let value) = self { value } else { nil } }

  /// As the sqlite3 shell prints it in a list; NULL is empty.
  package var display: String {
    switch self {
    case .null: ""
    case .integer(let value): String(value)
    case .real(let value): String(value)
    case .text(let value): value
    case .blob(let bytes): bytes.map { String($0, radix: 16) }.joined()
    }
  }
}

extension SQLValue: ExpressibleByStringLiteral, ExpressibleByIntegerLiteral {
  package init(stringLiteral value: String) { self = .text(value) }
  package init(integerLiteral value: Int64) { self = .integer(value) }
}

/// The version of the SQLite library that this process uses, such as `3.40.1`.
package func sqliteVersion() -> String { String(cString: sqlite3_libversion()) }
