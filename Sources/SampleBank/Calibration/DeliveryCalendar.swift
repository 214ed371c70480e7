import MartCore

/// How much of the past the sample bank delivers.
package enum HistoryLength: String, CaseIterable, Sendable {
  /// An opening, eleven month ends and the thirty nights of September 2024.
  case full
  /// An opening on the base day, one month end and two nights.
  case short
}

/// The days of the story, and the business dates on which feeds are delivered.
package struct DeliveryCalendar: Sendable {
  /// The day that figures are asked for.
  package let asOf: BusinessDate
  /// First day of the period of cumulative figures.
  package let periodFrom: BusinessDate
  /// The day that growth is measured against.
  package let base: BusinessDate
  /// The opening of the full history: what happened later is an event of the story, in the short one too.
  package let storyOpening: BusinessDate
  /// Business dates in order; the first is the opening.
  package let dates: [BusinessDate]

  /// - nightsFrom: from this day on every day is delivered, before it what the history says.
  init(_ history: HistoryLength, nightsFrom: BusinessDate? = nil) {
    asOf = Self.day(2024, 9, 30)
    periodFrom = Self.day(2024, 1, 1)
    base = Self.day(2023, 12, 31)
    storyOpening = Self.day(2023, 9, 30)
    let usual: [BusinessDate]
    switch history {
    case .short: usual = [base, Self.day(2024, 8, 31), asOf - 1, asOf]
    case .full:
      let opening = storyOpening
      let months = (1...11).map { opening.monthStart.adding(months: $0).monthEnd }
      usual = [opening] + months + (1...30).map { Self.day(2024, 9, $0) }
    }
    guard let first = nightsFrom.map({ max($0, usual[0] + 1) }) else {
      dates = usual
      return
    }
    dates = usual.filter { $0 < first } + (0...max(0, asOf - first)).map { first + $0 }
  }

  /// The days that may be the first of daily nights: those after the opening of the full history.
  package static var possibleNights: ClosedRange<BusinessDate> {
    let calendar = DeliveryCalendar(.full)
    return calendar.storyOpening + 1...calendar.asOf
  }

  private static func day(_ year: Int, _ month: Int, _ day: Int) -> BusinessDate {
    BusinessDate(year: year, month: month, day: day) ?? BusinessDate(dayNumber: 0)
  }

  /// The opening delivery's business date.
  package var opening: BusinessDate { dates[0] }

  /// The number of the delivery whose window (previous business date, this one] holds the day: 0 for days
  /// up to the opening, nil for days after the last.
  func delivery(holding day: BusinessDate) -> Int? { dates.firstIndex { day <= $0 } }
}

extension ClosedRange<BusinessDate> {
  /// The months that begin in the days, each up to its last day.
  var months: [ClosedRange<BusinessDate>] {
    var months: [ClosedRange<BusinessDate>] = []
    var first = lowerBound
    while first <= upperBound {
      months.append(first...first.monthEnd)
      first = first.monthEnd + 1
    }
    return months
  }
}
