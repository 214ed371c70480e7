import MartCore

/// When a delivery lay complete in landing, and when it should have.
package struct DeliveryTime: Sendable, Hashable {
  package var feed: String
  package var businessDate: BusinessDate
  package var sequence: Int
  /// RFC 3339 in UTC, to the second: of the data file and its control the later one.
  package var landedAt: String
  /// The same form.
  package var dueAt: String

  package init(feed: String, businessDate: BusinessDate, sequence: Int, landedAt: String, dueAt: String) {
    self.feed = feed
    self.businessDate = businessDate
    self.sequence = sequence
    self.landedAt = landedAt
    self.dueAt = dueAt
  }
}

/// How punctual a feed was.
package struct Punctuality: Sendable, Hashable {
  package var feed: String
  package var nights: Int64
  /// Of those, nights whose first delivery was complete after its due time.
  package var late: Int64
}

extension Ledger {
  static let punctualitySchema = """
    CREATE TABLE IF NOT EXISTS delivery_time (
      run_id INTEGER NOT NULL, feed TEXT NOT NULL, business_date TEXT NOT NULL, sequence INTEGER NOT NULL,
      landed_at TEXT NOT NULL, due_at TEXT NOT NULL,
      PRIMARY KEY (run_id, feed, business_date, sequence)) STRICT, WITHOUT ROWID;
    """

  /// Keeps when what a night takes in had landed; an earlier attempt's record is replaced.
  package func deliveryTimes(_ run: Int64, _ times: [DeliveryTime]) throws {
    try write { session in
      try session.execute("DELETE FROM delivery_time WHERE run_id = ?", [.integer(run)])
      for time in times {
        try session.executeCached(
          "INSERT OR REPLACE INTO delivery_time VALUES (?, ?, ?, ?, ?, ?)",
          [
            .integer(run), .text(time.feed), .text(time.businessDate.description), .integer(Int64(time.sequence)),
            .text(time.landedAt), .text(time.dueAt),
          ])
      }
    }
  }

  /// When the deliveries of a run had landed, by feed, date and sequence.
  package func deliveryTimes(of run: Int64) throws -> [DeliveryTime] {
    let sql = """
      SELECT feed, business_date, sequence, landed_at, due_at FROM delivery_time WHERE run_id = ?
       ORDER BY feed, business_date, sequence
      """
    return try read { session in
      try session.rows(sql, [.integer(run)]).compactMap { row in
        BusinessDate(iso: row[1].display).map {
          DeliveryTime(
            feed: row[0].display, businessDate: $0, sequence: Int(row[2].int ?? 1), landedAt: row[3].display,
            dueAt: row[4].display)
        }
      }
    }
  }

  /// How punctual each feed was on its last `limit` business dates up to one. What is taken in twice counts once, by when
  /// it was first complete.
  package func punctuality(to date: BusinessDate, limit: Int) throws -> [Punctuality] {
    let sql = """
      SELECT feed, COUNT(*), SUM(landed > due_at) FROM (
        SELECT feed, business_date, MIN(landed_at) AS landed, MAX(due_at) AS due_at,
               ROW_NUMBER() OVER (PARTITION BY feed ORDER BY business_date DESC) AS place
          FROM delivery_time WHERE business_date <= ? GROUP BY feed, business_date)
       WHERE place <= ? GROUP BY feed ORDER BY feed
      """
    return try read { session in
      try session.rows(sql, [.text(date.description), .integer(Int64(limit))]).map {
        Punctuality(feed: $0[0].display, nights: $0[1].int ?? 0, late: $0[2].int ?? 0)
      }
    }
  }

  /// The business date of a generation's number; nil where the ledger does not know it. A number that a rollback gave anew
  /// is the later night's.
  package func businessDate(ofGeneration number: Int64) throws -> BusinessDate? {
    try read { session in
      try session.text(
        "SELECT business_date FROM night WHERE number = ? ORDER BY run_id DESC LIMIT 1", [.integer(number)]
      ).flatMap { BusinessDate(iso: $0) }
    }
  }
}
