import Extraction
import MartCore

extension NightContext {
  /// The first date that waits; nil where none does.
  func nextDate() throws -> BusinessDate? {
    let files = try landedFiles()
    if let refused = files.scan.refused.first { throw refused.failure }
    return try waitingDates(files).first
  }

  /// The dates of the calendar that are to be run: all after the current one; the current one again where something
  /// waits for it or for an earlier one.
  ///
  /// - Throws: `.missing` where dates were asked for of which nothing has landed.
  func waitingDates(_ files: LandedFiles) throws -> [BusinessDate] {
    let current = try generations.current()?.businessDate
    let unpublished = files.calendar.filter { date in current.map { date > $0 } ?? true }
    switch options.dates {
    case .between(let first, let last):
      let asked = unpublished.filter { $0 >= first && $0 <= last }
      if asked.isEmpty, current.map({ last > $0 }) ?? true {
        throw Failure(
          .missing, "no control for a business date from \(first) to \(last) has landed", rule: "DL-01",
          at: FileLocation(file: layout.landing), remedy: "ask the owners of the feeds, or name another date")
      }
      return asked
    case .waiting:
      guard unpublished.isEmpty, let current else { return unpublished }
      let waits = try files.calendar.contains { date in
        try date <= current && pipeline.feeds.contains { try !files.judge($0, date).isEmpty }
      }
      return waits ? [current] : []
    }
  }
}
