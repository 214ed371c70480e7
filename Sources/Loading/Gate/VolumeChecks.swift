import Contracts
import Foundation
import MartCore
import MartStore

extension Gate {
  /// For each feed whose past tells what a day brings: whether tonight's rows are what days of this kind brought. It warns.
  ///
  /// A month's last day is compared with month ends, the two before it with their like, another day with days of its
  /// weekday, in as far as they ended a like number of days; and all with the last three deliveries as well, so that what
  /// lasts (a holiday, a merged branch) is told once. Rows are far off where their logarithm differs from both medians by
  /// more than the spread of its kind allows.
  func volumeResults(_ session: Session) throws -> [CheckResult] {
    let sql = """
      SELECT feed, business_date, SUM(rows) FROM meta_delivery WHERE status = 'accepted'
       GROUP BY feed, business_date ORDER BY feed, business_date
      """
    var counts: [String: [DayRows]] = [:]
    try session.each(sql) { row in
      guard let date = BusinessDate(iso: row[1].display), date <= businessDate else { return }
      counts[row[0].display, default: []].append(DayRows(date: date, rows: row[2].int ?? 0))
    }
    return pipeline.feeds.compactMap { feed in
      guard let days = counts[feed.name], let tonight = days.last, tonight.date == businessDate,
        let expected = Expectation(Array(days.dropLast()), on: businessDate, steady: feed.delivery == .snapshot)
      else { return nil }
      let far = !expected.allows(tonight.rows)
      return CheckResult(
        "volume.\(feed.name)", .warn, owner: feed.owner, failing: far ? 1 : 0,
        what: "\(feed.name) brought \(tonight.rows) rows for \(businessDate), where \(expected.text)",
        at: feed.location, remedy: "ask \(feed.owner) whether that is all, and right")
    }
  }
}

/// What a delivery of one day held.
private struct DayRows {
  var date: BusinessDate
  var rows: Int64
}

/// What days of one kind brought, and how far a day may be from it.
private struct Expectation {
  private var typical: Double
  private var recent: Double
  /// Of the logarithm.
  private var allowed: Double
  private var kind: String
  private var count: Int

  private static let fewest = 4
  private static let most = 8

  /// Nil where too little is known.
  init?(_ past: [DayRows], on date: BusinessDate, steady: Bool) {
    let kind = DayKind(date)
    let days = past.last.map { date - $0.date } ?? 1
    let alike = past.indices.dropFirst().filter { index in
      let (day, before) = (past[index].date, past[index - 1].date)
      return DayKind(day) == kind && date - day <= kind.reach && day - before <= 2 * days && days <= 2 * (day - before)
    }.suffix(Self.most).map { past[$0] }
    guard alike.count >= Self.fewest else { return nil }
    let logarithms = alike.map { log(Double($0.rows) + 1) }
    typical = median(logarithms)
    recent = median(past.suffix(3).map { log(Double($0.rows) + 1) })
    // Beyond the noise of counting, of days of the kind, and of what nobody would be asked about.
    let centre = typical
    let spread = 1.4826 * median(logarithms.map { abs($0 - centre) })
    allowed = max(log(steady ? 1.2 : 2), 6 * spread, 6 / exp(typical / 2))
    self.kind = kind.words
    count = alike.count
  }

  func allows(_ rows: Int64) -> Bool {
    let told = log(Double(rows) + 1)
    return min(abs(told - typical), abs(told - recent)) <= allowed
  }

  var text: String { "the last \(count) \(kind) had about \(Int64((exp(typical) - 1).rounded()))" }
}

/// Days that are like one another.
private enum DayKind: Equatable {
  case monthEnd, lastDays
  case weekday(Int32)

  init(_ date: BusinessDate) {
    if date.isMonthEnd {
      self = .monthEnd
    } else if date.monthEnd - date <= 2 {
      self = .lastDays
    } else {
      self = .weekday(((date.dayNumber % 7) + 7) % 7)
    }
  }

  /// How many days back its like still tell.
  var reach: Int {
    switch self {
    case .monthEnd: 400
    case .lastDays: 200
    case .weekday: 70
    }
  }

  var words: String {
    switch self {
    case .monthEnd: "month ends"
    case .lastDays: "days just before a month's end"
    case .weekday: "days of this weekday"
    }
  }
}

private func median(_ values: [Double]) -> Double {
  let sorted = values.sorted()
  guard let middle = sorted.dropFirst(sorted.count / 2).first else { return 0 }
  return sorted.count % 2 == 1 ? middle : (middle + sorted[sorted.count / 2 - 1]) / 2
}
