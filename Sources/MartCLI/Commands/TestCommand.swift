import ArgumentParser
import Contracts
import MartCore
import Nightly

struct TestCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "test", abstract: "Runs the pipeline's row tests: rows in, rows out, for its models.",
    discussion: "The tests are tests/*.yaml of the pipeline folder; no data is needed. Differing columns are marked "
      + "under the rows. Exit code 65 where a case fails, 78 where a test itself is wrong. "
      + "Example: mart test customer_tier --verbose")

  @Argument(help: "Models, checks or outputs, or files of tests; all where none is named.") var names: [String] = []
  @OptionGroup var options: GlobalOptions

  func run() throws {
    try reporting {
      let run = try testRows(options.pipeline, names)
      let page = RowTestPage(run: run)
      let lines = options.json ? [page.json] : page.lines(everything: options.verbose, summary: !options.quiet)
      if !lines.isEmpty { print(lines.joined(separator: "\n")) }
      if run.failed > 0 { throw ArgumentParser.ExitCode(MartCore.ExitCode.refused.rawValue) }
    }
  }
}
