import CSQLite

/// SQLite's authorizer: while armed, it notes what a statement reads and refuses everything but reading.
final class ReadWatcher {
  private var armed = false
  private var readable: Set<String> = []
  private var steps: Set<String> = []
  /// All tables of the schema: lower case → as spelled there.
  var known: [String: String] = [:]
  private(set) var reads: [String: Set<String>] = [:]
  private(set) var functions: Set<String> = []
  private(set) var recurses = false
  private(set) var refused: SQLProblem.Cause?

  /// - readable: tables that may be read.
  /// - steps: names that the statement itself gives to its steps. All in lower case.
  func begin(readable: Set<String>, steps: Set<String>) {
    armed = true
    self.readable = readable
    self.steps = steps
    reads = [:]
    functions = []
    recurses = false
    refused = nil
  }

  func end() { armed = false }

  static let callback:
    @convention(c) (
      UnsafeMutableRawPointer?, Int32, UnsafePointer<CChar>?, UnsafePointer<CChar>?, UnsafePointer<CChar>?,
      UnsafePointer<CChar>?
    ) -> Int32 = { context, action, first, second, _, _ in
      guard let context else { return SQLITE_OK }
      return Unmanaged<ReadWatcher>.fromOpaque(context).takeUnretainedValue().judge(action, first, second)
    }

  private func judge(_ action: Int32, _ first: UnsafePointer<CChar>?, _ second: UnsafePointer<CChar>?) -> Int32 {
    guard armed else { return SQLITE_OK }
    switch action {
    case SQLITE_SELECT: return SQLITE_OK
    case SQLITE_RECURSIVE:
      recurses = true
      return SQLITE_OK
    case SQLITE_FUNCTION:
      if let second { functions.insert(String(cString: second).lowercased()) }
      return SQLITE_OK
    case SQLITE_READ:
      return read(first.map { String(cString: $0) } ?? "", second.map { String(cString: $0) } ?? "")
    default: return refuse(.writes(Self.verb(action, first)))
    }
  }

  /// A read without a column names a table of which only the rows count, or a step of the statement itself.
  private func read(_ table: String, _ column: String) -> Int32 {
    let lower = table.lowercased()
    if column.isEmpty, steps.contains(lower) || known[lower] == nil && !lower.hasPrefix("sqlite_") { return SQLITE_OK }
    guard readable.contains(lower) else { return refuse(.forbidden(table)) }
    let name = known[lower] ?? table
    reads[name, default: []].formUnion(column.isEmpty ? [] : [column])
    return SQLITE_OK
  }

  private func refuse(_ cause: SQLProblem.Cause) -> Int32 {
    if refused == nil { refused = cause }
    return SQLITE_DENY
  }

  private static func verb(_ action: Int32, _ object: UnsafePointer<CChar>?) -> String {
    let name = object.map { " '\(String(cString: $0))'" } ?? ""
    switch action {
    case SQLITE_INSERT: return "insert into\(name)"
    case SQLITE_UPDATE: return "update\(name)"
    case SQLITE_DELETE: return "delete from\(name)"
    case SQLITE_PRAGMA: return "run the pragma\(name)"
    case SQLITE_ATTACH, SQLITE_DETACH: return "attach or detach a database"
    case SQLITE_TRANSACTION, SQLITE_SAVEPOINT: return "begin or end a transaction"
    default: return "change the schema"
    }
  }
}
