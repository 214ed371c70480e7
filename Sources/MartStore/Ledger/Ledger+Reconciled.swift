import MartCore

/// A comparison of a table with another system's file, in a line; without values.
package struct ReconciledRecord: Sendable, Hashable {
  package var at: String
  /// The generation that was compared.
  package var night: String
  package var table: String
  /// Which rows of the table; empty: all.
  package var condition: String
  package var file: String
  package var sha256: String
  package var rowsOurs: Int64
  package var rowsTheirs: Int64
  package var onlyOurs: Int64
  package var onlyTheirs: Int64
  package var differing: Int64

  package init(
    at: String, night: String, table: String, condition: String, file: String, sha256: String, rowsOurs: Int64,
    rowsTheirs: Int64, onlyOurs: Int64, onlyTheirs: Int64, differing: Int64
  ) {
    (self.at, self.night, self.table, self.condition) = (at, night, table, condition)
    (self.file, self.sha256, self.rowsOurs, self.rowsTheirs) = (file, sha256, rowsOurs, rowsTheirs)
    (self.onlyOurs, self.onlyTheirs, self.differing) = (onlyOurs, onlyTheirs, differing)
  }
}

extension Ledger {
  static let reconciledSchema = """
    CREATE TABLE IF NOT EXISTS reconciliation (
      night TEXT NOT NULL, table_name TEXT NOT NULL, condition TEXT NOT NULL, file TEXT NOT NULL, sha256 TEXT NOT NULL,
      at TEXT NOT NULL, rows_ours INTEGER NOT NULL, rows_theirs INTEGER NOT NULL, only_ours INTEGER NOT NULL,
      only_theirs INTEGER NOT NULL, differing INTEGER NOT NULL,
      PRIMARY KEY (night, table_name, condition)) STRICT, WITHOUT ROWID;
    """

  /// Keeps one line a night, table and condition; a later comparison replaces an earlier one.
  package func keep(_ record: ReconciledRecord) throws {
    try write { session in
      try session.execute(
        "INSERT OR REPLACE INTO reconciliation VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
        [record.night, record.table, record.condition, record.file, record.sha256, record.at].map(SQLValue.text)
          + [record.rowsOurs, record.rowsTheirs, record.onlyOurs, record.onlyTheirs, record.differing]
          .map(SQLValue.integer))
    }
  }

  /// What was compared, the latest night first; of one table, or of all.
  package func reconciled(table: String?) throws -> [ReconciledRecord] {
    let sql = """
      SELECT at, night, table_name, condition, file, sha256, rows_ours, rows_theirs, only_ours, only_theirs, differing
        FROM reconciliation WHERE ?1 IS NULL OR table_name = ?1 ORDER BY night DESC, table_name, condition
      """
    return try read { session in
      try session.rows(sql, [table.map(SQLValue.text) ?? .null]).map { row in
        let texts = row.map(\.display)
        let counts = row.map { $0.int ?? 0 }
        return ReconciledRecord(
          at: texts[0], night: texts[1], table: texts[2], condition: texts[3], file: texts[4], sha256: texts[5],
          rowsOurs: counts[6], rowsTheirs: counts[7], onlyOurs: counts[8], onlyTheirs: counts[9], differing: counts[10])
      }
    }
  }
}
