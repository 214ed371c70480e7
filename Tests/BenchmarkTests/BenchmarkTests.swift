import Foundation
import MartTesting
import Testing

/// A short form of `make bench`: that it measures everything, not how fast anything is.
@Suite("the benchmark") struct BenchmarkTests {
  private struct Times: Decodable {
    var wall: Double
    var cpu: Double
    var isThere: Bool { wall > 0 && cpu >= 0 && wall.isFinite && cpu.isFinite }
  }

  private struct Feed: Decodable {
    var feed: String
    var rows: Int
    var importedRows: Int
    var landedBytes: Int
    var plainBytes: Int
    var decode: Times
    var extract: Times
    var `import`: Times
    var extractByImport: Times
  }

  private struct Night: Decodable {
    var date: String
    var rows: Int
    var run: Times
    var peakMib: Double
    var stages: [String: Double]
    var `import`: Times
    var runByImport: Times
    var extractByImport: Double
  }

  private struct Figures: Decodable {
    var rounds: Int
    var cores: Int
    var feeds: [Feed]
    var total: Feed
    var nights: [Night]
    var allNights: Night
    var extractPeakMib: Double
  }

  /// Feeds of the truth that the sample bank tells: rows that were announced.
  private func announced(_ bank: String) throws -> [String: Int] {
    let data = try #require(FileManager.default.contents(atPath: bank + "/truth.json"))
    let truth = try #require(try JSONSerialization.jsonObject(with: data) as? [String: Any])
    let feeds = try #require(truth["feeds"] as? [String: [String: Any]])
    return feeds.compactMapValues { $0["announced"] as? Int }
  }

  @Test("has a figure for every feed and night, over the rows that the bank announced, on both sides")
  func figures() throws {
    let bank = try BankHome()
    let out = bank.path + "/bench.json"
    let ended = try Program("mart-bench").run([
      "--bank", bank.path, "--pipeline", bank.pipeline, "--work", bank.path + "/work", "--rounds", "2", "--nights", "1",
      "--out", out,
    ])
    #expect(ended.status == 0, "\(ended.errors)")
    let decoder = JSONDecoder()
    decoder.keyDecodingStrategy = .convertFromSnakeCase
    let figures = try decoder.decode(Figures.self, from: try #require(FileManager.default.contents(atPath: out)))
    #expect(figures.rounds == 2 && figures.cores > 0 && figures.extractPeakMib > 1)

    let truth = try announced(bank.path)
    #expect(Set(figures.feeds.map(\.feed)) == Set(truth.keys))
    for feed in figures.feeds + [figures.total] {
      #expect(feed.rows == feed.importedRows, "\(feed.feed)")
      #expect(feed.landedBytes > 0 && feed.plainBytes > 0, "\(feed.feed)")
      for times in [feed.decode, feed.extract, feed.import, feed.extractByImport] { #expect(times.isThere) }
      #expect(ended.output.contains(feed.feed), "the table names \(feed.feed)")
    }
    for feed in figures.feeds { #expect(feed.rows == truth[feed.feed], "\(feed.feed)") }
    #expect(figures.total.rows == truth.values.reduce(0, +))

    #expect(figures.nights.map(\.date) == ["2023-12-31", "2024-08-31", "2024-09-29", "2024-09-30"])
    #expect(figures.nights.reduce(0) { $0 + $1.rows } == figures.total.rows, "each row is of one night")
    #expect(figures.allNights.rows == figures.total.rows)
    let walls = figures.nights.reduce(0) { $0 + $1.run.wall }
    #expect(abs(figures.allNights.run.wall - walls) < 1e-6 && figures.allNights.peakMib >= figures.nights[0].peakMib)
    let extracts = figures.nights.reduce(0) { $0 + ($1.stages["extract"] ?? 0) }
    #expect(abs((figures.allNights.stages["extract"] ?? 0) - extracts) < 1e-6)
    for night in figures.nights + [figures.allNights] {
      for times in [night.run, night.import, night.runByImport] { #expect(times.isThere) }
      #expect(night.peakMib > 1 && night.extractByImport > 0)
      #expect(Set(night.stages.keys).isSuperset(of: ["extract", "transform", "emit", "load"]))
      #expect(ended.output.contains(night.date))
    }
    #expect(!FileManager.default.fileExists(atPath: bank.path + "/work/rival"), "the rival's files are gone")
  }

  private struct QuietNight: Decodable {
    var published: String
    var customers: Int
    var customersTouched: Int
    var seconds: [String: Times]
    var byFirst: [String: [String: Double]]
  }

  @Test("a quiet night is published, and touches few customers")
  func quietNight() throws {
    let bank = try BankHome()
    let ended = try Program.system(
      "python3",
      [
        "Tests/Oracles/quiet_night.py", Program.folder + "/mart", Program.folder + "/sample-bank", bank.path + "/quiet",
        "--customers", "755", "--pipeline", bank.pipeline,
      ])
    #expect(ended.status == 0, "\(ended.errors)")
    let decoder = JSONDecoder()
    decoder.keyDecodingStrategy = .convertFromSnakeCase
    let night = try decoder.decode(QuietNight.self, from: Data(ended.output.utf8))
    #expect(night.published == "2024-09-29.1")
    #expect(night.customers > 755 && (1...30).contains(night.customersTouched), "\(night)")
    #expect(night.seconds.values.allSatisfy(\.isThere) && Set(night.byFirst.keys) == ["usual", "quiet"])
  }

  @Test("says what is wrong when there is nothing to measure")
  func nothing() throws {
    let home = try ScratchHome()
    try FileManager.default.createDirectory(atPath: home.file("landing"), withIntermediateDirectories: true)
    let ended = try Program("mart-bench").run(["--bank", home.path, "--work", home.path + "/work"])
    #expect(ended.status == 66 && ended.errors.contains("no delivery has landed"), "\(ended.errors)")
  }
}
