import Contracts
import Extraction
import MartCore
import MartStore

/// Kernels alone, for whoever counts their instructions: what runs is the same each time, keys of tokens among it.
///
/// Each kernel runs twice: the first fills what is filled once in a process. A counter of instructions takes the second
/// call of each of these functions, which are never inlined so that it finds them by their names.
package struct KernelRounds {
  private let feeds: [(feed: Feed, deliveries: [LandedDelivery])]
  private let pipeline: Pipeline
  private let folder: String
  private let tokenizer = Tokenizer(key: [UInt8](repeating: 7, count: 32))

  /// - bank: a folder of sample-bank.
  /// - only: the feeds; all of their deliveries are taken.
  /// - folder: where staging files and archive are made, and removed.
  /// - Throws: as the reading of pipeline and landing does.
  package init(bank: String, pipeline: String, only: [String], folder: String) throws {
    let workload = try Workload(pipeline: pipeline, landing: bank + "/landing", only: only)
    self.pipeline = workload.pipeline
    self.folder = folder
    feeds = workload.feeds.map { ($0, workload.deliveries(of: $0)) }
  }

  /// Lines of kernel, feed and rows, tab-separated, in the order in which they ran.
  package func run() throws -> [String] {
    var lines: [String] = []
    for (feed, deliveries) in feeds {
      for _ in 1...2 { lines.append("decode\t\(feed.name)\t\(try kernelOfDecoding(feed, deliveries))") }
      for _ in 1...2 {
        try Files.remove(folder)
        lines.append("extract\t\(feed.name)\t\(try kernelOfExtraction(feed, deliveries))")
      }
    }
    try Files.remove(folder)
    return lines
  }

  @inline(never) private func kernelOfDecoding(_ feed: Feed, _ deliveries: [LandedDelivery]) throws -> Int64 {
    try deliveries.reduce(0) { $0 + (try decode($1, feed: feed, pipeline: pipeline).rows) }
  }

  @inline(never) private func kernelOfExtraction(_ feed: Feed, _ deliveries: [LandedDelivery]) throws -> Int64 {
    try deliveries.reduce(0) { rows, delivery in
      let context = ExtractionContext(
        windowFrom: nil, staging: "\(folder)/staging/\(delivery.businessDate)/\(feed.name).\(delivery.sequence).sqlite",
        archive: folder + "/archive", tokenizer: tokenizer, acceptsDrop: true)
      return rows + (try Extraction.extract(delivery, feed: feed, pipeline: pipeline, context: context).rows)
    }
  }
}
