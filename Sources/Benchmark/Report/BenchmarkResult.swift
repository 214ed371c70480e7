import Foundation

/// All figures of one run.
package struct BenchmarkResult: Sendable {
  let rounds: Int
  let cores: Int
  let feeds: [FeedFigures]
  let nights: [NightFigures]
  /// The most memory that this process held: decoding and extraction of every feed, one after the other.
  let extractPeakMiB: Double

  /// The figures for machines: seconds, rows, bytes, MiB; medians of the rounds.
  package func json() throws -> String {
    let encoder = JSONEncoder()
    encoder.outputFormatting = [.prettyPrinted, .sortedKeys]
    encoder.keyEncodingStrategy = .convertToSnakeCase
    let document = Document(
      rounds: rounds, cores: cores, feeds: feeds.map(Document.Feed.init), total: Document.Feed(.total(feeds)),
      nights: nights.map(Document.Night.init), allNights: Document.Night(.total(nights)), extractPeakMib: extractPeakMiB
    )
    return String(decoding: try encoder.encode(document), as: UTF8.self) + "\n"
  }
}

/// The shape of `bench.json`.
private struct Document: Encodable {
  struct Times: Encodable {
    var wall: Double
    var cpu: Double

    init(_ cost: Cost) { (wall, cpu) = (cost.wall, cost.cpu) }
  }

  struct Feed: Encodable {
    var feed: String
    var rows: Int64
    var importedRows: Int64
    var landedBytes: Int64
    var plainBytes: Int64
    var decode: Times
    var extract: Times
    var `import`: Times
    var extractByImport: Times

    init(_ figures: FeedFigures) {
      feed = figures.name
      rows = figures.rows
      importedRows = figures.imported
      landedBytes = figures.landedBytes
      plainBytes = figures.plainBytes
      decode = Times(figures.decode.median)
      extract = Times(figures.extract.median)
      `import` = Times(figures.importing.median)
      extractByImport = Times(figures.ratio)
    }
  }

  struct Night: Encodable {
    var date: String
    var rows: Int64
    var run: Times
    var peakMib: Double
    var stages: [String: Double]
    var `import`: Times
    var runByImport: Times
    var extractByImport: Double

    init(_ figures: NightFigures) {
      date = figures.name
      rows = figures.rows
      run = Times(figures.run.median)
      peakMib = figures.peakMiB.max() ?? 0
      stages = figures.stages.mapValues(\.median)
      `import` = Times(figures.importing.median)
      runByImport = Times(figures.ratio)
      extractByImport = figures.extractRatio
    }
  }

  var rounds: Int
  var cores: Int
  var feeds: [Feed]
  var total: Feed
  var nights: [Night]
  var allNights: Night
  var extractPeakMib: Double
}
