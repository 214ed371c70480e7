import Contracts
import MartCore
import MartStore

extension History {
  /// A delivery of which too much is quarantined or without an owner (DL-09).
  package struct Excess: Sendable {
    package var feed: String
    package var businessDate: String
    package var delivery: Int64
    package var failure: Failure
  }

  /// Tonight's deliveries of which the limits allow no so many bad rows. Those of earlier generations have been judged in
  /// their own night.
  package func excesses(generation: Int64) throws -> [Excess] {
    var found: [Excess] = []
    let limits = pipeline.thresholds
    let totals = try restatedTotals().filter { $0.generation == generation }
    let erased = try erasedRows(generation)
    for (_, lines) in Dictionary(grouping: totals, by: \.delivery).sorted(by: { $0.key < $1.key }) {
      guard let rows = lines.first(where: { $0.measure == "rows" }) else { continue }
      // Rows of who was erased are no fault of the delivery.
      let lost = rows.quarantined + rows.orphans - (erased[rows.delivery] ?? 0)
      let halfLost = lost >= 5 && lost * 2 > rows.announced
      let manyLost =
        lost > limits.quarantineRows
        && (exceeds(rows, limits.quarantineRowsBp)
          || lines.contains { isMoney($0.unit) && exceeds($0, limits.quarantineMoneyBp) })
      guard halfLost || manyLost else { continue }
      let failure = Failure(
        .refused,
        "\(rows.quarantined) of \(rows.announced) rows of \(rows.feed) for \(rows.businessDate) are quarantined and "
          + "\(rows.orphans) have no known owner: more than the limits allow", rule: "DL-09",
        at: FileLocation(file: rows.feed),
        remedy:
          "see `mart quarantine`, ask the owner of the feed for a corrected file with a higher sequence, then run again"
      )
      found.append(
        Excess(feed: rows.feed, businessDate: rows.businessDate, delivery: rows.delivery, failure: failure))
    }
    return found
  }

  private func erasedRows(_ generation: Int64) throws -> [Int64: Int64] {
    let sql = """
      SELECT delivery_id, COUNT(*) FROM journal.quarantine WHERE rule = 'ERA-01' AND generation = ? GROUP BY delivery_id
      """
    let rows = try session.rows(sql, [.integer(generation)])
    return Dictionary(rows.compactMap { row in row[0].int.map { ($0, row[1].int ?? 0) } }) { first, _ in first }
  }

  private func isMoney(_ unit: String) -> Bool { unit == "fen" || unit == "minor" }

  private func exceeds(_ line: RestatedTotal, _ limit: Int) -> Bool {
    let lost = (line.quarantined + line.orphans).magnitude.multipliedFullWidth(by: 10_000)
    let allowed = line.announced.magnitude.multipliedFullWidth(by: UInt64(limit))
    return (lost.high, lost.low) > (allowed.high, allowed.low)
  }
}
