import Contracts
import Extraction
import MartCore
import MartStore

/// One feed, all of its deliveries: decoded alone, extracted, and imported by the rival, in turn.
struct FeedRounds {
  let workload: Workload
  let rival: Rival
  /// Where staging files and archive are made, and removed.
  let folder: String
  private let tokenizer: Tokenizer

  init(_ workload: Workload, _ rival: Rival, folder: String) {
    self.workload = workload
    self.rival = rival
    self.folder = folder
    var random = SystemRandomNumberGenerator()
    tokenizer = Tokenizer(key: (0..<32).map { _ in UInt8.random(in: .min ... .max, using: &random) })
  }

  /// One round of a feed.
  ///
  /// - Throws: `Failure` where the three do not find the same number of rows.
  func run(_ feed: Feed, into figures: inout FeedFigures) throws {
    let deliveries = workload.deliveries(of: feed)
    try Files.remove(folder)
    var decoded = Decoded()
    let decoding = try Cost.of {
      for delivery in deliveries { decoded += try decode(delivery, feed: feed, pipeline: workload.pipeline) }
    }
    var extracted: Int64 = 0
    let extracting = try Cost.of {
      for delivery in deliveries { extracted += try extract(delivery, feed).rows }
    }
    let imported = try rival.load(deliveries)
    guard decoded.rows == extracted, imported.rows == extracted else {
      throw Failure(
        .internal,
        "\(feed.name): \(decoded.rows) rows decoded, \(extracted) extracted, \(imported.rows) imported",
        remedy: "they are the same files, so one of the three is wrong")
    }
    figures.rows = extracted
    figures.imported = imported.rows
    figures.landedBytes = decoded.landedBytes
    figures.plainBytes = decoded.plainBytes
    figures.decode.append(decoding)
    figures.extract.append(extracting)
    figures.importing.append(imported.cost)
  }

  private func extract(_ delivery: LandedDelivery, _ feed: Feed) throws -> Extracted {
    let context = ExtractionContext(
      windowFrom: workload.nights.last { $0 < delivery.businessDate },
      staging: "\(folder)/staging/\(delivery.businessDate)/\(feed.name).\(delivery.sequence).sqlite",
      archive: folder + "/archive", tokenizer: tokenizer, acceptsDrop: true)
    return try Extraction.extract(delivery, feed: feed, pipeline: workload.pipeline, context: context)
  }
}

extension Decoded {
  fileprivate static func += (sum: inout Decoded, one: Decoded) {
    sum.rows += one.rows
    sum.sound += one.sound
    sum.landedBytes += one.landedBytes
    sum.plainBytes += one.plainBytes
  }
}
