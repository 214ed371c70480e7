import ArgumentParser
import Contracts
import MartCore
import MartStore
import Nightly

struct CheckCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "check", abstract: "Reads the pipeline folder and says what is wrong with it, all at once.",
    discussion: "Contracts, SQL, classes, and types over a few made-up rows; no data is needed. Where HOME has a "
      + "published night, outputs are compared with what it promised. Example: mart check --pipeline Pipelines/retail")

  @Flag(help: "What is declassified and why, and what each output may carry: for the data-protection officer.")
  var privacy = false
  @OptionGroup var options: GlobalOptions

  func run() throws {
    try reporting {
      let (pipeline, warnings) = try checkedPipeline(options.pipeline)
      try keepPromises(of: pipeline, in: options.layout)
      guard !options.quiet else { return }
      if privacy { return show(try privacyPage(options.pipeline)) }
      for warning in Set(warnings.map(\.description)).sorted() { complain(warning) }
      let parts = [
        counted(pipeline.feeds.count, "feed"), counted(pipeline.models.count, "model"),
        counted(pipeline.checks.count, "check"), counted(pipeline.paths.count, "path"),
        counted(pipeline.outputs.count, "output"), counted(pipeline.metrics.count, "figure"),
      ]
      print("\(options.pipeline) is good: " + parts.joined(separator: ", "))
    }
  }

  private func show(_ page: PrivacyReport) {
    let tables = [
      ("declassified", ["column", "class", "made_of", "why"], page.declassified),
      ("outputs", ["output", "user", "ceiling", "column", "class", "leaves_as"], page.outputs),
      ("vault", ["feed", "column", "class", "leaves"], page.vaulted),
    ]
    func values(_ rows: [[String]]) -> [[SQLValue]] { rows.map { $0.map(SQLValue.text) } }
    if options.json {
      let parts = tables.map { "\"\($0.0)\": \(jsonText(header: $0.1, rows: values($0.2)))" }
      return print("{" + parts.joined(separator: ",\n") + "}")
    }
    for (name, header, rows) in tables {
      print("\(name): \(rows.count)")
      print(TextTable(header: header, rows: values(rows)).lines().joined(separator: "\n") + "\n")
    }
  }
}
