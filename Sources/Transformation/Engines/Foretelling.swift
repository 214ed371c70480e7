import Contracts
import MartCore
import MartStore

/// What a night has to do to one table, told before any table of the night is written.
package struct ForetoldTable: Sendable, Hashable {
  package var table: String
  /// `kept`, `by key` or `in full`.
  package var how: String
  /// Keys whose groups hold a source row that came or went; nil where not by key.
  package var keys: Int64?
  /// Rows to be written: those that come or go; of a table made in full all of them.
  package var rows: Int64
}

/// Makes tonight's mart in full beside the candidate, and says from the rows that differ from last night's what a
/// night that goes on has to do.
///
/// It follows another way than ``Refresh``: no row of the candidate is read or written, each table is made whole, rows
/// that came or went are those in which the two marts differ, and groups are found by joining all rows in memory
/// rather than by following touched keys. So a key that the night makes anew needlessly, or forgets, shows as a difference.
///
/// - changes: of the night; of its history only what the journal holds is used.
/// - published: the file of last night's mart.
/// - path: of the mart beside; absent before and after.
package func foretell(
  _ pipeline: Pipeline, _ plan: ModelPlan, last: LastNight, generation: Int64, on date: BusinessDate,
  journal: String, published: String, beside path: String
) throws -> [ForetoldTable] {
  let store = try Store(path, .scratch)
  defer {
    try? store.close()
    try? Files.remove(path)
  }
  return try store.use { session in
    try session.attach(journal, as: "journal")
    try session.execute("PRAGMA journal.locking_mode = NORMAL")
    try session.attach(published, as: Foretelling.standing)
    try session.execute("PRAGMA \(Foretelling.standing).locking_mode = NORMAL")
    let clock = RunContext(businessDate: date, parameters: pipeline.parameters)
    return try session.transaction {
      try createFixedTables(clock, session)
      try loadReferences(pipeline, session)
      let history = try History.open(session, pipeline)
      try buildModels(pipeline, plan, session, clock)
      var foretelling = Foretelling(
        pipeline: pipeline, plan: plan, session: session, history: history, last: last, generation: generation,
        context: try RunContext.read(session))
      return try plan.order.filter { $0.refresh != .view }.map { try foretelling.tell($0) }
    }
  }
}

/// The two marts of a night side by side, model by model in their order.
struct Foretelling {
  let pipeline: Pipeline
  let plan: ModelPlan
  let session: Session
  let history: History
  let last: LastNight
  let generation: Int64
  let context: [String: SQLValue]
  private(set) var extents: [String: Refresh.Extent] = [:]

  static let standing = "standing"
  private static let largestShare: Int64 = 2

  init(
    pipeline: Pipeline, plan: ModelPlan, session: Session, history: History, last: LastNight, generation: Int64,
    context: [String: SQLValue]
  ) {
    (self.pipeline, self.plan, self.session, self.history) = (pipeline, plan, session, history)
    (self.last, self.generation, self.context) = (last, generation, context)
  }

  mutating func tell(_ model: Model) throws -> ForetoldTable {
    if last.held.contains(model.name) { return try inFull(model) }
    guard case .by(let key) = model.refresh, let footprint = plan.footprints[model.name] else {
      return try (plan.reads[model.name] ?? []).contains { try extent(of: $0) != .none } ? inFull(model) : kept(model)
    }
    let fixed = footprint.fixed.map { TableColumns(table: $0, columns: footprint.context.sorted()) }
    if try fixed.contains(where: { try extent(of: $0) != .none }) { return try inFull(model) }
    guard let groups = try groups(footprint) else { return try inFull(model) }
    if groups.isEmpty { return kept(model) }
    if try reachesMost(groups, model, key, footprint) { return try inFull(model) }
    let rows = try compare(model)
    return ForetoldTable(
      table: model.name, how: "by key", keys: pipeline.reach.key(of: key).map(groups.count) ?? 0, rows: rows)
  }

  private mutating func kept(_ model: Model) -> ForetoldTable {
    extents[model.name] = Refresh.Extent.none
    return ForetoldTable(table: model.name, how: "kept", rows: 0)
  }

