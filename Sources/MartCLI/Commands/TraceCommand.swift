import ArgumentParser
import Contracts
import MartCore
import MartStore
import Nightly

struct TraceCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "trace", abstract: "Follows a row of the mart back to the file and line it came from.",
    discussion: "A key of several columns is written with commas between. "
      + "Example: mart trace fact_card_txn T240930-0000001")

  @Argument(help: "A table of the mart.") var table: String
  @Argument(help: "The row's key.") var key: String
  @OptionGroup var options: GlobalOptions

  func run() throws {
    try reporting {
      let pipeline = try Pipeline.load(folder: options.pipeline)
      guard let model = pipeline.model(table) else {
        throw Failure(
          .usage, "there is no table '\(table)' in the pipeline",
          remedy: didYouMean(table, in: pipeline.models.map(\.name), otherwise: "see `mart status` for the tables"))
      }
      let places = try Tracing(layout: options.layout, model: model, pipeline: pipeline).places(of: key)
      if options.json {
        print(jsonText(header: TracedPlace.header, rows: places.map(\.values)))
      } else {
        for place in places { print(place.description) }
      }
    }
  }
}
