import Foundation
import MartCore

/// The clock of a run. Nothing that is published depends on it: it dates the ledger, and tells what is late.
package struct RunClock: Sendable {
  /// Seconds since 1970-01-01 UTC.
  package var now: @Sendable () -> Double

  package init(now: @escaping @Sendable () -> Double) { self.now = now }

  package static let system = RunClock { Date().timeIntervalSince1970 }

  /// RFC 3339, in UTC, to the second.
  package var instant: String { Self.instant(now()) }

  static func instant(_ time: Double) -> String {
    let seconds = Int64(time.rounded(.down))
    let day = BusinessDate(dayNumber: Int32(floorDivide(seconds, 86_400)))
    let rest = Int(seconds - Int64(day.dayNumber) * 86_400)
    return "\(day)T\(twoDigits(rest / 3600)):\(twoDigits(rest / 60 % 60)):\(twoDigits(rest % 60))Z"
  }

  /// The day it is in a time zone such as `+08:00`.
  package func today(in zone: String) -> BusinessDate {
    BusinessDate(dayNumber: Int32(floorDivide(Int64(now().rounded(.down)) + offset(of: zone), 86_400)))
  }

  /// True when it is past `HH:mm` of the day after the business date, in a time zone such as `+08:00`.
  package func isPast(_ due: String, after date: BusinessDate, in zone: String) -> Bool {
    let parts = due.split(separator: ":").compactMap { Int64($0) }
    guard parts.count == 2 else { return false }
    let deadline = Int64(date.dayNumber + 1) * 86_400 + parts[0] * 3600 + parts[1] * 60 - offset(of: zone)
    return now() > Double(deadline)
  }

  private func offset(of zone: String) -> Int64 {
    let digits = zone.dropFirst().split(separator: ":").compactMap { Int64($0) }
    guard digits.count == 2 else { return 0 }
    let seconds = digits[0] * 3600 + digits[1] * 60
    return zone.hasPrefix("-") ? -seconds : seconds
  }
}

private func floorDivide(_ value: Int64, _ divisor: Int64) -> Int64 {
  value >= 0 ? value / divisor : -((divisor - 1 - value) / divisor)
}

private func twoDigits(_ number: Int) -> String { number < 10 ? "0\(number)" : String(number) }
