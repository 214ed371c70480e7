import Contracts
import Extraction
import Foundation
import Loading
import MartCore
import MartStore

/// What a run did.
package struct RunReport: Sendable {
  /// Labels of the generations that were published, in order.
  package var published: [String] = []
  package var warnings: [Finding] = []
  /// Things in landing that no feed promises (DL-10).
  package var strays: [String] = []
  /// The business date that is current now; nil where nothing has ever been published.
  package var current: BusinessDate?
}

/// Runs every night that waits, in order, and stops at the first that fails.
///
/// - Throws: `Failure` of the night that failed; what was published before stays. `.locked` where another run works on
///   this home.
package func runNights(_ options: NightOptions) throws -> RunReport {
  let lock = try RunLock(home: options.layout.home)
  defer { lock.release() }
  let context = try NightContext(options)
  defer {
    options.progress.done()
    try? context.close()
  }
  let files = try context.landedFiles()
  if let refused = files.scan.refused.first { throw refused.failure }
  var report = RunReport()
  report.strays = files.scan.strays.map { "\($0.name): \($0.reason)" }
  let dates = try waitingDates(options.dates, files, context)
  for (index, date) in dates.enumerated() {
    options.progress.night(date, index + 1, of: dates.count)
    let published = try Night(context: context, date: date).run()
    report.published.append(published.generation.label)
    report.warnings += published.warnings
  }
  report.current = try context.generations.current()?.businessDate
  return report
}

/// The dates of the calendar that are to be run: all after the current one; the current one again where something
/// waits for it or for an earlier one.
private func waitingDates(_ choice: DateChoice, _ files: LandedFiles, _ context: NightContext) throws -> [BusinessDate]
{
  let current = try context.generations.current()?.businessDate
  let unpublished = files.calendar.filter { date in current.map { date > $0 } ?? true }
  switch choice {
  case .between(let first, let last):
    let asked = unpublished.filter { $0 >= first && $0 <= last }
    if asked.isEmpty, current.map({ last > $0 }) ?? true {
      throw Failure(
        .missing, "no control for a business date from \(first) to \(last) has landed", rule: "DL-01",
        at: FileLocation(file: context.layout.landing), remedy: "ask the owners of the feeds, or name another date")
    }
    return asked
  case .waiting:
    guard unpublished.isEmpty, let current else { return unpublished }
    let waits = try files.calendar.contains { date in
      try date <= current && context.pipeline.feeds.contains { try !files.judge($0, date).isEmpty }
    }
    return waits ? [current] : []
  }
}
