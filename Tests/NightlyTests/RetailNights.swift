import Contracts
import Extraction
import Foundation
import Identity
import MartCore
import MartStore
import MartTesting
import Transformation

/// The retail contracts fed with small files: extracted, journaled, and looked at as the models of a night see it.
final class RetailNights {
  typealias Row = RetailRows.Row

  struct Delivery {
    var feed: String
    var rows: [Row]
    var tweaks: [FeedFile.Tweak] = []

    init(_ feed: String, _ rows: [Row], _ tweaks: [FeedFile.Tweak] = []) {
      (self.feed, self.rows, self.tweaks) = (feed, rows, tweaks)
    }
  }

  private static let read = Result { try Pipeline.load(folder: Program.repository + "/Pipelines/retail") }

  let pipeline: Pipeline
  private let home: ScratchHome
  private let state: State
  private var generation: Int64 = 0
  private var dates: [BusinessDate] = []

  init() throws {
    pipeline = try Self.read.get()
    home = try ScratchHome()
    state = try State.open(home.file("state"), pipeline: pipeline)
  }

  deinit { try? state.close() }

  /// Takes in deliveries of one business date, and asks identity who is who.
  func night(_ date: String, _ deliveries: Delivery...) throws {
    guard let day = BusinessDate(iso: date) else { return }
    generation += 1
    let staging = try deliveries.map { try extract($0, on: day) }
    dates.append(day)
    try Journal(state).append(staging, generation: generation)
    _ = try resolve(pipeline, state, businessDate: day, generation: generation)
  }

  private func extract(_ delivery: Delivery, on date: BusinessDate) throws -> String {
    guard let feed = pipeline.feed(delivery.feed) else {
      throw Failure(.internal, "no feed '\(delivery.feed)'", remedy: "correct the test")
    }
    let sequence = FileManager.default.fileExists(atPath: home.file("landing/\(feed.file.dataName(date))")) ? 2 : 1
    try FeedFile(feed, of: pipeline).write(
      delivery.rows, on: date, sequence: sequence, into: home.file("landing"), tweaks: delivery.tweaks)
    let path = home.file("staging/\(date)-\(feed.name)-\(sequence).sqlite")
    let control = feed.file.controlName(date, sequence: sequence, form: feed.control.form)
    _ = try Extraction.extract(
      LandedDelivery(
        feed: feed.name, businessDate: date, sequence: sequence,
        dataPath: home.file("landing/\(feed.file.dataName(date, sequence: sequence))"),
        controlPath: home.file("landing/\(control)")),
      feed: feed, pipeline: pipeline,
      context: ExtractionContext(
        windowFrom: dates.last { $0 < date }, staging: path, archive: home.file("archive"),
        tokenizer: Tokenizer(key: [1, 2, 3])))
    return path
  }

  /// Rows of a query as of a date: over `stg_`, `jrn_`, `j_outcome`, `id_assignment` and the tables of the `journal`;
  /// cells joined by bars.
  func rows(_ sql: String, on date: String) throws -> [String] {
    guard let day = BusinessDate(iso: date) else { return [] }
    let mart = try Store()
    defer { try? mart.close() }
    return try mart.use { session in
      try session.attach(state.journalPath, as: "journal")
      try createFixedTables(RunContext(businessDate: day, parameters: pipeline.parameters), session)
      try loadReferences(pipeline, session)
      _ = try History.open(session, pipeline)
      return try session.rows(sql).map { $0.map(\.display).joined(separator: "|") }
    }
  }

  /// What the rules of the journal say: feed, business date of the delivery, line, effect and rule.
  func outcomes(on date: String) throws -> [String] {
    try rows(
      """
      SELECT o.feed, d.business_date, o.line_no, o.effect, o.rule FROM j_outcome o
      JOIN journal.delivery d ON d.delivery_id = o.delivery_id ORDER BY 1, 2, 3, 5
      """, on: date)
  }
}
