import ArgumentParser
import MartCore
import Nightly

struct RunCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "run", abstract: "Runs every night that waits, and publishes each that holds.",
    discussion:
      "Silent on success unless at a terminal or with --verbose, which says a line for every night. Stops at the "
      + "first night that fails; what was published before stays. Example: mart run --home home --date 2024-09-30")

  @OptionGroup var dates: DateOptions
  @OptionGroup var decisions: DecisionOptions
  @Flag(help: "Make every table anew, not only what changed since the night before.") var full = false
  @Flag(
    help:
      "Foretell, before the tables are made, the keys and rows of each, from a mart made in full beside them; `mart history --tables` shows them beside what was done."
  )
  var foretell = false
  @OptionGroup var engine: EngineOption
  @OptionGroup var notification: NotifyOption
  @OptionGroup var logging: LogOption
  @OptionGroup var options: GlobalOptions

  func run() throws {
    try reporting {
      Stopping.watch(forced: complain)
      var night = options.night(dates.choice)
      night.allowMissing = Set(decisions.allowMissing)
      night.acceptDrop = Set(decisions.acceptDrop)
      night.acceptMerges = decisions.acceptMerges
      night.rebuildInFull = full
      night.foretells = foretell
      night.engine = engine.engine
      let log = try logging.listen(to: &night)
      let report: RunReport
      do { report = try runNights(night) } catch {
        let summary = RunSummary(error, options.layout, night.clock)
        log?.ended(summary)
        notification.tell(summary.text)
        throw error
      }
      let summary = RunSummary(report, options.layout, night.clock)
      log?.ended(summary)
      notification.tell(summary.text)
      if options.json {
        let labels = report.published.map(jsonString).joined(separator: ", ")
        print("{\"published\": [\(labels)], \"warnings\": \(report.warnings.count)}")
      } else if options.talks || (options.verbose && !options.quiet) {
        say(report)
      }
    }
  }

  private func say(_ report: RunReport) {
    if options.verbose {
      if !report.abandonedBy.isEmpty {
        complain("the run of \(report.abandonedBy) ended in the midst of its work; what it left was cleared away")
      }
      for stray in report.strays { complain("ignored \(stray) [DL-10]") }
      for warning in Set(report.warnings.map(\.description)).sorted() { complain(warning) }
      if report.oddities > 0 {
        complain(
          "\(counted(report.oddities, "warning")) about the pipeline; `mart check --pipeline \(options.pipeline)` shows "
            + (report.oddities == 1 ? "it" : "them"))
      }
    }
    guard let last = report.published.last else {
      complain(
        "nothing to do" + (report.current.map { ": \($0) is published, and nothing waits" } ?? ": nothing has landed"))
      return
    }
    let count = report.published.count
    complain("published \(last)" + (count > 1 ? ", the last of \(count) nights" : ""))
  }
}
