import MartCore

/// An output that left in a published night, or its restatement.
package struct SentRecord: Sendable, Hashable {
  package var generation: Int64
  package var output: String
  package var businessDate: BusinessDate
  /// 0 for the output itself, 1 for its first restatement.
  package var revision: Int
  package var version: Int

  package init(generation: Int64, output: String, businessDate: BusinessDate, revision: Int, version: Int) {
    self.generation = generation
    self.output = output
    self.businessDate = businessDate
    self.revision = revision
    self.version = version
  }
}

extension State {
  static let sentSchema = """
    CREATE TABLE IF NOT EXISTS sent(
      generation INTEGER NOT NULL, output TEXT NOT NULL, business_date TEXT NOT NULL, revision INTEGER NOT NULL,
      version INTEGER NOT NULL, PRIMARY KEY(generation, output, business_date, revision)) STRICT, WITHOUT ROWID;
    """

  /// Says what a generation sends; what an earlier attempt said of it is replaced.
  package func keepSent(_ records: [SentRecord], generation: Int64) throws {
    try store.use { session in
      try session.transaction {
        try Self.mark(generation, in: session)
        try session.execute("DELETE FROM sent WHERE generation = ?", [.integer(generation)])
        for record in records {
          try session.executeCached(
            "INSERT INTO sent VALUES (?, ?, ?, ?, ?)",
            [
              .integer(generation), .text(record.output), .text(record.businessDate.description),
              .integer(Int64(record.revision)), .integer(Int64(record.version)),
            ])
        }
      }
    }
  }

  /// What generations before one have sent, the earliest first.
  package func sent(before generation: Int64) throws -> [SentRecord] {
    let sql = """
      SELECT generation, output, business_date, revision, version FROM sent WHERE generation < ?
       ORDER BY generation, output, business_date, revision
      """
    return try store.use { session in
      try session.rows(sql, [.integer(generation)]).compactMap { row in
        BusinessDate(iso: row[2].display).map {
          SentRecord(
            generation: row[0].int ?? 0, output: row[1].display, businessDate: $0, revision: Int(row[3].int ?? 0),
            version: Int(row[4].int ?? 0))
        }
      }
    }
  }

  /// Accepted deliveries with the generation that took each in, by business date, feed and sequence.
  package func taken() throws -> [(feed: String, businessDate: BusinessDate, sha256: String, generation: Int64)] {
    let sql = """
      SELECT feed, business_date, sha256, generation FROM delivery WHERE status = 'accepted'
       ORDER BY business_date, feed, sequence
      """
    return try store.use { session in
      try session.rows(sql).compactMap { row in
        BusinessDate(iso: row[1].display).map { (row[0].display, $0, row[2].display, row[3].int ?? 0) }
      }
    }
  }

  /// Deliveries that describe a day before one, and that a generation took in or released rows of.
  package func belated(generation: Int64, before date: BusinessDate) throws -> [AcceptedDelivery] {
    let sql = """
      SELECT delivery_id, feed, business_date, sequence, sha256, rows FROM delivery
       WHERE (generation = ?1 OR delivery_id IN (SELECT r.delivery_id FROM released AS r WHERE r.generation = ?1))
         AND status = 'accepted' AND business_date < ?2 ORDER BY business_date, feed, sequence
      """
    return try store.use { session in
      try session.rows(sql, [.integer(generation), .text(date.description)]).compactMap { row in
        BusinessDate(iso: row[2].display).map {
          AcceptedDelivery(
            id: row[0].int ?? 0, feed: row[1].display, businessDate: $0, sequence: Int(row[3].int ?? 1),
            sha256: row[4].display, rows: row[5].int ?? 0)
        }
      }
    }
  }
}
