import Foundation
import MartCore
import Nightly

/// One line of standard error for every night that is published: for logs, where nobody watches.
struct LineProgress: NightProgress {
  func night(_ date: BusinessDate, _ index: Int, of count: Int) {}
  func stage(_ name: String) {}
  func rows(_ feed: String, _ count: Int64) {}
  func published(_ night: PublishedNight) { complain(night.line) }
  func done() {}
}

extension PublishedNight {
  /// `published 2024-09-30.1, night 4 of 4: 13,010 rows in 1.4 s`.
  var line: String {
    let time = String(format: "%.1f", locale: Locale(identifier: "en_US_POSIX"), seconds)
    return "published \(generation), night \(index) of \(count): \(counted(Int(rows), "row")) in \(time) s"
  }
}
