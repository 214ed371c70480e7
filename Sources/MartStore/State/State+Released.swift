import MartCore

/// Rows of one delivery that were put aside when it was taken in.
package struct QuarantinedLines: Sendable, Hashable {
  package var delivery: AcceptedDelivery
  /// The calendar's business date before the delivery's, when it was taken in.
  package var windowFrom: BusinessDate?
  package var lines: Set<Int64>
}

extension State {
  /// Quarantined rows that a later generation accepted, and what they moved in the account.
  package static let releaseSchema = """
    CREATE TABLE IF NOT EXISTS released(
      delivery_id INTEGER NOT NULL, line_no INTEGER NOT NULL, generation INTEGER NOT NULL,
      PRIMARY KEY(delivery_id, line_no)) STRICT, WITHOUT ROWID;
    CREATE INDEX IF NOT EXISTS released_by_generation ON released(generation);
    CREATE TABLE IF NOT EXISTS released_total(
      delivery_id INTEGER NOT NULL, measure TEXT NOT NULL, generation INTEGER NOT NULL, amount INTEGER NOT NULL,
      PRIMARY KEY(delivery_id, measure, generation)) STRICT, WITHOUT ROWID;
    """

  /// Rows of deliveries in force that are still in quarantine, by business date, feed and sequence.
  ///
  /// - feed, rule: only theirs; nil: all. Rows that rules over the journal removed are none of these: those rules are
  ///   asked anew every night.
  package func quarantined(feed: String?, rule: String?) throws -> [QuarantinedLines] {
    let sql = """
      SELECT d.delivery_id, d.feed, d.business_date, d.sequence, d.sha256, d.rows, d.window_from, q.line_no
        FROM quarantine AS q JOIN delivery AS d ON d.delivery_id = q.delivery_id
       WHERE d.status = 'accepted' AND (?1 IS NULL OR d.feed = ?1) AND (?2 IS NULL OR q.rule = ?2)
         AND NOT EXISTS (SELECT 1 FROM released AS r WHERE r.delivery_id = q.delivery_id AND r.line_no = q.line_no)
         AND NOT EXISTS (SELECT 1 FROM delivery AS h WHERE h.feed = d.feed AND h.business_date = d.business_date
           AND h.status = 'accepted' AND h.sequence > d.sequence)
       ORDER BY d.business_date, d.feed, d.sequence, q.line_no
      """
    return try store.use { session in
      var found: [QuarantinedLines] = []
      for row in try session.rows(sql, [feed.map(SQLValue.text) ?? .null, rule.map(SQLValue.text) ?? .null]) {
        guard let id = row[0].int, let date = BusinessDate(iso: row[2].display), let line = row[7].int else { continue }
        if found.last?.delivery.id != id {
          let delivery = AcceptedDelivery(
            id: id, feed: row[1].display, businessDate: date, sequence: Int(row[3].int ?? 1), sha256: row[4].display,
            rows: row[5].int ?? 0)
          found.append(
            QuarantinedLines(delivery: delivery, windowFrom: BusinessDate(iso: row[6].display), lines: []))
        }
        found[found.count - 1].lines.insert(line)
      }
      return found
    }
  }
}
