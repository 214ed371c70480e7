/// The day that data describes: a proleptic Gregorian day without a clock or a zone.
///
/// - Units: `dayNumber` counts days from 1970-01-01, so that a difference of two dates is a number of days.
/// - Source: the civil-from-days algorithm for the proleptic Gregorian calendar.
public struct BusinessDate: Hashable, Comparable, Sendable, CustomStringConvertible {
  /// Days since 1970-01-01.
  public let dayNumber: Int32

  public init(dayNumber: Int32) {
    self.dayNumber = dayNumber
  }

  /// The day of the given year, month and day of the month; nil when there is no such day.
  public init?(year: Int, month: Int, day: Int) {
    guard (1...9999).contains(year), (1...12).contains(month), day >= 1,
      day <= Self.daysIn(month: month, of: year)
    else { return nil }
    let shifted = month <= 2 ? year - 1 : year
    let era = shifted / 400
    let yearOfEra = shifted - era * 400
    let dayOfYear = (153 * (month + (month > 2 ? -3 : 9)) + 2) / 5 + day - 1
    let dayOfEra = yearOfEra * 365 + yearOfEra / 4 - yearOfEra / 100 + dayOfYear
    dayNumber = Int32(era * 146_097 + dayOfEra - 719_468)
  }

  /// Reads `yyyy-MM-dd`, exactly ten characters; nil for anything else.
  public init?(iso text: some StringProtocol) {
    let bytes = Array(text.utf8)
    guard bytes.count == 10, bytes[4] == UInt8(ascii: "-"), bytes[7] == UInt8(ascii: "-") else { return nil }
    self.init(digits: bytes[0..<4] + bytes[5..<7] + bytes[8..<10])
  }

  /// Reads `yyyyMMdd`, exactly eight digits; nil for anything else.
  public init?(compact text: some StringProtocol) {
    self.init(digits: ArraySlice(Array(text.utf8)))
  }

  private init?(digits: ArraySlice<UInt8>) {
    guard digits.count == 8 else { return nil }
    var number = 0
    for byte in digits {
      guard byte >= 0x30, byte <= 0x39 else { return nil }
      number = number * 10 + Int(byte - 0x30)
    }
    self.init(year: number / 10_000, month: number / 100 % 100, day: number % 100)
  }

  /// How many days the month has, leap years included.
  public static func daysIn(month: Int, of year: Int) -> Int {
    switch month {
    case 2: isLeap(year) ? 29 : 28
    case 4, 6, 9, 11: 30
    default: 31
    }
  }

  public static func isLeap(_ year: Int) -> Bool {
    year % 4 == 0 && (year % 100 != 0 || year % 400 == 0)
  }

  /// Year, month and day of the month.
  public var civil: (year: Int, month: Int, day: Int) {
    let shifted = Int(dayNumber) + 719_468
    let era = (shifted >= 0 ? shifted : shifted - 146_096) / 146_097
    let dayOfEra = shifted - era * 146_097
    let yearOfEra = (dayOfEra - dayOfEra / 1460 + dayOfEra / 36_524 - dayOfEra / 146_096) / 365
    let dayOfYear = dayOfEra - (365 * yearOfEra + yearOfEra / 4 - yearOfEra / 100)
    let shiftedMonth = (5 * dayOfYear + 2) / 153
    let month = shiftedMonth < 10 ? shiftedMonth + 3 : shiftedMonth - 9
    let year = yearOfEra + era * 400 + (month <= 2 ? 1 : 0)
    return (year, month, dayOfYear - (153 * shiftedMonth + 2) / 5 + 1)
  }

  public var year: Int { civil.year }
  public var month: Int { civil.month }
  public var day: Int { civil.day }

  /// The first day of this day's month.
  public var monthStart: BusinessDate { self + (1 - day) }

  /// The last day of this day's month.
  public var monthEnd: BusinessDate {
    let parts = civil
    return self + (Self.daysIn(month: parts.month, of: parts.year) - parts.day)
  }

  public var isMonthEnd: Bool { monthEnd == self }

  /// The same day of the month `months` later (or earlier), the last one where the month is shorter.
  public func adding(months: Int) -> BusinessDate {
    let parts = civil
    let index = parts.year * 12 + parts.month - 1 + months
    let (year, month) = (index / 12, index % 12 + 1)
    let day = min(parts.day, Self.daysIn(month: month, of: year))
    return BusinessDate(year: year, month: month, day: day) ?? self
  }

  /// `yyyy-MM-dd`.
  public var description: String {
    let parts = civil
    return "\(Self.padded(parts.year, 4))-\(Self.padded(parts.month, 2))-\(Self.padded(parts.day, 2))"
  }

  /// `yyyyMMdd`.
  public var compact: String {
    let parts = civil
    return Self.padded(parts.year, 4) + Self.padded(parts.month, 2) + Self.padded(parts.day, 2)
  }

  /// `yyyy-MM`.
  public var monthText: String { String(description.prefix(7)) }

  private static func padded(_ number: Int, _ width: Int) -> String {
    let text = String(number)
    return String(repeating: "0", count: max(0, width - text.count)) + text
  }

  public static func < (left: BusinessDate, right: BusinessDate) -> Bool { left.dayNumber < right.dayNumber }
  public static func + (date: BusinessDate, days: Int) -> BusinessDate {
    BusinessDate(dayNumber: date.dayNumber + Int32(days))
  }
  public static func - (date: BusinessDate, days: Int) -> BusinessDate { date + -days }
  /// Days from `right` to `left`.
  public static func - (left: BusinessDate, right: BusinessDate) -> Int { Int(left.dayNumber - right.dayNumber) }
}
