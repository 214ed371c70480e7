import MartCore

/// How busy the days of a year are, for a bank that is not alike on all of them: weekends, paydays, quarter ends, the
/// Spring Festival, 618 and 11-11.
///
/// A month keeps its rows; only the days on which they fall are others.
enum Season: Sendable {
  case spending, visiting

  /// In hundredths of an ordinary day.
  func weight(_ day: BusinessDate) -> Int {
    var weight = 100
    func times(_ hundredths: Int) { weight = weight * hundredths / 100 }
    let isAtWork = Workdays.contains(day)
    switch self {
    case .spending:
      times(isAtWork ? 100 : 122)
      if day == Self.elevenEleven {
        times(340)
      } else if day > Self.elevenEleven - 11, day < Self.elevenEleven {
        times(130)
      }
      if day == Self.sixEighteen {
        times(260)
      } else if day > Self.sixEighteen - 4, day < Self.sixEighteen {
        times(135)
      }
      if day >= Self.springFestival - 10, day < Self.springFestival { times(145) }
      if Self.festivalDays.contains(day) { times(55) }
    case .visiting:
      times(isAtWork ? 100 : 84)
      if Self.festivalDays.contains(day) { times(50) }
    }
    if Self.paydays.contains(day) { times(125) }
    if day.isMonthEnd { times(day.isQuarterEnd ? 140 : 115) }
    return weight
  }

  private static let elevenEleven = day(2023, 11, 11)
  private static let sixEighteen = day(2024, 6, 18)
  private static let springFestival = day(2024, 2, 10)
  private static let festivalDays = springFestival - 1...springFestival + 7
  /// The 10th and the 15th of each month, or the workday before.
  private static let paydays: Set<BusinessDate> = {
    var days: Set<BusinessDate> = []
    for month in 0..<14 {
      let first = day(2023, 9, 1).adding(months: month)
      for place in [9, 14] { days.insert(Workdays.before(first + place + 1)) }
    }
    return days
  }()

  private static func day(_ year: Int, _ month: Int, _ day: Int) -> BusinessDate {
    BusinessDate(year: year, month: month, day: day) ?? BusinessDate(dayNumber: 0)
  }
}

extension BusinessDate {
  /// Of March, June, September or December, the last day.
  var isQuarterEnd: Bool { isMonthEnd && ["03", "06", "09", "12"].contains(description.dropFirst(5).prefix(2)) }
}

extension SeededRandom {
  /// A day of these, by how busy they are; where there are no seasons, any.
  mutating func day(of days: ClosedRange<BusinessDate>, _ season: Season?) -> BusinessDate {
    guard let season else { return day(from: days.lowerBound, through: days.upperBound) }
    return weighted(
      (0...days.upperBound - days.lowerBound).map { place in
        let day = days.lowerBound + place
        return (day, season.weight(day))
      })
  }
}

/// Two branches that became one: whoever was with the first is with the second from that day on, and every source that
/// tells changes tells so that night.
struct BranchMerger: Sendable {
  let from: String
  let into: String
  let day: BusinessDate

  /// Nil where the bank has no seasons, or no two branches in the first province.
  init?(_ options: BankOptions, branches: Int) {
    guard options.hasSeasons, branches > 1, let day = BusinessDate(year: 2024, month: 5, day: 18) else { return nil }
    (from, into, self.day) = (ContactMaker.branch(1), ContactMaker.branch(0), day)
  }
}

extension Bank {
  private var merger: BranchMerger? { BranchMerger(options, branches: calibration.branches) }

  /// The branch that was this one, on a day.
  func branch(_ branch: String, on day: BusinessDate) -> String {
    guard let merger, branch == merger.from, day >= merger.day else { return branch }
    return merger.into
  }

  /// The days on which something changed, with that on which its branch became another.
  func changes(_ days: [BusinessDate], ofBranch branch: String) -> [BusinessDate] {
    guard let merger, branch == merger.from else { return days }
    return (days + [merger.day]).sorted()
  }
}
