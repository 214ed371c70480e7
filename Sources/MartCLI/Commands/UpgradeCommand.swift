import ArgumentParser
import MartCore
import MartStore
import Nightly

struct UpgradeCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "upgrade", abstract: "Says whether this release can go on with a home, and what its next run will do.",
    discussion: """
      There is no step of upgrading: the next run adds to the state what newer contracts ask for, and makes tables in \
      full where programs or contracts have changed. Ask before it. Example: mart upgrade --check --home home
      """)

  @Flag(name: .customLong("check"), help: "Look, and change nothing of generations and state.") var check = false
  @OptionGroup var options: GlobalOptions

  func validate() throws {
    if !check { throw ValidationError("there is nothing to do but to look: mart upgrade --check") }
  }

  func run() throws {
    try reporting {
      let diagnoses = try checkUpgrade(options.layout, pipelineFolder: options.pipeline)
      let header = ["verdict", "subject", "words"]
      let rows = diagnoses.map { [SQLValue.text($0.verdict.rawValue), .text($0.subject), .text($0.words)] }
      if options.json {
        print(jsonText(header: header, rows: rows))
      } else if !options.quiet {
        print(TextTable(header: header, rows: rows).lines().joined(separator: "\n"))
      }
      if let worst = diagnoses.first(where: { $0.verdict == .fail }) {
        throw Failure(.refused, "not fit to go on: \(worst.subject)", rule: "upgrade", remedy: worst.words)
      }
    }
  }
}
