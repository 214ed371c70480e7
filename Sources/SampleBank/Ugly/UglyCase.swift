import MartCore

/// Something that goes wrong at banks.
///
/// - Source: part 8 of the domain description; the numbers U01 … are its own.
protocol UglyCase: Sendable {
  /// Changes what the bank holds, before its files are written. Its figures stay.
  func plant(in bank: inout Bank)
  /// Changes rows of files that are accepted.   - Throws: ``Failure``.
  func put(into site: UglySite) throws
  /// Adds deliveries that come wrong at first, when all good files are as they shall be.   - Throws: ``Failure``.
  func spoil(_ site: UglySite) throws
}

extension UglyCase {
  func plant(in bank: inout Bank) {}
  func put(into site: UglySite) throws {}
  func spoil(_ site: UglySite) throws {}
}

extension DeliveryCalendar {
  /// The night of a day of September 2024; of a short history, one of its two nights.
  func september(_ day: Int) -> BusinessDate {
    let wanted = asOf.monthStart + (day - 1)
    if dates.contains(wanted) { return wanted }
    return day <= 15 || day == 29 ? asOf - 1 : asOf
  }

  /// Whether every day of September has a night: what takes several nights is planted there alone.
  var hasSeptember: Bool { dates.contains(asOf.monthStart) }

  /// The delivery of a day early in September 2024; of a short history, its month end before.
  func early(_ day: Int) -> BusinessDate {
    let wanted = asOf.monthStart + (day - 1)
    return dates.contains(wanted) ? wanted : dates[1]
  }

  /// The business date whose delivery holds the day.
  func night(of day: BusinessDate) -> BusinessDate { delivery(holding: day).map { dates[$0] } ?? asOf }
}
