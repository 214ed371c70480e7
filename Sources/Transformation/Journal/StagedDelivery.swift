import Contracts
import MartCore
import MartStore

/// One staged delivery on its way into the journal; its file is attached as `schema`.
struct StagedDelivery {
  let schema: String
  let id: Int64
  let businessDate: BusinessDate
  let sequence: Int64
  let generation: Int64
  let shape: FeedShape
  let session: Session

  var date: String { sqlText(businessDate.description) }
  var feedName: String { shape.feed.name }

  /// Returns how many rows the journal got.
  func append() throws -> Int64 {
    try recordDelivery()
    let written: Int64
    switch shape.feed.delivery {
    case .events, .delta:
      try keepTokens(where: "1")
      written = try appendRows()
    case .snapshot: written = try SnapshotDifference(delivery: self).append()
    }
    try touchSuperseded()
    return written
  }

  /// Takes in rows that were put aside when the delivery was taken in; its staging holds no others.
  ///
  /// Returns how many rows the journal got: of a snapshot the differences only.
  func release() throws -> Int64 {
    try recordReleased()
    switch shape.feed.delivery {
    case .events, .delta:
      try keepTokens(where: "1")
      return try appendRows()
    case .snapshot: return try SnapshotDifference(delivery: self, isRelease: true).append()
    }
  }

  /// Every accepted row, in key order so that the tree grows page by page.
  private func appendRows() throws -> Int64 {
    let op = shape.feed.opColumn.map { "r.\(sqlName($0.name))" } ?? "'I'"
    let rowDate =
      shape.isEvents ? shape.feed.businessDateColumn.map { "coalesce(r.\(sqlName($0.name)), \(date))" } : nil
    let source = "FROM \(schema).row r WHERE r.rule IS NULL"
    let order = "ORDER BY \(shape.keys(of: "r"))"
    let extra = shape.isEvents ? date : "CASE WHEN \(op) = 'D' THEN NULL ELSE \(content("r")) END"
    try session.execute(
      """
      INSERT INTO \(journalColumns) SELECT \(shape.keys(of: "r")), \(rowDate ?? date), \(sequence), r.line_no, r.late,
        \(op), \(id), \(generation), \(extra)\(list("r", shape.others.map(\.sql))) \(source) \(order)
      """)
    let written = try session.int("SELECT changes()") ?? 0
    if shape.hasSecrets {
      try session.execute(
        """
        INSERT INTO \(vaultColumns) SELECT \(shape.keys(of: "r")), \(rowDate ?? date), \(sequence), r.line_no,
          \(op), NULL, \(id), \(generation)\(list("x", shape.secrets.map(sqlName)))
        FROM \(schema).row r JOIN \(schema).secret x USING (line_no) WHERE r.rule IS NULL \(order)
        """)
    }
    try session.execute(
      "INSERT OR IGNORE INTO \(shape.touchedTable) SELECT \(generation), \(shape.keys(of: "r")) \(source) \(order)")
    return written
  }

  /// `j_feed(columns…)` in the order of: key, date, sequence, line, late, op, delivery_id, generation, content or delivered_on, others.
  var journalColumns: String {
    let extra = shape.isEvents ? "delivered_on" : "content"
    let names = shape.order + ["late", "op", "delivery_id", "generation", extra] + shape.others.map(\.sql)
    return "main.\(shape.journalTable)(\(names.joined(separator: ", ")))"
  }

  /// `v_feed(columns…)` in the order of: key, date, sequence, line, op, content, delivery_id, generation, secrets.
  var vaultColumns: String {
    let names = shape.order + ["op", "content", "delivery_id", "generation"] + shape.secrets.map(sqlName)
    return "vault.\(shape.vaultTable)(\(names.joined(separator: ", ")))"
  }

  /// The number that stands for the safe columns besides the key.
  func content(_ alias: String) -> String {
    "\(sqlName("content_\(feedName)"))(\(shape.others.map { "\(alias).\($0.sql)" }.joined(separator: ", ")))"
  }

  /// `, a.x, a.y`, to go on with a list.
  func list(_ alias: String, _ names: [String]) -> String { names.map { ", \(alias).\($0)" }.joined() }

  /// Keeps the values that tokens stand for; `condition` is over `t`, the staged tokens.
  func keepTokens(where condition: String) throws {
    let clash = try session.text(
      """
      SELECT t.kind FROM \(schema).token t JOIN vault.vault_token v ON v.kind = t.kind AND v.token = t.token
      WHERE v.value <> t.value AND (\(condition)) LIMIT 1
      """)
    if let clash {
      throw Failure(
        .refused, "two values of kind '\(clash)' have the same token", at: FileLocation(file: feedName),
        remedy: "nothing was taken in; give the pipeline a new key (`key:` in pipeline.yaml) and rebuild")
    }
    try session.execute(
      """
      INSERT OR IGNORE INTO vault.vault_token(kind, token, value, generation)
      SELECT t.kind, t.token, t.value, \(generation) FROM \(schema).token t WHERE \(condition)
      """)
  }

  /// A correction touches the keys of the delivery that it replaces, too.
  private func touchSuperseded() throws {
    let replaced = try session.rows(
      """
      SELECT delivery_id FROM main.delivery WHERE feed = ? AND business_date = ? AND status = 'accepted'
        AND delivery_id <> ?
      """, [.text(feedName), .text(businessDate.description), .integer(id)])
    for other in replaced.compactMap({ $0[0].int }) {
      try session.execute(
        """
        INSERT OR IGNORE INTO \(shape.touchedTable) SELECT \(generation), \(shape.keys(of: "j"))
        FROM main.\(shape.journalTable) j WHERE j.delivery_id = \(other)
        """)
    }
  }
}
