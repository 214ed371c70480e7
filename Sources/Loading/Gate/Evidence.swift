import MartCore
import MartStore

/// What a gate that failed had written of the account, the paths and the checks, in a file beside the candidate's mart:
/// that goes back to what it was, and people still see what was wrong.
struct Evidence {
  static let name = "refused.sqlite"
  private static let tables = [MetaTables.conservation, MetaTables.path, MetaTables.check]
  private var rows: [[[SQLValue]]] = []

  init(_ session: Session) throws {
    rows = try Self.tables.map { try session.rows("SELECT \(sqlNames($0.columns.map(\.name))) FROM main.\($0.name)") }
  }

  /// Removes what an earlier attempt left.
  static func clear(_ candidate: String) throws { try Files.remove("\(candidate)/\(name)") }

  func write(into candidate: String) throws {
    let store = try Store("\(candidate)/\(Self.name)", .scratch)
    try store.use { session in
      try session.transaction {
        for (table, rows) in zip(Self.tables, rows) {
          try session.execute(table.createStatement())
          let places = table.columns.map { _ in "?" }.joined(separator: ", ")
          for row in rows { try session.executeCached("INSERT INTO \(table.name) VALUES (\(places))", row) }
        }
      }
    }
    try store.close()
  }
}
