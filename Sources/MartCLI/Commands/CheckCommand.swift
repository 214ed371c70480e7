import ArgumentParser
import Contracts
import MartCore
import Nightly

struct CheckCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "check", abstract: "Reads the pipeline folder and says what is wrong with it, all at once.",
    discussion: "Contracts, SQL, classes, and types over a few made-up rows; no data is needed. Where HOME has a "
      + "published night, outputs are compared with what it promised. Example: mart check --pipeline Pipelines/retail")

  @OptionGroup var options: GlobalOptions

  func run() throws {
    try reporting {
      let (pipeline, warnings) = try checkedPipeline(options.pipeline)
      try keepPromises(of: pipeline, in: options.layout)
      guard !options.quiet else { return }
      for warning in Set(warnings.map(\.description)).sorted() { complain(warning) }
      let parts = [
        counted(pipeline.feeds.count, "feed"), counted(pipeline.models.count, "model"),
        counted(pipeline.checks.count, "check"), counted(pipeline.paths.count, "path"),
        counted(pipeline.outputs.count, "output"), counted(pipeline.metrics.count, "figure"),
      ]
      print("\(options.pipeline) is good: " + parts.joined(separator: ", "))
    }
  }
}
