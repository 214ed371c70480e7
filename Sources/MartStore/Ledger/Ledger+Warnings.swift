import MartCore

/// What a night that was published warned of.
package struct KeptWarning: Sendable, Hashable {
  package var run: Int64
  package var businessDate: String
  package var generation: String
  package var rule: String
  package var place: String
  package var message: String
  package var remedy: String
}

extension Ledger {
  /// A ledger of an earlier version gets the table when it is next opened for writing.
  static let warningSchema = """
    CREATE TABLE IF NOT EXISTS warning (
      run_id INTEGER NOT NULL, rule TEXT NOT NULL, place TEXT NOT NULL, message TEXT NOT NULL, remedy TEXT NOT NULL)
      STRICT;
    CREATE INDEX IF NOT EXISTS warning_by_run ON warning (run_id);
    """

  /// Keeps what a night warns of; an earlier attempt's are replaced.
  package func keep(_ warnings: [Finding], of run: Int64) throws {
    try write { session in
      try session.execute("DELETE FROM warning WHERE run_id = ?", [.integer(run)])
      for warning in warnings {
        try session.executeCached(
          "INSERT INTO warning (run_id, rule, place, message, remedy) VALUES (?, ?, ?, ?, ?)",
          [
            .integer(run), .text(warning.rule), .text(warning.location.description), .text(warning.problem),
            .text(warning.remedy),
          ])
      }
    }
  }

  /// What the last `limit` nights warned of, the latest night first; none where the ledger is older than warnings.
  package func warnings(nights limit: Int) throws -> [KeptWarning] {
    guard try knows("warning") else { return [] }
    let sql = """
      SELECT w.run_id, r.business_date, r.generation, w.rule, w.place, w.message, w.remedy
        FROM warning AS w JOIN run AS r ON r.run_id = w.run_id
       WHERE r.status = 'published' AND r.run_id IN (
         SELECT run_id FROM run WHERE status = 'published' ORDER BY run_id DESC LIMIT ?)
       ORDER BY w.run_id DESC, w.rule, w.message
      """
    return try read { session in
      try session.rows(sql, [.integer(Int64(limit))]).map { row in
        let texts = row.map(\.display)
        return KeptWarning(
          run: row[0].int ?? 0, businessDate: texts[1], generation: texts[2], rule: texts[3], place: texts[4],
          message: texts[5], remedy: texts[6])
      }
    }
  }
}
