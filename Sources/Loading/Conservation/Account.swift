import Contracts
import MartCore
import MartStore

/// A line of the conservation account that does not hold.
package struct AccountGap: Sendable, Hashable {
  package var deliveryID: Int64
  package var feed: String
  package var businessDate: String
  package var measure: String
  package var unit: String
  package var announced: Int64
  package var accepted: Int64
  package var quarantined: Int64
  package var repeated: Int64
  package var staged: Int64
  package var published: Int64?
  package var difference: Int64
}

/// What filling the account has shown.
struct AccountOutcome {
  var gaps: [AccountGap]
  /// Deliveries that a published table holds rows of and meta_delivery does not know, by table.
  var strangers: [String: Int]
}

/// Fills `meta_conservation` with the deliveries of the handover and, for every delivery since the first night, with
/// what its published table holds now.
///
/// `difference` is the sum of three distances, 0 where all is well: announced from accepted + quarantined + repeated;
/// accepted from staged; staged from published, where the feed publishes. A delivery that is not `accepted` in
/// meta_delivery (repeated, superseded, stale) accounts for nothing, and nothing of it may be published.
///
/// - answers: those of the engine that made the tables.
/// - held: tables that keep their last rows: what they publish of a delivery is not told (NULL).
func fillAccount(
  _ session: Session, _ pipeline: Pipeline, handover: String, held: Set<String> = [],
  answers: [String: Readings.Rows] = [:]
) throws -> AccountOutcome {
  try takeHandover(session, handover)
  var known = Set<Int64>()
  try session.scan("SELECT delivery_id FROM meta_delivery") { known.insert($0.int(0)) }
  var strangers: [String: Int] = [:]
  try session.execute("UPDATE meta_conservation SET published = NULL WHERE published IS NOT NULL")
  for feed in pipeline.feeds.sorted(by: { $0.name < $1.name }) {
    guard let publication = feed.publishes, !held.contains(publication.table) else { continue }
    let sums = try publishedSums(session, publication, answers)
    try fillPublished(session, feed, sums)
    let unknown = sums.byDelivery.keys.count { !known.contains($0) }
    if unknown > 0 { strangers[publication.table] = unknown }
  }
  try session.execute(settle)
  return AccountOutcome(gaps: try gaps(session), strangers: strangers)
}

private let accountColumns = """
  delivery_id, business_date, feed, measure, unit, announced, accepted, quarantined, repeated, staged
  """

/// Lines of deliveries that the handover names are written anew.
private func takeHandover(_ session: Session, _ handover: String) throws {
  let store = try Store(handover, .readOnly)
  defer { try? store.close() }
  try store.use { from in
    var last: Int64?
    let sql = "SELECT \(accountColumns) FROM conservation_input ORDER BY delivery_id, measure"
    try from.each(sql) { row in
      if row[0].int != last {
        try session.executeCached(
          "DELETE FROM meta_conservation WHERE business_date = ? AND feed = ? AND delivery_id = ?",
          [row[1], row[2], row[0]])
      }
      last = row[0].int
      try session.executeCached(
        "INSERT INTO meta_conservation (\(accountColumns), published, difference) VALUES (?,?,?,?,?,?,?,?,?,?,NULL,0)",
        row)
    }
  }
}

private func fillPublished(_ session: Session, _ feed: Feed, _ sums: PublishedSums) throws {
  let lines = try session.rows(
    "SELECT delivery_id, measure, business_date FROM meta_conservation WHERE feed = ? ORDER BY delivery_id, measure",
    [.text(feed.name)])
  for line in lines {
    guard let id = line[0].int, let measure = line[1].string, sums.measures.contains(measure) else { continue }
    try session.executeCached(
      """
      UPDATE meta_conservation SET published = ?
       WHERE business_date = ? AND feed = ? AND delivery_id = ? AND measure = ?
      """,
      [.integer(sums.value(id, measure)), line[2], .text(feed.name), line[0], line[1]])
  }
}

// By the whole key, here as above: there is no index by delivery alone, and a year has ten thousand of them.
private let settle = """
  UPDATE meta_conservation SET difference =
    CASE WHEN EXISTS (SELECT 1 FROM meta_delivery AS d
                       WHERE d.feed = meta_conservation.feed AND d.business_date = meta_conservation.business_date
                         AND d.delivery_id = meta_conservation.delivery_id AND d.status <> 'accepted')
         THEN abs(accepted) + abs(quarantined) + abs(repeated) + abs(staged) + abs(COALESCE(published, 0))
         ELSE abs(announced - accepted - quarantined - repeated) + abs(accepted - staged)
              + abs(staged - COALESCE(published, staged))
    END
  """

private func gaps(_ session: Session) throws -> [AccountGap] {
  let sql = """
    SELECT \(accountColumns), published, difference FROM meta_conservation
     WHERE difference <> 0 ORDER BY business_date, feed, delivery_id, measure
    """
  return try session.rows(sql).map { row in
    AccountGap(
      deliveryID: row[0].int ?? 0, feed: row[2].display, businessDate: row[1].display, measure: row[3].display,
      unit: row[4].display, announced: row[5].int ?? 0, accepted: row[6].int ?? 0, quarantined: row[7].int ?? 0,
      repeated: row[8].int ?? 0, staged: row[9].int ?? 0, published: row[10].int, difference: row[11].int ?? 0)
  }
}
