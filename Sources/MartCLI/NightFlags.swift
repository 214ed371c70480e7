import ArgumentParser
import Contracts
import Foundation
import Logging
import MartCore
import Nightly

/// Which business dates a run is for.
struct DateOptions: ParsableArguments {
  @Option(help: "Only this business date, yyyy-mm-dd.") var date: String?
  @Option(help: "From this business date …") var from: String?
  @Option(help: "… to this one.") var to: String?

  func validate() throws {
    if date != nil && (from != nil || to != nil) {
      throw ValidationError("--date stands alone, without --from or --to")
    }
    if (from == nil) != (to == nil) { throw ValidationError("--from and --to go together") }
    for text in [date, from, to].compactMap(\.self) where BusinessDate(iso: text) == nil {
      throw ValidationError("'\(text)' is not a date yyyy-mm-dd")
    }
    if case .between(let first, let last) = choice, first > last { throw ValidationError("--from is after --to") }
  }

  var choice: DateChoice {
    guard let first = (date ?? from).flatMap({ BusinessDate(iso: $0) }),
      let last = (date ?? to).flatMap({ BusinessDate(iso: $0) })
    else { return .waiting }
    return .between(first, last)
  }
}

/// What operators may decide for the dates of a run; the ledger keeps it and the report shows it.
struct DecisionOptions: ParsableArguments {
  @Option(name: .customLong("allow-missing"), help: "A feed that may be missing on the dates of this run.")
  var allowMissing: [String] = []
  @Option(name: .customLong("accept-drop"), help: "A snapshot feed that may shrink in this run.")
  var acceptDrop: [String] = []
  @Flag(
    name: .customLong("accept-merges"), help: "More parties than the thresholds allow may merge or split in this run.")
  var acceptMerges = false
}

/// What runs the models, where it is not what the pipeline says.
struct EngineOption: ParsableArguments {
  @Option(help: "What runs the models, sqlite or spark. (default: what pipeline.yaml says)")
  var engine: EngineName?
}

extension EngineName: ExpressibleByArgument {}

extension GlobalOptions {
  /// Whether a person watches standard error.
  var talks: Bool {
    isatty(STDERR_FILENO) != 0 && !quiet && ProcessInfo.processInfo.environment["TERM"] != "dumb"
  }

  /// At a terminal one line that moves; in a log, where it is wanted, a line for every night.
  private var progress: any NightProgress {
    if talks { return TerminalProgress(keepsNights: verbose) }
    return verbose && !quiet ? LineProgress() : SilentProgress()
  }

  func night(_ dates: DateChoice) -> NightOptions {
    NightOptions(
      pipelineFolder: pipeline, layout: layout, dates: dates,
      jobs: jobs ?? ProcessInfo.processInfo.activeProcessorCount,
      progress: progress)
  }
}

/// Where a run is told step by step, for machines.
struct LogOption: ParsableArguments {
  @Option(help: "A file to which every step adds a JSON line; - is standard error.") var log: String?

  /// Lets the log hear of everything that the night's progress hears of; nil where none is asked for.
  func listen(to night: inout NightOptions) throws -> LogProgress? {
    guard let log else { return nil }
    let clock = night.clock
    let lines = try JSONLines(log) { clock.instant }
    let progress = LogProgress(Logger(label: "mart") { _ in lines }, clock, passingOnTo: night.progress)
    night.progress = progress
    return progress
  }
}

/// Whom a run tells how it ended.
struct NotifyOption: ParsableArguments {
  @Option(help: "A shell command that gets the run's summary, one JSON object, on its standard input when it ends.")
  var notify: String?

  /// Runs the command, if there is one. What becomes of it changes nothing of the run; a failure is said.
  func tell(_ summary: String) {
    guard let notify else { return }
    let process = Process()
    process.executableURL = URL(fileURLWithPath: "/bin/sh")
    process.arguments = ["-c", notify]
    let input = Pipe()
    process.standardInput = input
    process.standardOutput = FileHandle.standardError
    do {
      try process.run()
      // A command that does not read is no reason to be killed by a closed pipe.
      signal(SIGPIPE, SIG_IGN)
      try? input.fileHandleForWriting.write(contentsOf: Data(summary.utf8))
      try? input.fileHandleForWriting.close()
      process.waitUntilExit()
      if process.terminationStatus != 0 {
        complain("warning: the command of --notify ended with \(process.terminationStatus); try it by hand")
      }
    } catch { complain("warning: the command of --notify could not be started: \(error.localizedDescription)") }
  }
}
