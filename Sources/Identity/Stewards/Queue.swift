import MartStore

/// Questions of one reason and weight that wait for a steward since one generation: a number, and nobody's.
package struct WaitingQuestions: Sendable, Hashable {
  /// C1, D2 or F2.
  package var rule: String
  /// The lower end of the four bits in which the pair's weight lies; nil where it was not weighed.
  package var bitsFrom: Int?
  /// The generation that asked first.
  package var since: Int64
  package var count: Int64
}

/// How many bits of weight are told as one.
package let bitsOfABand = 4

/// The queue of stewards by reason, weight and age, without a number or a value of anybody.
///
/// - session: has the vault as `vault`.
package func waitingQuestions(_ session: Session) throws -> [WaitingQuestions] {
  let sql = """
    SELECT r.rule, r.generation, MAX(e.weight)
      FROM vault.id_review AS r
      LEFT JOIN vault.id_edge AS e ON e.src_a = r.src_a AND e.src_cust_id_a = r.src_cust_id_a AND e.src_b = r.src_b
       AND e.src_cust_id_b = r.src_cust_id_b AND e.rule IN ('F1', 'F2', 'D4') AND e.weight <> 0 AND \(EdgeStore.newest)
     WHERE \(Reviews.open)
     GROUP BY r.src_a, r.src_cust_id_a, r.src_b, r.src_cust_id_b, r.rule, r.generation
    """
  var counts: [WaitingQuestions: Int64] = [:]
  try session.each(sql) { row in
    let band = row[2].real.map { Int(($0 / Double(bitsOfABand)).rounded(.down)) * bitsOfABand }
    let group = WaitingQuestions(rule: row[0].display, bitsFrom: band, since: row[1].int ?? 0, count: 0)
    counts[group, default: 0] += 1
  }
  return counts.map { group, count in
    var group = group
    group.count = count
    return group
  }.sorted { ($0.rule, $0.bitsFrom ?? .min, $0.since) < ($1.rule, $1.bitsFrom ?? .min, $1.since) }
}
