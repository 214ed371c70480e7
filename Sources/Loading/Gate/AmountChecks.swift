import Contracts
import Foundation
import MartCore
import MartStore

extension Gate {
  /// For each announced sum of money whose past tells what a row comes to: whether tonight's rows come to the like. It warns.
  func amountResults(_ session: Session) throws -> [CheckResult] {
    var results: [CheckResult] = []
    let amounts = try deliveredAmounts(session)
    for feed in pipeline.feeds {
      let judge = AmountJudge(feed, pipeline)
      for (measure, days) in (amounts[feed.name] ?? [:]).sorted(by: { $0.key < $1.key }) {
        guard let tonight = days.last, tonight.date == businessDate,
          let told = judge.told(tonight, after: days.dropLast())
        else { continue }
        let times =
          told.times >= 1 ? "\(Self.short(told.times)) times" : "1/\(Self.short(1 / told.times)) of"
        results.append(
          CheckResult(
            "amount.\(feed.name).\(measure)", .warn, owner: feed.owner, failing: told.isFar ? 1 : 0,
            what: "\(measure) of a row of \(feed.name) for \(businessDate) is on average \(times) what it was in the"
              + " last \(told.nights) such nights",
            at: feed.location,
            remedy: "ask \(feed.owner) whether amounts came in another unit; days known to be others are in"
              + " occasions/"))
      }
    }
    return results
  }

  /// Sums by feed and measure, in the order of days.
  private func deliveredAmounts(_ session: Session) throws -> [String: [String: [DayAmount]]] {
    let sql = """
      SELECT c.feed, c.measure, c.business_date, SUM(d.rows), SUM(c.announced)
        FROM meta_conservation AS c
        JOIN meta_delivery AS d ON d.feed = c.feed AND d.business_date = c.business_date AND d.delivery_id = c.delivery_id
       WHERE c.unit = 'fen' AND d.status = 'accepted'
       GROUP BY c.feed, c.measure, c.business_date ORDER BY c.feed, c.measure, c.business_date
      """
    var amounts: [String: [String: [DayAmount]]] = [:]
    try session.each(sql) { row in
      guard let day = BusinessDate(iso: row[2].display), day <= businessDate else { return }
      amounts[row[0].display, default: [:]][row[1].display, default: []].append(
        DayAmount(date: day, rows: row[3].int ?? 0, sum: row[4].int ?? 0))
    }
    return amounts
  }

  private static func short(_ times: Double) -> String { String(format: times < 10 ? "%.1f" : "%.0f", times) }
}
