import Contracts
import MartCore
import MartStore

/// What a night changed against the mart that the candidate is a copy of.
package struct NightChanges {
  /// Opened on the candidate's session.
  package var history: History
  /// What a generation after this one wrote into the journal, and into its lists of touched keys, is new.
  package var since: Int64
  /// What the copied mart says of itself.
  package var last: LastNight

  package init(history: History, since: Int64, last: LastNight) {
    self.history = history
    self.since = since
    self.last = last
  }
}

/// What the mart of last night says of itself; to be read before its fixed tables are renewed.
package struct LastNight: Sendable {
  /// Row hashes of its tables, from `meta_table`.
  package var hashes: [String: RowHash]
  /// Its run_context, by column.
  package var context: [String: SQLValue]
  /// Tables that kept the rows of an earlier night: what changed since is not known, so they are made in full.
  package var held: Set<String>

  init(hashes: [String: RowHash], context: [String: SQLValue]) {
    (self.hashes, self.context, held) = (hashes, context, [])
  }

  package init(_ session: Session, held: [String] = []) throws {
    self.held = Set(held)
    hashes = try MartState.hashes(session)
    context = try RunContext.read(session)
  }
}

/// Makes the models of a candidate that began as a copy of last night's mart, each only where something changed.
///
/// **Why it is right.** The rows of a model's sources form groups: two rows are in one group where they share a value
/// of a key in a linking column, directly or through others. A model that may be refreshed by a key (`mart check`)
/// combines rows of one group only, so a result row depends on one group. Groups are taken over last night's and
/// tonight's source rows together; a group without a row that came or went has the same rows as last night, hence the
/// same result. All others are made anew from their rows alone, and replace what stood for them.
final class Refresh {
  /// How much of a model's rows differs from last night.
  enum Extent: Sendable { case none, some, all }

  /// What a model needs tonight.
  enum Way {
    /// Its rows stand, or it has none of its own.
    case keep, view
    case remake
    case replace(Touched)
  }

  let pipeline: Pipeline
  let plan: ModelPlan
  let session: Session
  let night: NightChanges
  let engine = SQLiteEngine()
  /// The mart's schema on this connection.
  let mart: String
  /// Where the keys of rows that came or went lie.
  private let changes: String
  private(set) var extents: [String: Extent] = [:]
  /// How each model was made that is made already: `kept`, `by key`, or `in full`.
  private(set) var hows: [String: String] = [:]
  /// How many keys the models by key were made anew for.
  private(set) var touchedKeys: [String: Int64] = [:]
  /// Tables of which `main` has no rows, since another engine alone keeps them.
  var absent: Set<String> = []
  /// Whether this night's lists of touched keys have been made.
  var hasKeyLists = false
  private let context: [String: SQLValue]
  /// Tables that a model of `refresh: by …` reads: it wants to know which of their rows changed.
  private let followed: Set<String>
  /// Models whose linking columns have been copied to be searched.
  private var copied: Set<String> = []

  init(_ pipeline: Pipeline, _ plan: ModelPlan, _ session: Session, _ night: NightChanges) throws {
    self.pipeline = pipeline
    self.plan = plan
    self.session = session
    self.night = night
    (mart, changes) = ("main", "temp")
    context = try RunContext.read(session)
    followed = Self.followed(plan)
  }

  private static func followed(_ plan: ModelPlan) -> Set<String> {
    Set(plan.footprints.values.flatMap { Array($0.linked.keys) + Array($0.lookups.keys) })
  }

  // MARK: On other connections

  /// What a connection beside the mart's own has to know of the night.
  struct Known: Sendable {
    var pipeline: Pipeline
    var plan: ModelPlan
    var since: Int64
    var last: LastNight
    var context: [String: SQLValue]
  }

  var known: Known {
    Known(pipeline: pipeline, plan: plan, since: night.since, last: night.last, context: context)
  }

