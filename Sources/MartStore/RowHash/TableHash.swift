import CSQLite
import MartCore

extension RowHash {
  /// Columns that say how a row came here, not what it says.
  package static let leftOut: Set<String> = ["delivery_id", "line_no", "late"]

  /// The hash of a whole table or view, its columns in their order without those of `leftOut`.
  package static func of(table: String, in session: Session, schema: String = "main") throws -> RowHash {
    let columns = try session.rows(
      "SELECT name FROM pragma_table_info(?, ?) ORDER BY cid", [.text(table), .text(schema)]
    )
    .compactMap { $0.first?.string }.filter { !leftOut.contains($0) }
    guard !columns.isEmpty else {
      throw Failure(
        .internal, "there is no table '\(table)' to hash", at: FileLocation(file: schema),
        remedy: "name a table of the mart")
    }
    return try of(query: "SELECT \(sqlNames(columns)) FROM \(sqlName(schema)).\(sqlName(table))", in: session)
  }

  /// The hash of a query's rows, all columns in their order.
  ///
  /// Measured (release, one core): 500,000 rows of 12 columns take 0.44 s, of which SQLite's own stepping is 0.11 s.
  package static func of(query: String, in session: Session) throws -> RowHash {
    var statement: OpaquePointer?
    defer { sqlite3_finalize(statement) }
    guard sqlite3_prepare_v2(session.handle, query, -1, &statement, nil) == SQLITE_OK else {
      throw unreadable(session)
    }
    let columns = sqlite3_column_count(statement)
    var hash = RowHash()
    var text = RowText()
    var state = sqlite3_step(statement)
    while state == SQLITE_ROW {
      text.clear()
      for column in 0..<columns {
        if column > 0 { text.appendSeparator() }
        text.append(statement, column: column)
      }
      hash.add(text.lanes())
      state = sqlite3_step(statement)
    }
    guard state == SQLITE_DONE else { throw unreadable(session) }
    return hash
  }

  private static func unreadable(_ session: Session) -> Failure {
    Failure(
      .internal, "rows cannot be hashed: \(String(cString: sqlite3_errmsg(session.handle)))",
      remedy: "run again; if it stays, report it with this message")
  }
}
