import Contracts
import MartCore
import MartStore

extension History {
  /// Writes `meta_delivery` and `meta_quarantine` of the candidate anew: every delivery since the first night, with
  /// the numbers as restated; repeated, superseded and stale ones with none.
  package func fillMeta() throws {
    let superseded = feeds.flatMap(\.effective.superseded).map(String.init).joined(separator: ", ")
    func rows(_ column: String) -> String {
      "coalesce((SELECT t.\(column) FROM temp.restated_total t WHERE t.delivery_id = d.delivery_id AND t.measure = 'rows'), 0)"
    }
    try session.execute(
      """
      DELETE FROM main.meta_delivery;
      INSERT INTO main.meta_delivery(delivery_id, feed, business_date, file, sequence, sha256, status, rows, accepted,
        quarantined, repeated)
      SELECT d.delivery_id, d.feed, d.business_date, d.file, d.sequence, d.sha256,
        CASE WHEN d.delivery_id IN (\(superseded)) THEN 'superseded' ELSE d.status END,
        d.rows, \(rows("accepted")), \(rows("quarantined")), \(rows("repeated"))
      FROM journal.delivery d WHERE d.status <> 'stale' OR NOT EXISTS (SELECT 1 FROM journal.delivery a
        WHERE a.feed = d.feed AND a.business_date = d.business_date AND a.status = 'accepted')
      ORDER BY d.feed, d.business_date, d.sequence, d.delivery_id;
      DELETE FROM main.meta_quarantine;
      INSERT INTO main.meta_quarantine(delivery_id, line, column_name, rule, reason)
      SELECT delivery_id, line_no, column_name, rule, reason FROM journal.quarantine
      WHERE delivery_id NOT IN (\(superseded)) AND NOT EXISTS (SELECT 1 FROM journal.released r
        WHERE r.delivery_id = quarantine.delivery_id AND r.line_no = quarantine.line_no)
      ORDER BY delivery_id, line_no;
      """)
    for feed in feeds {
      for (rule, reason) in feed.reasons {
        try session.execute(
          """
          INSERT OR IGNORE INTO main.meta_quarantine(delivery_id, line, column_name, rule, reason)
          SELECT delivery_id, line_no, '', rule, ? FROM temp.\(feed.outTable) WHERE rule = ? AND effect = 'reject'
          ORDER BY delivery_id, line_no
          """, [.text(reason), .text(rule)])
      }
    }
  }

  /// Leaves the restated amounts for the conservation account in a side file of the candidate: the table
  /// `conservation_input`, one row a delivery and measure.
  package func writeHandover(to store: Store) throws {
    let totals = try restatedTotals()
    try store.transaction { session in
      try session.execute(
        """
        DROP TABLE IF EXISTS conservation_input;
        CREATE TABLE conservation_input (
          delivery_id INTEGER NOT NULL, business_date TEXT NOT NULL, feed TEXT NOT NULL, measure TEXT NOT NULL,
          unit TEXT NOT NULL, announced INTEGER NOT NULL, accepted INTEGER NOT NULL, quarantined INTEGER NOT NULL,
          repeated INTEGER NOT NULL, staged INTEGER NOT NULL, PRIMARY KEY (delivery_id, measure)) STRICT, WITHOUT ROWID;
        """)
      for total in totals {
        let numbers = [total.announced, total.accepted, total.quarantined, total.repeated, total.staged]
        let texts = [total.businessDate, total.feed, total.measure, total.unit]
        try session.executeCached(
          "INSERT INTO conservation_input VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
          [.integer(total.delivery)] + texts.map(SQLValue.text) + numbers.map(SQLValue.integer))
      }
    }
  }
}

extension FeedHistory {
  /// Rules that may quarantine a row of the journal, and why.
  var reasons: [(rule: String, reason: String)] {
    let generic =
      switch shape.feed.delivery {
      case .events: [(Repeats.rule, "another delivery has brought this key with another content")]
      case .delta: [(Operations.rule, "a deletion of a key that is not known")]
      case .snapshot: [] as [(String, String)]
      }
    return generic + shape.feed.journalRules.filter { $0.effect == .reject }.map { ($0.id, $0.because) }
  }
}