  /// For a connection that reads the mart as `mart`, and the lists of what came or went as `changes`.
  init(_ known: Known, beside session: Session, _ history: History) {
    (pipeline, plan, context) = (known.pipeline, known.plan, known.context)
    self.session = session
    night = NightChanges(history: history, since: known.since, last: known.last)
    (mart, changes) = ("mart", "changes")
    followed = Self.followed(known.plan)
  }

  func learn(_ extents: [String: Extent]) { self.extents = extents }

  /// Makes what a model needs into tables of the connection's own file. One of `refresh: full` is made in any case.
  /// - number: goes into their names.
  func lay(_ model: Model, _ number: Int) throws -> Laid {
    let place = Difference.Laid(schema: "main", number: number)
    switch try model.refresh == .full ? .remake : way(of: model) {
    case .view, .keep: return .kept
    case .remake where isFollowed(model):
      return .differing(try Difference(model, self).lay(place), keys: nil)
    case .remake: return try layWhole(model, number, engine, session)
    case .replace(let touched):
      return .differing(try lay(model, touched, place), keys: try touched.ownCount())
    }
  }

  private func lay(_ model: Model, _ touched: Touched, _ place: Difference.Laid) throws -> Difference.Laid {
    let shadows = Shadows(self, touched)
    try shadows.cast()
    let laid = try Difference(model, self, touched).lay(place)
    try shadows.lift()
    return laid
  }

  /// Puts what another connection laid in place.
  func take(_ model: Model, _ laid: Difference.Laid, keys: Int64?) throws -> (rows: Int64, hash: RowHash?) {
    if let keys { (hows[model.name], touchedKeys[model.name]) = ("by key", keys) }
    return try apply(model, Difference(model, self).settle(laid))
  }

  /// The keys of a model's rows that came or went tonight.
  func changedTable(_ model: String) -> String { "\(changes).\(sqlName("changed_\(model)"))" }

  /// The linking columns of a model's rows, with an index by one of them.
  func links(of model: Model, by column: String) throws -> String {
    let name = sqlName("_links_\(model.name)")
    if copied.insert(model.name).inserted {
      let keys = sqlNames(model.columns.map(\.name).filter { pipeline.reach.key(of: $0) != nil })
      try session.execute(
        """
        DROP TABLE IF EXISTS temp.\(name);
        CREATE TEMP TABLE \(name) AS SELECT \(keys) FROM \(mart).\(sqlName(model.name));
        """)
    }
    let index = sqlName("_links_\(model.name)_\(column)")
    try session.execute("CREATE INDEX IF NOT EXISTS temp.\(index) ON \(name) (\(sqlName(column)))")
    return "temp.\(name)"
  }

  /// - Returns: how many rows came or went (all rows of a model made in full), and the hash of the table as it is now.
  func make(_ model: Model) throws -> (rows: Int64, hash: RowHash?) {
    switch try way(of: model) {
    case .view: (0, nil)
    case .keep: keep(model)
    case .remake: try remake(model)
    case .replace(let touched): try replace(model, touched)
    }
  }

  /// Says what a model needs, once those that it reads are made. Touched keys stand in their lists until the next is asked.
  func way(of model: Model) throws -> Way {
    switch model.refresh {
    case .view: return .view
    case _ where night.last.held.contains(model.name): return .remake
    case .full:
      let reads = plan.reads[model.name] ?? []
      return try reads.contains { try extent(of: $0) != .none } ? .remake : .keep
    case .by(let key):
      guard let footprint = plan.footprints[model.name] else { return .remake }
      let fixed = footprint.fixed.map { TableColumns(table: $0, columns: footprint.context.sorted()) }
      if try fixed.contains(where: { try extent(of: $0) != .none }) { return .remake }
      guard let touched = try Touched(self, model, key, footprint).find() else { return .remake }
      return touched.isEmpty ? .keep : .replace(touched)
    }
  }

  /// True of a table that others follow by keys: which of its rows came or went is to be known, however it is made.
  func isFollowed(_ model: Model) -> Bool {
    followed.contains(model.name) && model.columns.contains { pipeline.reach.key(of: $0.name) != nil }
  }

