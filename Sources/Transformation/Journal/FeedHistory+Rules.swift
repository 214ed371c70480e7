import Contracts
import MartStore

extension FeedHistory {
  /// Runs the feed's own rules over the journal, in the order of the contract. A row that one rule has removed is
  /// not removed again by the next.
  ///
  /// - found: rows that were found already, by rule.
  func runRules(found: [String: [RuleReaders.Place]] = [:]) throws {
    var removed = false
    for rule in shape.feed.journalRules {
      let removes = rule.effect == .reject || rule.effect == .repeat
      let once =
        removes
        ? """
        WHERE NOT EXISTS (SELECT 1 FROM temp.\(outTable) h WHERE \(shape.samePlace("h", "j"))
          AND h.effect IN ('reject', 'repeat'))
        """ : ""
      try session.execute(
        """
        INSERT OR IGNORE INTO temp.\(outTable)
        SELECT \(shape.place(of: "j")), \(sqlText(rule.id)), \(sqlText(rule.effect.rawValue))
        FROM (\(try found[rule.id].map(listed) ?? rule.query)) q CROSS JOIN \(journalTable) j ON j.delivery_id = q.delivery_id AND j.line_no = q.line_no
        \(once)
        """)
      let changed = try session.int("SELECT changes()") ?? 0
      removed = removed || removes && changed > 0
    }
    if removed && !shape.isEvents { try reviseVersions() }
  }

  /// A query that gives the places.
  private func listed(_ places: [RuleReaders.Place]) throws -> String {
    try session.execute(
      "DROP TABLE IF EXISTS temp._found; CREATE TEMP TABLE _found(delivery_id INTEGER, line_no INTEGER)")
    for place in places {
      try session.executeCached("INSERT INTO temp._found VALUES (?, ?)", [place.delivery, place.line])
    }
    return "SELECT delivery_id, line_no FROM temp._found"
  }

  /// Versions of the keys that lost a row to a rule of the contract.
  private func reviseVersions() throws {
    let known = shape.feed.journalRules.map { sqlText($0.id) }.joined(separator: ", ")
    let keys = "SELECT DISTINCT \(shape.keys(of: "h")) FROM temp.\(outTable) h"
    let removing = "h.effect IN ('reject', 'repeat')"
    let rows = try session.rows(
      """
      SELECT \(shape.place(of: "j")), j.op, j.content
      FROM (\(keys) WHERE h.rule IN (\(known)) AND \(removing)) c
      CROSS JOIN \(journalTable) j ON \(shape.sameKey("j", "c")) WHERE NOT EXISTS (SELECT 1 FROM temp.\(outTable) h
        WHERE \(shape.samePlace("h", "j")) AND \(removing))\(effective.and("j"))
      ORDER BY \(shape.place(of: "j"))
      """
    ).compactMap { JournalRow($0, keys: shape.keys.count) }
    let marks = Array(repeating: "?", count: shape.place.count).joined(separator: ", ")
    let place = shape.place.map { "\($0) = ?" }.joined(separator: " AND ")
    for row in rows {
      try session.executeCached(
        "DELETE FROM temp.\(outTable) WHERE \(place) AND rule = '\(Versions.rule)'", row.place)
    }
    for (_, group) in Dictionary(grouping: rows, by: \.key) {
      for verdict in Versions.verdicts(group) {
        try session.executeCached(
          "INSERT INTO temp.\(outTable) VALUES (\(marks), ?, ?)",
          verdict.subject.place + [.text(verdict.subject.rule), .text(verdict.effect.rawValue)])
      }
    }
  }
}
