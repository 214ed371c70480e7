import Contracts
import MartCore
import MartStore

extension History {
  /// What the deliveries in force hold after all rules: fills `restated` (rows) and `restated_total` (each declared
  /// amount) with the numbers of extraction, moved by the rows that rules over the journal have removed.
  func restate() throws {
    try session.execute(
      """
      DROP TABLE IF EXISTS temp.restated_total;
      CREATE TEMP TABLE restated_total(
        delivery_id INTEGER NOT NULL, measure TEXT NOT NULL, unit TEXT NOT NULL, announced INTEGER NOT NULL,
        accepted INTEGER NOT NULL, quarantined INTEGER NOT NULL, repeated INTEGER NOT NULL, staged INTEGER NOT NULL,
        orphans INTEGER NOT NULL, generation INTEGER NOT NULL, PRIMARY KEY(delivery_id, measure)) WITHOUT ROWID;
      INSERT INTO temp.restated_total
        SELECT t.delivery_id, t.measure, t.unit, t.announced, t.accepted + coalesce(r.amount, 0),
          t.quarantined - coalesce(r.amount, 0), t.repeated, t.staged + coalesce(r.amount, 0), 0, t.generation
        FROM journal.delivery_total t LEFT JOIN (SELECT delivery_id, measure, sum(amount) AS amount
          FROM journal.released_total GROUP BY 1, 2) r USING (delivery_id, measure);
      """)
    for feed in feeds {
      try feed.move()
      let replaced = feed.effective.superseded.map(String.init).joined(separator: ", ")
      if replaced.isEmpty { continue }
      try session.execute(
        """
        UPDATE temp.restated_total SET accepted = 0, quarantined = 0, repeated = 0, staged = 0
        WHERE delivery_id IN (\(replaced))
        """)
    }
  }

  /// The restated numbers of every accepted delivery, superseded ones with 0 besides `announced`.
  package func restatedTotals() throws -> [RestatedTotal] {
    let sql = """
      SELECT t.delivery_id, d.feed, d.business_date, t.measure, t.unit, t.announced, t.accepted, t.quarantined,
        t.repeated, t.staged, t.orphans, d.generation
      FROM temp.restated_total t JOIN journal.delivery d USING (delivery_id) ORDER BY t.delivery_id, t.measure
      """
    return try session.rows(sql).map(RestatedTotal.init)
  }
}

/// A declared amount of one delivery after all rules.
package struct RestatedTotal: Hashable, Sendable {
  package var delivery: Int64
  package var feed: String
  package var businessDate: String
  package var measure: String
  package var unit: String
  package var announced: Int64
  package var accepted: Int64
  package var quarantined: Int64
  package var repeated: Int64
  /// As counted from the rows themselves.
  package var staged: Int64
  /// Of accepted rows whose owner is not known.
  package var orphans: Int64
  package var generation: Int64

  init(_ row: [SQLValue]) {
    func number(_ index: Int) -> Int64 { row[index].int ?? 0 }
    delivery = number(0)
    feed = row[1].display
    businessDate = row[2].display
    measure = row[3].display
    unit = row[4].display
    (announced, accepted, quarantined, repeated) = (number(5), number(6), number(7), number(8))
    (staged, orphans, generation) = (number(9), number(10), number(11))
  }
}

extension FeedHistory {
  /// Moves rows and amounts of removed rows from accepted to quarantined or repeated, and counts orphans.
  func move() throws {
    let moving = "h.effect IN ('reject', 'repeat', 'orphan')"
    guard try session.int("SELECT 1 FROM temp.\(outTable) h WHERE \(moving) LIMIT 1") != nil else { return }
    let effect = """
      CASE min(CASE h.effect WHEN 'orphan' THEN 3 WHEN 'repeat' THEN 2 ELSE 1 END) WHEN 1 THEN 'reject'
        WHEN 2 THEN 'repeat' ELSE 'orphan' END
      """
    let rows = """
      SELECT j.*, o.moved_by FROM (SELECT \(shape.place(of: "h")), \(effect) AS moved_by FROM temp.\(outTable) h
        WHERE \(moving) GROUP BY \(shape.place(of: "h"))) o
      CROSS JOIN \(journalTable) j ON \(shape.samePlace("j", "o"))
      """
    try add("SELECT delivery_id, moved_by, count(*) FROM (\(rows)) GROUP BY 1, 2", ["rows"])
    let totals = shape.feed.control.totals
    if totals.isEmpty { return }
    let list = totals.map { "coalesce((\($0.expression)), 0)" }.joined(separator: ", ")
    try add("SELECT delivery_id, moved_by, \(list) FROM (\(rows)) WHERE op <> 'D' GROUP BY 1, 2", totals.map(\.name))
  }

  /// - query: delivery_id, effect, then one amount a measure.
  private func add(_ query: String, _ measures: [String]) throws {
    for row in try session.rows(query) {
      let changes =
        switch row[1].string {
        case "reject": "accepted = accepted - ?1, staged = staged - ?1, quarantined = quarantined + ?1"
        case "repeat": "accepted = accepted - ?1, staged = staged - ?1, repeated = repeated + ?1"
        default: "orphans = orphans + ?1"
        }
      for (measure, amount) in zip(measures, row.dropFirst(2)) {
        try session.executeCached(
          "UPDATE temp.restated_total SET \(changes) WHERE delivery_id = ?2 AND measure = ?3",
          [amount, row[0], .text(measure)])
      }
    }
  }
}
