extension State {
  /// Removes everything that generations above `published` wrote, in both files at once. Costs nothing where
  /// there is none.
  package func cut(above published: Int64) throws {
    try store.use { session in
      let newest = try session.int(
        "SELECT max(number) FROM (SELECT number FROM main.generation UNION ALL SELECT number FROM vault.generation)")
      guard let newest, newest > published else { return }
      try session.transaction {
        for schema in ["main", "vault"] {
          for table in try Self.generationTables(session, in: schema) {
            try session.execute(Self.delete(from: "\(schema).\(sqlName(table))", above: published))
          }
          try session.execute("DELETE FROM \(schema).generation WHERE number > ?", [.integer(published)])
        }
      }
    }
  }

  /// Before the first generation everything goes: without a condition SQLite frees a table's pages, and reads no row.
  private static func delete(from table: String, above published: Int64) -> String {
    published < 1 ? "DELETE FROM \(table)" : "DELETE FROM \(table) WHERE generation > \(published)"
  }

  /// Says that `generation` writes into both files. Belongs into the transaction of its first row.
  package static func mark(_ generation: Int64, in session: Session) throws {
    for schema in ["main", "vault"] {
      try session.execute("INSERT OR IGNORE INTO \(schema).generation VALUES (?)", [.integer(generation)])
    }
  }

  private static func generationTables(_ session: Session, in schema: String) throws -> [String] {
    let sql = """
      SELECT DISTINCT t.name FROM \(schema).sqlite_schema t, pragma_table_info(t.name, '\(schema)') c
      WHERE t.type = 'table' AND c.name = 'generation' ORDER BY t.name
      """
    return try session.rows(sql).compactMap { $0[0].string }
  }
}
