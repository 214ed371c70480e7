import Contracts
import Extraction
import Foundation
import MartCore
import MartStore

/// The landed files of a bank: the same work for us and for the rival.
struct Workload {
  let pipeline: Pipeline
  let pipelineFolder: String
  let landing: String
  /// Complete deliveries, by feed, business date and sequence.
  let deliveries: [LandedDelivery]

  /// - only: names of feeds; empty: all.
  /// - Throws: `Findings` of the pipeline folder; `Failure` where nothing has landed.
  init(pipeline folder: String, landing: String, only: [String]) throws {
    pipelineFolder = folder
    self.landing = landing
    pipeline = try Pipeline.load(folder: folder)
    deliveries = try Landing.scan(landing, pipeline.feeds, today: nil).deliveries.filter {
      $0.isComplete && (only.isEmpty || only.contains($0.feed))
    }
    guard !deliveries.isEmpty else {
      throw Failure(
        .missing, "no delivery has landed", at: FileLocation(file: landing), remedy: "let sample-bank make a bank there"
      )
    }
  }

  /// Feeds of which something has landed, in the order of the pipeline.
  var feeds: [Feed] { pipeline.feeds.filter { feed in deliveries.contains { $0.feed == feed.name } } }

  func deliveries(of feed: Feed) -> [LandedDelivery] { deliveries.filter { $0.feed == feed.name } }

  /// Business dates, ascending.
  var nights: [BusinessDate] { Set(deliveries.map(\.businessDate)).sorted() }
}
