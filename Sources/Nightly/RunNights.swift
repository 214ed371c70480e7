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
  /// What checks of the nights found that stopped nothing.
  package var warnings: [Finding] = []
  /// How many warnings `mart check` has about the pipeline.
  package var oddities = 0
  /// Things in landing that no feed promises (DL-10).
  package var strays: [String] = []
  /// Who worked on the home before and ended without giving its lock back; empty where nobody did.
  package var abandonedBy = ""
  /// The business date that is current now; nil where nothing has ever been published.
  package var current: BusinessDate?

  package init() {}
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
  try context.layout.clearStaging()
  let files = try context.landedFiles()
  try context.refuseFuture(files)
  var report = RunReport()
  report.abandonedBy = lock.abandonedBy
  report.oddities = Set(context.plan.warnings).count
  report.strays = files.scan.strays.map { "\($0.name): \($0.reason)" }
  let dates = try context.waitingDates(files)
  for (index, date) in dates.enumerated() {
    options.progress.night(date, index + 1, of: dates.count)
    try Stopping.check()
    try SpaceNeed(context, files, on: date).prove()
    let began = options.clock.now()
    let published = try Night(context: context, date: date).run()
    report.published.append(published.generation.label)
    try context.approvals.spend(Array(context.approved.values))
    report.warnings += published.warnings
    options.progress.published(
      PublishedNight(
        generation: published.generation.label, index: index + 1, count: dates.count, rows: published.rows,
        seconds: options.clock.now() - began))
  }
  report.current = try context.generations.current()?.businessDate
  return report
}
