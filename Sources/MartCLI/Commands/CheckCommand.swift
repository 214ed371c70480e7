import ArgumentParser
import Contracts
import MartCore
import Nightly

struct CheckCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "check", abstract: "Reads the pipeline folder and says what is wrong with it, all at once.",
    discussion: "Contracts, SQL, classes, and types over a few made-up rows; no data is needed. "
      + "Example: mart check --pipeline Pipelines/retail")

  @OptionGroup var options: GlobalOptions

  func run() throws {
    try reporting {
      let pipeline = try checkedPipeline(options.pipeline)
      guard !options.quiet else { return }
      print(
        "\(options.pipeline) is good: \(pipeline.feeds.count) feeds, \(pipeline.models.count) models, "
          + "\(pipeline.checks.count) checks, \(pipeline.paths.count) paths, \(pipeline.outputs.count) outputs, "
          + "\(pipeline.metrics.count) figures")
    }
  }
}
