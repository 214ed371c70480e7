import Contracts
import Extraction
import MartCore
import MartStore

/// Which rows of the quarantine an operator wants taken in again.
package struct ReplayChoice: Sendable, Hashable {
  package var feed: String?
  package var rule: String?

  package init(feed: String? = nil, rule: String? = nil) {
    self.feed = feed
    self.rule = rule
  }

  /// As the ledger keeps it: `feed rule`, `-` for any.
  var text: String { "\(feed ?? "-") \(rule ?? "-")" }

  /// As a second person approves it: nothing for all, else `feed rule`, `*` for any.
  var subject: String { feed == nil && rule == nil ? "" : "\(feed ?? "*") \(rule ?? "*")" }

  init(text: String) {
    let parts = text.split(separator: " ").map(String.init).map { $0 == "-" ? nil : $0 }
    self.init(feed: parts.first ?? nil, rule: parts.count > 1 ? parts[1] : nil)
  }
}

/// What a replay did.
package struct ReplayReport: Sendable {
  /// Rows that were taken in, by feed.
  package var released: [(feed: String, rows: Int)] = []
  /// Rows of the choice that the contracts of now refuse too.
  package var remaining = 0
  /// The generation that has them; empty where none was published.
  package var generation = ""
  package var warnings: [Finding] = []
}

/// Takes rows of the quarantine in again, under the contracts of now, and publishes one more generation of the current
/// date where any is accepted.
///
/// - Throws: a usage failure where nothing is published, or no feed has that name; else as a night.
package func replayQuarantine(_ choice: ReplayChoice, _ options: NightOptions) throws -> ReplayReport {
  let lock = try RunLock(home: options.layout.home)
  defer { lock.release() }
  var context = try NightContext(options)
  defer {
    options.progress.done()
    try? context.close()
  }
  guard let current = try context.generations.current() else {
    throw Failure(
      .usage, "nothing has been published in '\(options.layout.home)' yet", remedy: "run `mart run` first")
  }
  if let feed = choice.feed, context.pipeline.feed(feed) == nil {
    throw Failure(
      .usage, "the pipeline has no feed named '\(feed)'",
      remedy: didYouMean(feed, in: context.pipeline.feeds.map(\.name), otherwise: "`mart quarantine` lists the rows"))
  }
  let approved = try options.decisionsStand ? nil : context.approvals.require(.replay, choice.subject)
  context.approved["replay \(choice.text)"] = approved
  let replaying = Replaying(context: context, date: current.businessDate)
  var report = ReplayReport()
  let (staged, remaining) = try replaying.stage(choice)
  report.remaining = remaining
  guard !staged.isEmpty else { return report }
  let night = Night(context: context, date: current.businessDate, replay: (choice, staged))
  let published = try night.run()
  try context.approvals.spend([approved].compactMap(\.self))
  report.generation = published.generation.label
  report.warnings = published.warnings
  let feeds = Dictionary(grouping: staged, by: \.feed).mapValues { $0.reduce(0) { $0 + $1.rows } }
  report.released = feeds.sorted { $0.key < $1.key }.map { ($0.key, $0.value) }
  return report
}

/// Reads the deliveries of quarantined rows once more, from the archive.
struct Replaying {
  let context: NightContext
  let date: BusinessDate

  /// Leaves a staging file for each delivery of which a row is accepted now, with those rows alone.
  /// - Returns: the files, and how many rows stay where they are.
  func stage(_ choice: ReplayChoice) throws -> (staged: [StagedNight.Replayed], remaining: Int) {
    var staged: [StagedNight.Replayed] = []
    var remaining = 0
    for put in try context.state.quarantined(feed: choice.feed, rule: choice.rule) {
      guard let feed = context.pipeline.feed(put.delivery.feed) else {
        remaining += put.lines.count
        continue
      }
      let path = context.layout.replay(date, feed.name, put.delivery.businessDate, put.delivery.sequence)
      try read(put, feed, path)
      let rows = try keep(put.lines, in: path, feed)
      remaining += put.lines.count - rows
      guard rows > 0 else {
        try Files.remove(path)
        continue
      }
      staged.append(
        StagedNight.Replayed(
          feed: feed.name, date: put.delivery.businessDate.description, sequence: put.delivery.sequence, rows: rows))
    }
    return (staged, remaining)
  }

  private func read(_ put: QuarantinedLines, _ feed: Feed, _ path: String) throws {
    let delivery = put.delivery
    guard let control = try context.ledger.control(of: delivery) else {
      throw Failure(
        .refused,
        "the ledger has no control of \(feed.file.dataName(delivery.businessDate, sequence: delivery.sequence))",
        at: FileLocation(file: context.layout.ledger),
        remedy:
          "ask the owner of \(feed.name) for the file with a higher sequence; controls are kept by nights of this version"
      )
    }
    let folder = context.layout.staging(date) + "/again"
    try Files.remove(folder)
    try Files.makeFolder(folder, mode: 0o700)
    defer { try? Files.remove(folder) }
    let landed = try restoreDelivery(
      LandedDelivery(feed: feed.name, businessDate: delivery.businessDate, sequence: delivery.sequence), feed,
      sha256: delivery.sha256, control: control, from: context.layout.archive, into: folder)
    _ = try extract(
      landed, feed: feed, pipeline: context.pipeline,
      context: ExtractionContext(
        windowFrom: put.windowFrom, staging: path, archive: context.layout.archive,
        tokenizer: try Tokenizer(key: context.key, context.pipeline.namedTokenAlgorithm), acceptsDrop: true))
  }

  /// Leaves only those of the lines that are accepted.
  private func keep(_ lines: Set<Int64>, in path: String, _ feed: Feed) throws -> Int {
    let store = try Store(path, .scratch)
    defer { try? store.close() }
    return try store.transaction { session in
      try session.execute("CREATE TEMP TABLE wanted(line_no INTEGER PRIMARY KEY)")
      for line in lines.sorted() { try session.executeCached("INSERT INTO temp.wanted VALUES (?)", [.integer(line)]) }
      let others = "line_no NOT IN (SELECT line_no FROM temp.wanted)"
      try session.execute("DELETE FROM row WHERE rule IS NOT NULL OR \(others)")
      if feed.columns.contains(where: \.dataClass.isVaulted) {
        try session.execute("DELETE FROM secret WHERE line_no NOT IN (SELECT line_no FROM row)")
      }
      return Int(try session.int("SELECT COUNT(*) FROM row") ?? 0)
    }
  }
}