  private mutating func inFull(_ model: Model) throws -> ForetoldTable {
    let isFollowed = plan.footprints.values.contains {
      $0.linked[model.name] != nil || $0.lookups[model.name] != nil
    }
    if isFollowed, model.columns.contains(where: { pipeline.reach.key(of: $0.name) != nil }) {
      return ForetoldTable(table: model.name, how: "in full", rows: try compare(model))
    }
    let hash = try RowHash.of(table: model.name, in: session)
    extents[model.name] = hash == last.hashes[model.name] ? Refresh.Extent.none : .all
    return ForetoldTable(table: model.name, how: "in full", rows: hash.rows)
  }

  // MARK: What differs

  static func differing(_ model: String) -> String { "temp.\(sqlName("differing_\(model)"))" }

  /// Lists the rows of a table that came or went, and says how many.
  private mutating func compare(_ model: Model) throws -> Int64 {
    let columns = sqlNames(model.columns.map(\.name))
    let (old, new) = ("\(Self.standing).\(sqlName(model.name))", "main.\(sqlName(model.name))")
    let list = Self.differing(model.name)
    try session.execute(
      """
      CREATE TEMP TABLE \(sqlName("differing_\(model.name)")) AS
        SELECT * FROM (SELECT \(columns) FROM \(old) EXCEPT SELECT \(columns) FROM \(new))
        UNION ALL SELECT * FROM (SELECT \(columns) FROM \(new) EXCEPT SELECT \(columns) FROM \(old))
      """)
    let rows = try session.int("SELECT COUNT(*) FROM \(list)") ?? 0
    extents[model.name] = rows == 0 ? Refresh.Extent.none : .some
    return rows
  }

  /// How much of what is read of a source differs from last night. Of views, the most of what they are made from.
  func extent(of read: TableColumns) throws -> Refresh.Extent {
    if read.table == RunContext.table([]).name {
      return read.columns.allSatisfy { context[$0] == last.context[$0] } ? .none : .all
    }
    if let model = pipeline.model(read.table) {
      guard model.refresh == .view else { return extents[model.name] ?? .all }
      let inner = try (plan.reads[read.table] ?? []).map { try extent(of: $0) }
      return inner.contains(.all) ? .all : inner.contains(.some) ? .some : .none
    }
    guard let journal = journal(read.table) else { return .none }
    let found = try session.int("SELECT 1 FROM \(journal.news) WHERE generation = \(generation) LIMIT 1")
    return found == nil ? .none : .some
  }

  /// Where rows of a source beside the models lie in the journal, where those of tonight are listed, and which of its
  /// columns are never empty.
  private func journal(_ source: String) -> (rows: String, news: String, isNew: String, required: Set<String>)? {
    switch source {
    case SourceSchema.idAssignment.name:
      (
        "journal.id_span", "journal.id_span", "n.src = r.src AND n.src_cust_id = r.src_cust_id",
        ["src_cust_id", "party_id"]
      )
    case SourceSchema.idEventLog.name:
      ("journal.id_event", "journal.id_event", "n.generation = r.generation AND n.seq = r.seq", ["src_cust_id"])
    case SourceSchema.idErasure.name:
      (
        "journal.id_erasure", "journal.id_erasure",
        "n.src = r.src AND n.src_cust_id = r.src_cust_id AND n.state = r.state", ["src_cust_id"]
      )
    default:
      history.feed(staged: source).map { feed in
        (
          feed.journalTable, "journal.\(feed.shape.touchedTable)", feed.shape.sameKey("r", "n"),
          Set(feed.shape.feed.columns.filter(\.required).map(\.name) + feed.shape.feed.key)
        )
      }
    }
  }

  // MARK: Groups

