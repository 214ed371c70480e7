import Contracts
import MartCore
import MartStore

/// Rule D3: what sources declare to be one person, kept from the feed of links, and what of it holds on a day.
struct DeclaredLinks {
  let plan: IdentityPlan
  let state: State
  let session: Session

  /// Keeps what the generation's deliveries said of links of this kind.
  func keep(_ generation: Int64) throws {
    guard let feed = plan.links else { return }
    let shape = try state.shape(of: feed.feed)
    let columns = [feed.kind, feed.sourceA, feed.numberA, feed.sourceB, feed.numberB, feed.from, feed.to]
    for case let column? in columns where !shape.row.contains(where: { $0.name == column }) {
      throw Failure(
        .pipeline, "feed '\(feed.feed)' has no column '\(column)' that identity could read", at: feed.location,
        remedy: didYouMean(column, in: shape.row.map(\.name), otherwise: "name a column of the feed"))
    }
    let fields = columns.map { column in column.map { "j.\(sqlName($0))" } ?? "NULL" }
    let key = shape.keys.map { "t.\(sqlName($0.name))" }.joined(separator: " || '|' || ")
    let sql = """
      SELECT \(key), j.op, \(fields.joined(separator: ", ")) FROM main.\(shape.touchedTable) t
      LEFT JOIN main.\(shape.journalTable) j ON \(shape.sameKey("j", "t"))
        \(try deliveriesInForce(feed.feed, session))
      WHERE t.generation = \(generation) ORDER BY 1, j.business_date, j.sequence, j.line_no
      """
    var last: [String: [SQLValue]] = [:]
    try session.each(sql) { row in last[row[0].string ?? ""] = row }
    for (link, row) in last.sorted(by: { $0.key < $1.key }) {
      let same = row[2].string == feed.same && row[1].string != "D"
      let isKept = try session.int("SELECT 1 FROM vault.id_link WHERE link = ? LIMIT 1", [.text(link)]) != nil
      guard same || isKept else { continue }
      try session.execute(
        "INSERT OR REPLACE INTO vault.id_link VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)",
        [
          .text(link), .integer(generation), same ? 1 : 0, .text(row[3].string ?? ""), .integer(row[4].int ?? 0),
          .text(row[5].string ?? ""), .integer(row[6].int ?? 0), .text(row[7].string ?? ""),
          .text(row[8].string ?? Spans.forever),
        ])
    }
  }

  /// The edges that hold on a day, one a pair. A link to a number of a source that brings no persons is none.
  func edges(on date: BusinessDate) throws -> [NumberPair: Edge] {
    let sql = """
      SELECT src_a, src_cust_id_a, src_b, src_cust_id_b, link FROM vault.id_link l
      WHERE same = 1 AND first_day <= ?1 AND last_day > ?1 AND generation = (SELECT max(generation) FROM vault.id_link m
        WHERE m.link = l.link) ORDER BY link
      """
    let trust = plan.trust
    var edges: [NumberPair: Edge] = [:]
    for row in try session.rows(sql, [.text(date.description)]) {
      guard let a = Number(row[0], row[1], trust), let b = Number(row[2], row[3], trust), a != b else { continue }
      let edge = Edge(a, b, .declared, evidence: "link=\(row[4].string ?? "")")
      if edges[edge.pair] == nil { edges[edge.pair] = edge }
    }
    return edges
  }
}

/// A condition that leaves out deliveries of a feed which a correction has replaced.
func deliveriesInForce(_ feed: String, _ session: Session) throws -> String {
  let replaced = try session.rows(
    """
    SELECT d.delivery_id FROM main.delivery d WHERE d.feed = ? AND d.status = 'accepted' AND EXISTS (
      SELECT 1 FROM main.delivery h WHERE h.feed = d.feed AND h.business_date = d.business_date
        AND h.status = 'accepted' AND h.sequence > d.sequence)
    """, [.text(feed)]
  ).compactMap { $0[0].int }
  return replaced.isEmpty ? "" : " AND j.delivery_id NOT IN (\(replaced.map(String.init).joined(separator: ", ")))"
}
