import MartCore

extension Ledger {
  static let schema = """
    CREATE TABLE IF NOT EXISTS run (
      run_id INTEGER PRIMARY KEY AUTOINCREMENT, business_date TEXT NOT NULL, generation TEXT NOT NULL,
      started_at TEXT NOT NULL, seconds REAL NOT NULL, status TEXT NOT NULL) STRICT;
    CREATE TABLE IF NOT EXISTS stage (
      run_id INTEGER NOT NULL, stage TEXT NOT NULL, seconds REAL NOT NULL, rows INTEGER NOT NULL,
      PRIMARY KEY (run_id, stage)) STRICT, WITHOUT ROWID;
    CREATE TABLE IF NOT EXISTS arrival (
      arrival_id INTEGER PRIMARY KEY, run_id INTEGER NOT NULL, feed TEXT NOT NULL, business_date TEXT NOT NULL,
      file TEXT NOT NULL, sequence INTEGER NOT NULL, sha256 TEXT NOT NULL, verdict TEXT NOT NULL,
      rule TEXT NOT NULL, message TEXT NOT NULL) STRICT;
    CREATE INDEX IF NOT EXISTS arrival_by_run ON arrival (run_id, feed);
    CREATE VIEW IF NOT EXISTS refusal AS
      SELECT run_id, feed, business_date, file, sequence, sha256, rule, message FROM arrival WHERE verdict = 'refused';
    CREATE TABLE IF NOT EXISTS acknowledgement (
      run_id INTEGER NOT NULL, user TEXT NOT NULL, file TEXT NOT NULL, sha256 TEXT NOT NULL, output TEXT NOT NULL,
      generation TEXT NOT NULL, verdict TEXT NOT NULL, message TEXT NOT NULL) STRICT;
    CREATE TABLE IF NOT EXISTS decision (
      run_id INTEGER NOT NULL, kind TEXT NOT NULL, feed TEXT NOT NULL, by TEXT NOT NULL, at TEXT NOT NULL) STRICT;
    CREATE TABLE IF NOT EXISTS failure (
      run_id INTEGER NOT NULL, exit INTEGER NOT NULL, rule TEXT NOT NULL, place TEXT NOT NULL,
      message TEXT NOT NULL, remedy TEXT NOT NULL) STRICT;
    """
}

/// A file that was looked at in a night, and what became of it.
package struct Arrival: Sendable, Hashable {
  package enum Verdict: String, Sendable, CaseIterable { case accepted, repeated, refused, missing, waiting, stale }
  package var feed: String
  package var businessDate: BusinessDate
  package var file: String
  package var sequence: Int64
  package var sha256: String
  package var verdict: Verdict
  /// The rule that refused it (`DL-02`), or empty.
  package var rule: String
  package var message: String

  package init(
    feed: String, businessDate: BusinessDate, file: String, sequence: Int64 = 0, sha256: String = "",
    verdict: Verdict, rule: String = "", message: String = ""
  ) {
    self.feed = feed
    self.businessDate = businessDate
    self.file = file
    self.sequence = sequence
    self.sha256 = sha256
    self.verdict = verdict
    self.rule = rule
    self.message = message
  }

  static let insert = """
    INSERT INTO arrival (run_id, feed, business_date, file, sequence, sha256, verdict, rule, message)
    VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)
    """

  func values(_ run: Int64) -> [SQLValue] {
    [
      .integer(run), .text(feed), .text(businessDate.description), .text(file), .integer(sequence), .text(sha256),
      .text(verdict.rawValue), .text(rule), .text(message),
    ]
  }
}

/// Content that a night refused.
package struct Refused: Sendable, Hashable {
  package var feed: String
  package var businessDate: String
  package var sequence: Int64
  package var sha256: String

  package init(feed: String, businessDate: String, sequence: Int64, sha256: String) {
    self.feed = feed
    self.businessDate = businessDate
    self.sequence = sequence
    self.sha256 = sha256
  }
}

extension Ledger {
  /// Whatever was refused after it had been read.
  package func refused() throws -> Set<Refused> {
    try read { session in
      let rows = try session.rows("SELECT feed, business_date, sequence, sha256 FROM refusal WHERE sha256 <> ''")
      return Set(
        rows.map { row in
          Refused(
            feed: row[0].display, businessDate: row[1].display, sequence: row[2].int ?? 0, sha256: row[3].display)
        })
    }
  }
}

/// A line of the history of nights.
package struct RunRecord: Sendable, Hashable {
  package var id: Int64
  package var businessDate: String
  package var generation: String
  package var startedAt: String
  package var seconds: Double
  package var status: String
  /// What stopped it; empty where nothing did.
  package var failure: String
}

extension Ledger {
  /// The last `limit` nights, the latest first.
  package func history(limit: Int = 50) throws -> [RunRecord] {
    let sql = """
      SELECT r.run_id, r.business_date, r.generation, r.started_at, r.seconds, r.status,
             COALESCE((SELECT f.message FROM failure AS f WHERE f.run_id = r.run_id ORDER BY f.rowid LIMIT 1), '')
        FROM run AS r ORDER BY r.run_id DESC LIMIT ?
      """
    return try read { session in
      try session.rows(sql, [.integer(Int64(limit))]).map { row in
        var seconds = 0.0
        if case .real(let value) = row[4] { seconds = value }
        return RunRecord(
          id: row[0].int ?? 0, businessDate: row[1].display, generation: row[2].display, startedAt: row[3].display,
          seconds: seconds, status: row[5].display, failure: row[6].display)
      }
    }
  }
}
