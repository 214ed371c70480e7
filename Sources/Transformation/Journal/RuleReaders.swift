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
  private let lock = NSLock()
  private var idle: [Store] = []

  /// - session: has the journal attached from a file, and `run_context`.
  /// - Returns: nil where one connection has to do.
  init?(_ session: Session, _ pipeline: Pipeline, jobs: Int) throws {
    guard jobs > 1, let path = try session.journalFile(), try session.journalBytes() >= SideReaders.largeJournal else {
      return nil
    }
    self.pipeline = pipeline
    self.jobs = jobs
    journal = path
    let date = try session.text("SELECT business_date FROM run_context").flatMap { BusinessDate(iso: $0) }
    guard let date else { return nil }
    context = RunContext(businessDate: date, parameters: pipeline.parameters)
  }

  /// The rows of each rule, by feed and rule.
  func ask(_ feeds: [FeedHistory]) throws -> [String: [String: [Place]]] {
    let rules = feeds.flatMap { feed in feed.shape.feed.journalRules.map { (feed: feed.shape.feed.name, rule: $0) } }
    let answers = sideBySide(rules.count, jobs: jobs) { index in
      Result { try self.withReader { try Self.places(rules[index].rule.query, $0) } }
    }
    for store in idle { try store.close() }
    idle = []
    var found: [String: [String: [Place]]] = [:]
    for (rule, answer) in zip(rules, answers) { found[rule.feed, default: [:]][rule.rule.id] = try answer.get() }
    return found
  }

  private static func places(_ query: String, _ session: Session) throws -> [Place] {
    var places: [Place] = []
    try session.each("SELECT delivery_id, line_no FROM (\(query))") {
      places.append(Place(delivery: $0[0], line: $0[1]))
    }
    return places
  }

  private func withReader<Value>(_ body: (Session) throws -> Value) throws -> Value {
    let store = try lock.withLock { idle.popLast() } ?? open()
    let value = try store.use(body)
    lock.withLock { idle.append(store) }
    return value
  }

  private func open() throws -> Store {
    let store = try Store()
    try store.use { session in
      try session.attach(journal, as: "journal")
      try session.execute("PRAGMA journal.cache_size = -32768")
      try context.write(to: session)
      try loadReferences(pipeline, session)
      _ = try History.journalFeeds(session, pipeline)
    }
    return store
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
