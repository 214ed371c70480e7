import Contracts
import MartCore
import MartStore

/// The journal as models see it: temporary views and small tables on the connection of the candidate mart.
///
/// Shape: `jrn_<feed>` (rows of the deliveries in force that the engine's own rules accept, before those of the contract), `out_<feed>` (what
/// those rules say, by row), `j_outcome` (the same for all feeds), `stg_<feed>`, `id_assignment`, `id_event_log`,
/// `restated` and `restated_total`. Nothing is copied: a view follows the journal's own order.
package struct History {
  let session: Session
  let pipeline: Pipeline
  var feeds: [FeedHistory]

  /// Makes the views. The candidate is `main`, with `run_context` and the reference tables at hand; the journal is
  /// attached as `journal`.
  /// - jobs: how many rules of contracts are asked at once.
  /// - touched: rules that are asked for touched keys alone, where the same rules were asked last night; nil: none.
  package static func open(
    _ session: Session, _ pipeline: Pipeline, jobs: Int = 1, touched: TouchedRules? = nil
  ) throws -> History {
    let feeds = try journalFeeds(session, pipeline)
    let found =
      try RuleReaders(session, pipeline, jobs: jobs, touched)?.ask(feeds)
      ?? touched.map { try ask(feeds, $0, pipeline) }
    for feed in feeds { try feed.runRules(found: found?[feed.shape.feed.name] ?? [:]) }
    try session.execute("DROP TABLE IF EXISTS temp.j_outcome; \(outcomeTable)")
    for feed in feeds {
      try feed.listOutcomes()
      try feed.makeStagedView()
    }
    try Assignments.makeViews(session)
    let history = History(session: session, pipeline: pipeline, feeds: feeds)
    try history.restate()
    return history
  }

  /// The rows of the rules that are asked for touched keys alone, by feed and rule.
  private static func ask(
    _ feeds: [FeedHistory], _ touched: TouchedRules, _ pipeline: Pipeline
  ) throws -> [String: [String: [RuleReaders.Place]]] {
    var found: [String: [String: [RuleReaders.Place]]] = [:]
    for feed in feeds {
      for rule in feed.shape.feed.journalRules {
        found[feed.shape.feed.name, default: [:]][rule.id] = try feed.places(of: rule, touched, pipeline)
      }
    }
    return found
  }

  /// Leaves what the rules say of the journal's rows to connections beside this one.
  static func tellVerdicts(_ pipeline: Pipeline, in schema: String, _ session: Session) throws {
    for feed in pipeline.feeds {
      let table = FeedHistory.outTable(feed)
      try session.execute("CREATE TABLE \(schema).\(table) AS SELECT * FROM temp.\(table)")
    }
  }

  /// Makes what models read on a connection beside the one that asked the rules.
  /// - schema: where that one told what they say.
  static func open(_ session: Session, _ pipeline: Pipeline, told schema: String) throws -> History {
    let feeds = try pipeline.feeds.map { try FeedHistory($0, session) }
    for feed in feeds {
      try feed.takeVerdicts(from: schema)
      try feed.makeStagedView()
    }
    try Assignments.makeViews(session)
    return History(session: session, pipeline: pipeline, feeds: feeds)
  }

  /// The feeds, with what the engine's own rules say, and `jrn_<feed>`.
  static func journalFeeds(_ session: Session, _ pipeline: Pipeline) throws -> [FeedHistory] {
    let feeds = try pipeline.feeds.map { try FeedHistory($0, session) }
    for feed in feeds { try feed.readVerdicts() }
    for feed in feeds { try feed.makeJournalView() }
    return feeds
  }

  private static let outcomeTable = """
    CREATE TEMP TABLE j_outcome(
      feed TEXT NOT NULL, delivery_id INTEGER NOT NULL, line_no INTEGER NOT NULL, effect TEXT NOT NULL,
      rule TEXT NOT NULL, PRIMARY KEY(delivery_id, line_no, rule)) WITHOUT ROWID
    """
}
