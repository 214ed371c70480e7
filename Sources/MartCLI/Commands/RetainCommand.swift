import ArgumentParser
import MartCore
import MartStore
import Nightly

struct RetainCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "retain", abstract: "Lets go what has been kept long enough by the pipeline's retention.yaml.",
    discussion: "Never the last generations that a home keeps, and nothing in landing. With --plan it only says what "
      + "would go and why. Example: mart retain --plan")

  @Flag(help: "Only say what would go, and why.") var plan = false
  @OptionGroup var options: GlobalOptions

  func run() throws {
    try reporting {
      let lines = try retain(options.layout, pipelineFolder: options.pipeline, plan: plan)
      guard !options.quiet else { return }
      let header = ["place", "days", plan ? "would_go" : "went", "bytes", "basis"]
      let rows: [[SQLValue]] = lines.map { line in
        [
          .text(line.place), line.days.map(SQLValue.integer) ?? .null, .integer(Int64(line.count)),
          .integer(line.bytes), .text(line.because),
        ]
      }
      print(
        options.json
          ? jsonText(header: header, rows: rows)
          : TextTable(header: header, rows: rows).lines().joined(separator: "\n"))
    }
  }
}
