import MartCore

/// The days on which the bank works.
///
/// - Source: the public holidays of 2023 and 2024 and their make-up workdays, as the State Council announced them.
enum Workdays {
  private static let off: Set<BusinessDate> = days([
    (2023_09_29, 8), (2024_01_01, 1), (2024_02_10, 8), (2024_04_04, 3), (2024_05_01, 5), (2024_06_10, 1),
    (2024_09_15, 3), (2024_10_01, 7),
  ])
  private static let made: Set<BusinessDate> = days([
    (2023_10_07, 2), (2024_02_04, 1), (2024_02_18, 1), (2024_04_07, 1), (2024_04_28, 1), (2024_05_11, 1),
    (2024_09_14, 1), (2024_09_29, 1),
  ])

  /// - runs: first days as yyyymmdd, and how many days each run has.
  private static func days(_ runs: [(Int, Int)]) -> Set<BusinessDate> {
    var result: Set<BusinessDate> = []
    for (first, count) in runs {
      guard let day = BusinessDate(compact: String(first)) else { continue }
      for place in 0..<count { result.insert(day + place) }
    }
    return result
  }

  static func contains(_ day: BusinessDate) -> Bool {
    if made.contains(day) { return true }
    // 1970-01-01 was a Thursday
    let weekday = (Int(day.dayNumber) % 7 + 10) % 7
    return weekday < 5 && !off.contains(day)
  }

  /// The workday before.
  static func before(_ day: BusinessDate) -> BusinessDate {
    var result = day - 1
    while !contains(result) { result = result - 1 }
    return result
  }

  /// The day itself, or the next workday.
  static func from(_ day: BusinessDate) -> BusinessDate {
    var result = day
    while !contains(result) { result = result + 1 }
    return result
  }
}
