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

  /// Seconds since 1970 of such an instant; nil for any other text.
  static func seconds(_ instant: String) -> Double? {
    let parts = instant.split(separator: "T")
    guard parts.count == 2, let day = BusinessDate(iso: parts[0]), parts[1].hasSuffix("Z") else { return nil }
    let time = parts[1].dropLast().split(separator: ":").compactMap { Double($0) }
    guard time.count == 3 else { return nil }
    return Double(day.dayNumber) * 86_400 + time[0] * 3600 + time[1] * 60 + time[2]
  }

  /// `2024-10-01 01:12` in a time zone such as `+08:00`.
  static func local(_ time: Double, in zone: String) -> String {
    let parts = instant(time + Double(offset(of: zone))).split(separator: "T")
    return "\(parts[0]) \(parts[1].prefix(5))"
  }

  /// The day it is in a time zone such as `+08:00`.
  package func today(in zone: String) -> BusinessDate {
    BusinessDate(dayNumber: Int32(floorDivide(Int64(now().rounded(.down)) + Self.offset(of: zone), 86_400)))
  }

  /// True when it is past `HH:mm` of the day after the business date, in a time zone such as `+08:00`.
  package func isPast(_ due: String, after date: BusinessDate, in zone: String) -> Bool {
    Self.deadline(due, after: date, in: zone).map { now() > $0 } ?? false
  }

  /// Seconds since 1970 at `HH:mm` of the day after the business date, in a time zone such as `+08:00`; nil where `due` is
  /// no such time.
  static func deadline(_ due: String, after date: BusinessDate, in zone: String) -> Double? {
    let parts = due.split(separator: ":").compactMap { Int64($0) }
    guard parts.count == 2 else { return nil }
    return Double(Int64(date.dayNumber + 1) * 86_400 + parts[0] * 3600 + parts[1] * 60 - offset(of: zone))
  }

  private static func offset(of zone: String) -> Int64 {
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