  private func source(_ table: String) throws -> (rows: [String], changed: String?, required: Set<String>)? {
    if let journal = journal(table) {
      let changed =
        "(SELECT r.* FROM \(journal.rows) r WHERE EXISTS (SELECT 1 FROM \(journal.news) n WHERE n.generation = \(generation) AND \(journal.isNew)))"
      return (
        [journal.rows], try extent(of: TableColumns(table: table, columns: [])) == .none ? nil : changed,
        journal.required
      )
    }
    guard let model = pipeline.model(table) else { return nil }
    let extent = try extent(of: TableColumns(table: table, columns: []))
    if extent == .all { return nil }
    return (
      ["\(Self.standing).\(sqlName(table))", "main.\(sqlName(table))"],
      extent == .some ? Self.differing(table) : nil, Set(model.columns.filter(\.required).map(\.name) + model.key)
    )
  }

  /// The groups in which the sources differ; nil where it is not known what does.
  private func groups(_ footprint: Footprint) throws -> ForetoldGroups? {
    var groups = ForetoldGroups()
    let named = try self.named(footprint)
    guard let named else { return nil }
    for (table, columns) in footprint.linked.sorted(by: { $0.key < $1.key }) {
      guard let source = try source(table) else { return nil }
      let keys = columns.map(\.key)
      let list = sqlNames(columns.map(\.name))
      for rows in source.rows where columns.count > 1 {
        try session.each("SELECT DISTINCT \(list) FROM \(rows)") { groups.tie(keys, $0) }
      }
      if let changed = source.changed {
        let mayBeKeyless = columns.allSatisfy { !source.required.contains($0.name) }
        try session.each("SELECT DISTINCT \(list) FROM \(changed)") {
          groups.reach(keys, $0, mayBeKeyless: mayBeKeyless)
        }
      }
      for name in footprint.names[table] ?? [] {
        guard let values = named[name.key], !values.isEmpty else { continue }
        for rows in source.rows {
          try session.each("SELECT DISTINCT \(sqlName(name.name)), \(list) FROM \(rows)") { row in
            if values.contains(row[0]) { groups.reach(keys, Array(row.dropFirst()), mayBeKeyless: false) }
          }
        }
      }
    }
    groups.close()
    return groups
  }

  /// Values that name rows which came or went of the sources that are looked up, by key.
  private func named(_ footprint: Footprint) throws -> [Int: Set<SQLValue>]? {
    var named: [Int: Set<SQLValue>] = [:]
    for (table, columns) in footprint.lookups {
      guard try extent(of: TableColumns(table: table, columns: [])) != .none else { continue }
      guard let source = try source(table) else { return nil }
      guard let changed = source.changed else { continue }
      for column in columns {
        try session.each("SELECT DISTINCT \(sqlName(column.name)) FROM \(changed)") { row in
          if row[0] != .null { named[column.key, default: []].insert(row[0]) }
        }
      }
    }
    return named
  }

  /// A night makes a table in full where its keys are more than its rows, or hold more than half of them.
  private func reachesMost(
    _ groups: ForetoldGroups, _ model: Model, _ key: String, _ footprint: Footprint
  ) throws -> Bool {
    let rows = last.hashes[model.name]?.rows ?? 0
    if groups.total > max(10_000, rows) { return true }
    guard rows > 10_000 else { return false }
    let required = Set(model.columns.filter(\.required).map(\.name) + model.key)
    func rank(_ name: String) -> Int { name == key ? 0 : required.contains(name) ? 1 : 2 }
    let columns = model.columns.map(\.name)
      .filter { footprint.tyingNames.contains($0.lowercased()) || $0 == key }
      .compactMap { name in pipeline.reach.key(of: name).map { Footprint.KeyColumn(name: name, key: $0) } }
      .sorted { (rank($0.name), $0.name) < (rank($1.name), $1.name) }
    var held: Int64 = 0
    let list = sqlNames(columns.map(\.name))
    try session.each(
      "SELECT COUNT(*), \(list) FROM \(Self.standing).\(sqlName(model.name)) GROUP BY \(list)"
    ) { row in
      let first = zip(columns, row.dropFirst()).first { required.contains($0.0.name) || $0.1 != .null }
      if first.map({ groups.holds($0.0.key, $0.1) }) ?? groups.holdsKeyless { held += row[0].int ?? 0 }
    }
    return held > rows / Self.largestShare
  }
}
