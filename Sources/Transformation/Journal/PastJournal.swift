import MartCore
import MartStore

/// A copy of the journal as an earlier night knew it, or without what describes later days.
///
/// Rows of the journal bear the generation that learned them, so that knowledge is cut by one comparison; and every
/// row but those of identity bears the delivery that brought it, so that days are cut by another.
package struct PastJournal {
  package let path: String
  /// The last generation of which it knows.
  let generation: Int64

  /// Copies the journal while nobody writes into it, and takes out what was learned after `generation`.
  package init(copyOf journal: String, to path: String, knownBy generation: Int64) throws {
    self.path = path
    self.generation = generation
    try Self.copy(journal, to: path)
    try change { session in
      // A home that no night of this version has opened lacks them.
      try session.execute(State.releaseSchema)
      for table in try Self.tables(with: "generation", session) {
        try session.execute("DELETE FROM \(sqlName(table)) WHERE generation > ?", [.integer(generation)])
      }
    }
  }

  /// Takes out the deliveries that describe days after `date`.
  ///
  /// Persons are those of `generation`, when the day's outputs were sent; numbers of which nothing was known before
  /// the newest generation are as this learned them.
  package func cut(after date: BusinessDate, personsOf generation: Int64, newest: Int64) throws {
    try change { session in
      try session.execute(
        """
        CREATE TEMP TABLE gone AS SELECT delivery_id FROM main.delivery WHERE business_date > \(sqlText(date.description));
        """)
      for table in try Self.tables(with: "delivery_id", session) where table != "delivery" {
        try session.execute("DELETE FROM \(sqlName(table)) WHERE delivery_id IN (SELECT delivery_id FROM temp.gone)")
      }
      try session.execute("DELETE FROM delivery WHERE delivery_id IN (SELECT delivery_id FROM temp.gone)")
      try session.execute(
        """
        DELETE FROM id_span WHERE generation > ?1 AND NOT (generation = ?2 AND NOT EXISTS (
          SELECT 1 FROM id_span AS k WHERE k.src = id_span.src AND k.src_cust_id = id_span.src_cust_id
            AND k.generation < ?2))
        """, [.integer(generation), .integer(newest)])
      try session.execute(
        "DELETE FROM id_event WHERE generation > ?1 AND generation < ?2", [.integer(generation), .integer(newest)])
      try session.execute("DELETE FROM id_event WHERE event_date > ?", [.text(date.description)])
    }
  }

  /// The connection keeps the file to itself, so that it ends before others read.
  private func change(_ body: (Session) throws -> Void) throws {
    let store = try Store(path, .scratch)
    try store.transaction(body)
    try store.close()
  }

  /// A writer needs the file to itself; a reader's lock keeps it away until the copy is complete.
  private static func copy(_ journal: String, to path: String) throws {
    let reader = try Store(journal, .readOnly)
    defer { try? reader.close() }
    try reader.use { session in
      try session.execute("BEGIN")
      _ = try session.int("SELECT COUNT(*) FROM sqlite_schema")
      try Files.copy(journal, to: path, mode: 0o600)
      try session.execute("COMMIT")
    }
  }

  private static func tables(with column: String, _ session: Session) throws -> [String] {
    let sql = """
      SELECT t.name FROM sqlite_schema AS t, pragma_table_info(t.name) AS c WHERE t.type = 'table' AND c.name = ?
       ORDER BY t.name
      """
    return try session.rows(sql, [.text(column)]).map { $0[0].display }
  }
}
