import Contracts
import Foundation
import MartCore

/// What a feed's deliveries of one business date held.
package struct DayRows: Sendable, Hashable {
  package var date: BusinessDate
  package var rows: Int64

  package init(date: BusinessDate, rows: Int64) { (self.date, self.rows) = (date, rows) }
}

/// What a day of a feed should bring, by the days before it, and how far from that nobody would ask.
package struct Expected: Sendable {
  /// About so many rows.
  package var rows: Int64
  /// What was looked at, for people.
  package var text: String
  /// Of the scale on which counting is equally sure everywhere: twice the root.
  fileprivate var centres: [Double]
  fileprivate var allowed: Double
  fileprivate var isChanging = false

  /// Fewer rows than these nobody would be asked about, whatever is usual.
  private static let few: Int64 = 20

  package func allows(_ rows: Int64) -> Bool {
    if isChanging, abs(rows - self.rows) < Self.few { return true }
    let told = root(Double(rows))
    return centres.contains { abs(told - $0) <= allowed }
  }
}

/// Judges how many rows a feed brings, against its own past. It knows no model of the year: what is known beforehand is
/// declared as an occasion.
package struct VolumeJudge {
  let feed: Feed
  let workdays: Workdays
  let occasions: [Occasion]

  package init(_ feed: Feed, _ pipeline: Pipeline) {
    self.feed = feed
    workdays = pipeline.workdays
    occasions = pipeline.occasions.filter { $0.feeds.isEmpty || $0.feeds.contains(feed.name) }
  }

  /// So many deviations of ordinary days; of normal noise, one of sixteen thousand is farther.
  private static let deviations = 4.0
  /// What nobody would be asked about, as a share.
  private static let share = 0.02

  /// - past: the days before, in their order.
  /// - Returns: nil where too little is known, or where an occasion is known for the day.
  package func expected(on date: BusinessDate, after past: [DayRows]) -> Expected? {
    guard !occasions.contains(where: { $0.covers(feed.name, on: date) }) else { return nil }
    let known = past.filter { day in !occasions.contains { $0.covers(feed.name, on: day.date) } }
    return feed.delivery == .snapshot ? steady(known, on: date) : changing(known, past, on: date)
  }

  // MARK: Snapshots: as yesterday, but for what a day changes

  private func steady(_ past: [DayRows], on date: BusinessDate) -> Expected? {
    guard let last = past.last else { return nil }
    let recent = past.suffix(61)
    let changes = zip(recent, recent.dropFirst()).map { abs($1.rows - $0.rows) / Int64(max(1, $1.date - $0.date)) }
    guard changes.count >= 10, let largest = changes.max() else { return nil }
    let days = Double(max(1, date - last.date))
    let rows = max(Double(largest) * 2 * days, Double(last.rows) * Self.share / 4, 6)
    return Expected(
      rows: last.rows, text: "the one before had \(last.rows)", centres: [root(Double(last.rows))],
      allowed: root(Double(last.rows) + rows) - root(Double(last.rows)))
  }

  // MARK: Events and changes: as days of this kind, or as lately, or as about this day of past months

  private func changing(_ past: [DayRows], _ whole: [DayRows], on date: BusinessDate) -> Expected? {
    guard let like = alike(past, on: date), let last = whole.last else { return nil }
    let typical = median(like.days.map { root(Double($0.rows)) })
    let deviations = (max(0, past.count - 60)..<past.count).compactMap { index -> Double? in
      guard let like = alike(past[..<index], on: past[index].date) else { return nil }
      return root(Double(past[index].rows)) - median(like.days.map { root(Double($0.rows)) })
    }
    let noise = deviations.count >= 20 ? self.noise(deviations.map(abs)) : 2 * spread(like.days)
    let sure = 1 + 1 / Double(like.days.count)
    let mean = (typical / 2) * (typical / 2)
    let allowed = max(Self.deviations * max(1, noise) * sure.squareRoot(), Self.share * mean.squareRoot())
    // Only what is itself unlike the days of this kind can explain that tonight is.
    let others = [median(whole.suffix(3).map { root(Double($0.rows)) })] + precedents(past, on: date)
    let centres = [typical] + others.filter { abs($0 - typical) > allowed * 0.6 }
    return Expected(
      rows: Int64(max(0, mean - 0.375).rounded()),
      text: "the last \(like.days.count) \(like.words) had about \(Int64(max(0, mean - 0.375).rounded()))",
      centres: date - last.date > 3 ? [typical] : centres,
      allowed: allowed, isChanging: true)
  }

  /// Days like this one, as many as tell; nil where there are too few.
  private func alike(_ past: some BidirectionalCollection<DayRows>, on date: BusinessDate) -> (
    days: [DayRows], words: String
  )? {
    let kind = DayKind(date, workdays)
    var days: [DayRows] = []
    for day in past.reversed() {
      guard days.count < 8, date - day.date <= kind.reach else { break }
      if DayKind(day.date, workdays) == kind { days.append(day) }
    }
    return days.count >= 4 ? (days, kind.words) : nil
  }

  /// What days about this one of the last three months brought: salaries, bills and closings come by the month.
  private func precedents(_ past: [DayRows], on date: BusinessDate) -> [Double] {
    past.suffix(100).filter { day in
      (1...3).contains { abs(day.date - date.adding(months: -$0)) <= 2 }
    }.map { root(Double($0.rows)) }
  }

  /// The deviation of ordinary days, from how far each was from its like; of feeds that come in bursts, from their bursts.
  private func noise(_ distances: [Double]) -> Double {
    let sorted = distances.sorted()
    return max(1.4826 * median(sorted), sorted[sorted.count * 19 / 20] / 1.96)
  }

  private func spread(_ days: [DayRows]) -> Double {
    let roots = days.map { root(Double($0.rows)) }
    let centre = median(roots)
    return 1.4826 * median(roots.map { abs($0 - centre) })
  }
}

/// Twice the root of a count: of counts that happen by chance it has the deviation 1, however many they are.
/// - Source: F. J. Anscombe, 1948.
private func root(_ count: Double) -> Double { 2 * (count + 0.375).squareRoot() }

/// Days that are like one another.
private enum DayKind: Equatable {
  case monthEnd, lastDays
  case weekday(Int)

  init(_ date: BusinessDate, _ workdays: Workdays) {
    if date.isMonthEnd {
      self = .monthEnd
    } else if date.monthEnd - date <= 2 {
      self = .lastDays
    } else {
      // 1970-01-01 was a Thursday. A holiday is like a Sunday, a weekend that is worked like a Friday.
      let weekday = ((Int(date.dayNumber) + 3) % 7 + 7) % 7
      let works = workdays.contains(date)
      self = .weekday(works == (weekday < 5) ? weekday : works ? 4 : 6)
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

func median(_ values: [Double]) -> Double {
  let sorted = values.sorted()
  guard let middle = sorted.dropFirst(sorted.count / 2).first else { return 0 }
  return sorted.count % 2 == 1 ? middle : (middle + sorted[sorted.count / 2 - 1]) / 2
}
