import Contracts
import MartCore
import MartStore

/// Rows that each feed brought, by business date, from the deliveries that a mart knows.
package func deliveredRows(_ session: Session, upTo date: BusinessDate? = nil) throws -> [String: [DayRows]] {
  let sql = """
    SELECT feed, business_date, SUM(rows) FROM meta_delivery WHERE status = 'accepted'
     GROUP BY feed, business_date ORDER BY feed, business_date
    """
  var counts: [String: [DayRows]] = [:]
  try session.each(sql) { row in
    guard let day = BusinessDate(iso: row[1].display), date.map({ day <= $0 }) ?? true else { return }
    counts[row[0].display, default: []].append(DayRows(date: day, rows: row[2].int ?? 0))
  }
  return counts
}

extension Gate {
  /// For each feed whose past tells what a day brings: whether tonight's rows are what days of this kind brought. It warns.
  func volumeResults(_ session: Session) throws -> [CheckResult] {
    let counts = try deliveredRows(session, upTo: businessDate)
    return pipeline.feeds.compactMap { feed in
      guard let days = counts[feed.name], let tonight = days.last, tonight.date == businessDate,
        let expected = VolumeJudge(feed, pipeline).expected(on: businessDate, after: days.dropLast())
      else { return nil }
      return CheckResult(
        "volume.\(feed.name)", .warn, owner: feed.owner, failing: expected.allows(tonight.rows) ? 0 : 1,
        what: "\(feed.name) brought \(tonight.rows) rows for \(businessDate), where \(expected.text)",
        at: feed.location,
        remedy: "ask \(feed.owner) whether that is all, and right; days known to be others are said in occasions/")
    }
  }
}