  func keep(_ model: Model) -> (rows: Int64, hash: RowHash?) {
    extents[model.name] = Extent.none
    hows[model.name] = "kept"
    return (0, night.last.hashes[model.name])
  }

  /// Makes a model in full; beside itself where others want to know what changed.
  private func remake(_ model: Model) throws -> (rows: Int64, hash: RowHash?) {
    if isFollowed(model) {
      return try apply(model, Difference(model, self).make())
    }
    return try drop(model)
  }

  private func drop(_ model: Model) throws -> (rows: Int64, hash: RowHash?) {
    let rows = try drop(model) { try engine.fill(model, in: session) }
    let hash = try RowHash.of(table: model.name, in: session)
    remade(model, hash)
    return (rows, hash)
  }

  /// Whether a model of the tail has to be made; where not, it is kept.
  func isDue(_ model: Model) throws -> Bool {
    try night.last.held.contains(model.name)
      || (plan.reads[model.name] ?? []).contains { try extent(of: $0) != .none }
  }

  /// Puts rows that were made beside the mart in place of the model's table.
  func take(_ model: Model, _ select: String, _ hash: RowHash) throws -> (rows: Int64, hash: RowHash?) {
    let rows = try drop(model) { try engine.fill(model, from: select, in: session) }
    remade(model, hash)
    return (rows, hash)
  }

  private func drop(_ model: Model, _ fill: () throws -> Int64) throws -> Int64 {
    try session.execute("DROP TABLE main.\(sqlName(model.name))")
    try engine.create(model, in: session)
    return try fill()
  }

  /// Notes a table that was made in full, of which nobody asks what changed.
  func remade(_ model: Model, _ hash: RowHash?) {
    extents[model.name] = hash == night.last.hashes[model.name] ? Extent.none : .all
  }

  /// Notes that a table is made anew for touched keys.
  func replaces(_ model: Model, _ touched: Touched) throws {
    hows[model.name] = "by key"
    touchedKeys[model.name] = try touched.ownCount()
  }

  private func replace(_ model: Model, _ touched: Touched) throws -> (rows: Int64, hash: RowHash?) {
    try replaces(model, touched)
    let laid = try lay(model, touched, Difference.Laid())
    return try apply(model, Difference(model, self, touched).settle(laid))
  }

  /// Notes what came and went of a table that was compared with last night's.
  func apply(_ model: Model, _ difference: Difference.Result) throws -> (rows: Int64, hash: RowHash?) {
    extents[model.name] = difference.rows == 0 ? Extent.none : .some
    let old =
      try night.last.hashes[model.name] ?? RowHash.of(table: model.name, in: session) - difference.come
      + difference.gone
    return (difference.rows, old - difference.gone + difference.come)
  }

  /// How much of what is read of a source differs from last night. Of views, the most of what they are made from.
  func extent(of read: TableColumns) throws -> Extent {
    let table = read.table
    if table == "run_context" {
      return read.columns.allSatisfy { context[$0] == night.last.context[$0] } ? .none : .all
    }
    if let model = pipeline.model(table), model.refresh == .view {
      let inner = try (plan.reads[table] ?? []).map { try extent(of: $0) }
      return inner.contains(.all) ? .all : inner.contains(.some) ? .some : .none
    }
    if pipeline.model(table) != nil { return extents[table] ?? .all }
    let generation = "generation > \(night.since)"
    func holds(_ journal: String) throws -> Extent {
      try session.int("SELECT 1 FROM journal.\(journal) WHERE \(generation) LIMIT 1") == nil ? .none : .some
    }
    switch table {
    case SourceSchema.idAssignment.name: return try holds("id_span")
    case SourceSchema.idEventLog.name: return try holds("id_event")
    case SourceSchema.idErasure.name: return try holds("id_erasure")
    default:
      guard let feed = night.history.feed(staged: table) else { return .none }
      return try holds(feed.shape.touchedTable)
    }
  }
}

extension History {
  /// The feed behind `stg_<feed>`.
  func feed(staged table: String) -> FeedHistory? { feeds.first { "stg_\($0.shape.feed.name)" == table } }
}
