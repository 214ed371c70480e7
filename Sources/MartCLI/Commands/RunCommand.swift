import ArgumentParser
import Foundation
import MartCore
import Nightly

struct RunCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "run", abstract: "Runs every night that waits, and publishes each that holds.",
    discussion:
      "Silent on success unless at a terminal or with --verbose. Stops at the first night that fails; what was "
      + "published before stays. Example: mart run --home home --date 2024-09-30")

  @Option(help: "Only this business date, yyyy-mm-dd.") var date: String?
  @Option(help: "From this business date …") var from: String?
  @Option(help: "… to this one.") var to: String?
  @Option(name: .customLong("allow-missing"), help: "A feed that may be missing on the dates of this run.")
  var allowMissing: [String] = []
  @Option(name: .customLong("accept-drop"), help: "A snapshot feed that may shrink in this run.")
  var acceptDrop: [String] = []
  @Flag(help: "Make every table anew, not only what changed since the night before.") var full = false
  @OptionGroup var options: GlobalOptions

  func validate() throws {
    if date != nil && (from != nil || to != nil) {
      throw ValidationError("--date stands alone, without --from or --to")
    }
    if (from == nil) != (to == nil) { throw ValidationError("--from and --to go together") }
    for text in [date, from, to].compactMap(\.self) where BusinessDate(iso: text) == nil {
      throw ValidationError("'\(text)' is not a date yyyy-mm-dd")
    }
    if let choice = between, choice.0 > choice.1 { throw ValidationError("--from is after --to") }
  }

  private var between: (BusinessDate, BusinessDate)? {
    guard let first = date ?? from, let last = date ?? to else { return nil }
    guard let from = BusinessDate(iso: first), let to = BusinessDate(iso: last) else { return nil }
    return (from, to)
  }

  func run() throws {
    try reporting {
      let talks = isatty(STDERR_FILENO) != 0 && !options.quiet
      var night = NightOptions(
        pipelineFolder: options.pipeline, layout: options.layout,
        dates: between.map { .between($0.0, $0.1) } ?? .waiting,
        jobs: options.jobs ?? ProcessInfo.processInfo.activeProcessorCount, allowMissing: Set(allowMissing),
        acceptDrop: Set(acceptDrop), progress: talks ? TerminalProgress() : SilentProgress())
      night.rebuildInFull = full
      let report = try runNights(night)
      if options.json {
        let labels = report.published.map(jsonString).joined(separator: ", ")
        print("{\"published\": [\(labels)], \"warnings\": \(report.warnings.count)}")
      } else if talks || options.verbose {
        say(report)
      }
    }
  }

  private func say(_ report: RunReport) {
    if options.verbose {
      for stray in report.strays { complain("ignored \(stray) [DL-10]") }
      for warning in Set(report.warnings.map(\.description)).sorted() { complain(warning) }
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
