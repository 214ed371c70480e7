import Contracts
import Foundation
import MartCore
import MartStore

/// Asks rules over the journal on connections of their own, several at once: a rule reads journals as the engine's own
/// rules leave them, so that none waits for what another finds.
final class RuleReaders {
  /// A row that a rule has picked.
  struct Place {
    var delivery: SQLValue
    var line: SQLValue
  }

  private let pipeline: Pipeline
  private let journal: String
  private let context: RunContext
  private let jobs: Int
  private let touched: TouchedRules?
  private let lock = NSLock()
  private var idle: [Reader] = []

  /// A connection, and the feeds as it sees them.
  private struct Reader {
    var store: Store
    var feeds: [String: FeedHistory] = [:]
  }

  /// - session: has the journal attached from a file, and `run_context`.
  /// - touched: what is asked for touched keys alone.
  /// - Returns: nil where one connection has to do.
  init?(_ session: Session, _ pipeline: Pipeline, jobs: Int, _ touched: TouchedRules?) throws {
    guard jobs > 1, let path = try session.journalFile(), try session.journalBytes() >= SideReaders.largeJournal else {
      return nil
    }
    self.pipeline = pipeline
    self.jobs = jobs
    self.touched = touched
    journal = path
    let date = try session.text("SELECT business_date FROM run_context").flatMap { BusinessDate(iso: $0) }
    guard let date else { return nil }
    context = RunContext(businessDate: date, parameters: pipeline.parameters)
  }

  /// The rows of each rule, by feed and rule.
  func ask(_ feeds: [FeedHistory]) throws -> [String: [String: [Place]]] {
    let rules = feeds.flatMap { feed in feed.shape.feed.journalRules.map { (feed: feed.shape.feed.name, rule: $0) } }
    let answers = sideBySide(rules.count, jobs: jobs) { index in
      Result { try self.places(of: rules[index].rule, rules[index].feed) }
    }
    for reader in idle { try reader.store.close() }
    idle = []
    var found: [String: [String: [Place]]] = [:]
    for (rule, answer) in zip(rules, answers) { found[rule.feed, default: [:]][rule.rule.id] = try answer.get() }
    return found
  }

  static func places(_ query: String, _ session: Session) throws -> [Place] {
    var places: [Place] = []
    try session.each("SELECT delivery_id, line_no FROM (\(query))") {
      places.append(Place(delivery: $0[0], line: $0[1]))
    }
    return places
  }

  private func places(of rule: JournalRule, _ feed: String) throws -> [Place] {
    let reader = try lock.withLock { idle.popLast() } ?? open()
    let places = try reader.store.use { session in
      try touched.flatMap { try reader.feeds[feed]?.places(of: rule, $0, pipeline) } ?? Self.places(rule.query, session)
    }
    lock.withLock { idle.append(reader) }
    return places
  }

  private func open() throws -> Reader {
    var reader = Reader(store: try Store())
    reader.feeds = try reader.store.use { session in
      try session.attach(journal, as: "journal")
      try session.execute("PRAGMA journal.cache_size = -32768")
      try context.write(to: session)
      try loadReferences(pipeline, session)
      let feeds = try History.journalFeeds(session, pipeline)
      return Dictionary(feeds.map { ($0.shape.feed.name, $0) }) { first, _ in first }
    }
    return reader
  }
}

extension Session {
  /// The file that is attached as `journal`; nil where there is none, or it is in memory.
  func journalFile() throws -> String? {
    let files = try rows("PRAGMA database_list").filter { $0[1].string == "journal" }
    return files.first?[2].string.flatMap { $0.isEmpty ? nil : $0 }
  }

  func journalBytes() throws -> Int {
    let size = ["page_count", "page_size"].map { "(SELECT \($0) FROM pragma_\($0)('journal'))" }
    return try rows("SELECT \(size[0]) * \(size[1])").first?[0].int.map(Int.init) ?? 0
  }
}
