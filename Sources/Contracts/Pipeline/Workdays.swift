import MartCore

/// The days on which a bank works: Monday to Friday, but for holidays, and weekends that are worked instead.
public struct Workdays: Sendable, Hashable {
  public var holidays: Set<BusinessDate> = []
  /// Saturdays and Sundays on which the bank works.
  public var worked: Set<BusinessDate> = []

  public init(holidays: Set<BusinessDate> = [], worked: Set<BusinessDate> = []) {
    self.holidays = holidays
    self.worked = worked
  }

  public func contains(_ date: BusinessDate) -> Bool {
    if worked.contains(date) { return true }
    // 1970-01-01 was a Thursday.
    let weekday = ((Int(date.dayNumber) + 3) % 7 + 7) % 7
    return weekday < 5 && !holidays.contains(date)
  }
}

extension Due.Days {
  public func includes(_ date: BusinessDate, _ workdays: Workdays) -> Bool {
    switch self {
    case .every: true
    case .monthEnd: date.isMonthEnd
    case .workday: workdays.contains(date)
    }
  }
}
