import Contracts
import MartStore

/// A source as the search for touched keys sees it: where its rows of last night and tonight lie, and which of them
/// came or went.
struct LinkedSource {
  var name: String
  /// Linking columns; those that are never NULL first.
  var columns: [Footprint.KeyColumn]
  var required: Set<String>
  /// Columns that name rows of looked-up sources.
  var names: [Footprint.KeyColumn] = []
  /// Every row of last night and of tonight is in one of these.
  var rows: [String]
  /// Query parts `FROM … WHERE …` over alias `r` for the rows that came or went.
  var changed: [String]
}

/// The keys of the groups in which a model's sources changed; kept in `temp.touched_<place of key>`.
struct Touched {
  let refresh: Refresh
  let model: Model
  let key: String
  let footprint: Footprint
  private(set) var sources: [LinkedSource] = []
  /// True where rows without any key changed; they are one group.
  private(set) var touchesKeyless = false
  private(set) var isEmpty = true

  private var session: Session { refresh.session }
  private var keys: Range<Int> { refresh.pipeline.reach.indices }

  /// Where more than half of the table's rows are touched, all are made anew.
  private static let largestShare: Int64 = 2

  init(_ refresh: Refresh, _ model: Model, _ key: String, _ footprint: Footprint) {
    self.refresh = refresh
    self.model = model
    self.key = key
    self.footprint = footprint
  }

  static func table(_ key: Int) -> String { "temp.touched_\(key)" }
  private static func front(_ key: Int) -> String { "temp.front_\(key)" }
  private static func next(_ key: Int) -> String { "temp.next_\(key)" }
  /// Values of a lookup key whose rows came or went.
  private static func named(_ key: Int) -> String { "temp.named_\(key)" }

  /// Fills the tables of touched keys. Nil where so much is touched that all is made anew.
  func find() throws -> Touched? {
    var found = self
    for (table, columns) in footprint.linked.sorted(by: { $0.key < $1.key }) {
      guard var source = try source(table, columns) else { return nil }
      source.names = footprint.names[table] ?? []
      // What links the rows of a table is followed in its rows.
      if refresh.absent.contains(table), columns.count > 1 || !source.names.isEmpty { return nil }
      found.sources.append(source)
    }
    try found.makeTables()
    try found.seed()
    guard try found.seedNamed() else { return nil }
    guard try found.close() else { return nil }
    let count = try found.count()
    let isEmpty = count == 0 && !found.touchesKeyless
    found.isEmpty = isEmpty
    if try !isEmpty && found.touchesMost() { return nil }
    return found
  }

  // MARK: Sources

  private func source(_ table: String, _ columns: [Footprint.KeyColumn]) throws -> LinkedSource? {
    let since = refresh.night.since
    if let feed = refresh.night.history.feed(staged: table) {
      let shape = feed.shape
      let required = Set(shape.feed.columns.filter(\.required).map(\.name) + shape.feed.key)
      return sorted(
        LinkedSource(
          name: table, columns: columns, required: required, rows: [feed.journalTable],
          changed: [
            "FROM journal.\(shape.touchedTable) t CROSS JOIN \(feed.journalTable) r ON \(shape.sameKey("r", "t")) WHERE t.generation > \(since)"
          ]), first: shape.feed.key.first)
    }
    switch table {
    case SourceSchema.idAssignment.name:
      return sorted(
        LinkedSource(
          name: table, columns: columns, required: ["src_cust_id", "party_id"], rows: ["journal.id_span"],
          changed: [
            "FROM journal.id_span t CROSS JOIN journal.id_span r ON r.src = t.src AND r.src_cust_id = t.src_cust_id WHERE t.generation > \(since)"
          ]), first: "src_cust_id")
    case SourceSchema.idEventLog.name:
      return sorted(
        LinkedSource(
          name: table, columns: columns, required: ["src_cust_id"], rows: ["journal.id_event"],
          changed: ["FROM journal.id_event r WHERE r.generation > \(since)"]), first: "src_cust_id")
    case SourceSchema.idErasure.name:
      return sorted(
        LinkedSource(
          name: table, columns: columns, required: ["src_cust_id"], rows: ["journal.id_erasure"],
          changed: ["FROM journal.id_erasure r WHERE r.generation > \(since)"]), first: "src_cust_id")
    default: return try model(table, columns)
    }
  }

  private func model(_ table: String, _ columns: [Footprint.KeyColumn]) throws -> LinkedSource? {
    let extent = try refresh.extent(of: TableColumns(table: table, columns: []))
    guard extent != .all, let model = refresh.pipeline.model(table) else { return nil }
    let changed = refresh.changedTable(table)
    return sorted(
      LinkedSource(
        name: table, columns: columns, required: Set(model.columns.filter(\.required).map(\.name) + model.key),
        rows: ["\(refresh.mart).\(sqlName(table))"] + (extent == .some ? [changed] : []),
        changed: extent == .some ? ["FROM \(changed) r WHERE 1"] : []),
      first: MartSchema.definition(of: model).rowOrder.first)
  }

  /// Never empty columns first, of those the one by which the source lies, then one of the model's own key.
  private func sorted(_ source: LinkedSource, first: String?) -> LinkedSource {
    let own = refresh.pipeline.reach.key(of: key)
    func rank(_ column: Footprint.KeyColumn) -> Int {
      (source.required.contains(column.name) ? 0 : 4) + (column.name == first ? 0 : column.key == own ? 1 : 2)
    }
    var ordered = source
    ordered.columns = source.columns.sorted { (rank($0), $0.name) < (rank($1), $1.name) }
    return ordered
  }

  // MARK: Search

  /// Makes the lists, or empties those of the model before: a changed schema lets every statement be prepared again.
  private func makeTables() throws {
    for key in keys {
      for table in [Self.table(key), Self.front(key), Self.next(key), Self.named(key)] {
        try session.execute(
          refresh.hasKeyLists
            ? "DELETE FROM \(table)"
            : "DROP TABLE IF EXISTS \(table); CREATE TABLE \(table)(k \(storage(of: key).sqlType) PRIMARY KEY) WITHOUT ROWID"
        )
      }
    }
    refresh.hasKeyLists = true
  }

  /// A list is of its columns' type, so that SQLite sees that what equals the one equals the other.
  func storage(of key: Int) -> Storage {
    let reach = refresh.pipeline.reach
    if reach[key].token != nil { return .integer }
    let models = refresh.pipeline.models.flatMap(\.columns).first { reach.key(of: $0.name) == key }?.storage
    return models
      ?? refresh.pipeline.feeds.flatMap(\.columns).first { reach.key(of: $0) == key }?.type.storage ?? .integer
  }

  private mutating func seed() throws {
    for source in sources {
      for changed in source.changed {
        for column in source.columns {
          let name = "r.\(sqlName(column.name))"
          try session.execute(
            "INSERT OR IGNORE INTO \(Self.next(column.key)) SELECT \(name) \(changed) AND \(name) IS NOT NULL")
        }
        guard source.columns.allSatisfy({ !source.required.contains($0.name) }) else { continue }
        let empty = source.columns.map { " AND r.\(sqlName($0.name)) IS NULL" }.joined()
        if try session.int("SELECT 1 \(changed)\(empty) LIMIT 1") != nil { touchesKeyless = true }
      }
    }
  }

  /// Touches the rows that name something which came or went; false where it is not known what did.
  private func seedNamed() throws -> Bool {
    for (table, columns) in footprint.lookups.sorted(by: { $0.key < $1.key }) {
      guard try refresh.extent(of: TableColumns(table: table, columns: [])) != .none else { continue }
      guard let lookup = try source(table, columns) else { return false }
      for changed in lookup.changed {
        for column in columns {
          let name = "r.\(sqlName(column.name))"
          try session.execute(
            "INSERT OR IGNORE INTO \(Self.named(column.key)) SELECT \(name) \(changed) AND \(name) IS NOT NULL")
        }
      }
    }
    for source in sources {
      for name in source.names where try session.int("SELECT 1 FROM \(Self.named(name.key)) LIMIT 1") != nil {
        let chosen = "r.\(sqlName(name.name)) IN (SELECT k FROM \(Self.named(name.key)))"
        for rows in source.rows {
          for column in source.columns {
            try session.execute(
              "INSERT OR IGNORE INTO \(Self.next(column.key)) SELECT r.\(sqlName(column.name)) FROM \(rows) r WHERE \(chosen) AND r.\(sqlName(column.name)) IS NOT NULL"
            )
          }
        }
      }
    }
    return true
  }

  /// Follows the links until nothing new is reached; false where that leads too far.
  private func close() throws -> Bool {
    var round = 0
    while try advance() > 0 {
      if try count() > limit() { return false }
      round += 1
      for source in sources where source.columns.count > 1 {
        for (place, rows) in source.rows.enumerated() {
          for from in source.columns {
            let rows = try place == 0 && round > Self.scannedRounds ? links(of: source, by: from) ?? rows : rows
            for to in source.columns where to != from { try follow(rows, from, to) }
          }
        }
      }
    }
    return true
  }

  /// Chains of co-holders are followed for twenty rounds and more, most of them for a few keys. From the third round on,
  /// a table of the mart without an index by the column that is asked for is asked in a copy of its keys that has one
  /// (measured at 1:10,000: a usual night read `bridge_account_party` whole 58 times, for 0.7 s).
  private static let scannedRounds = 2

  private func links(of source: LinkedSource, by column: Footprint.KeyColumn) throws -> String? {
    guard let model = refresh.pipeline.model(source.name), !isFound(column.name, in: source.name),
      try session.int("SELECT 1 FROM \(Self.front(column.key)) LIMIT 1") != nil
    else { return nil }
    return try refresh.links(of: model, by: column.name)
  }

  private func follow(_ rows: String, _ from: Footprint.KeyColumn, _ to: Footprint.KeyColumn) throws {
    let (left, right) = ("r.\(sqlName(from.name))", "r.\(sqlName(to.name))")
    if try session.int("SELECT 1 FROM \(Self.front(from.key)) LIMIT 1") == nil { return }
    try session.execute(
      """
      INSERT OR IGNORE INTO \(Self.next(to.key)) SELECT \(right) FROM \(rows) r
      WHERE \(left) IN (SELECT k FROM \(Self.front(from.key))) AND \(right) IS NOT NULL
        AND \(right) NOT IN (SELECT k FROM \(Self.table(to.key)))
      """)
  }

  /// The keys found last are the next front. Returns how many.
  private func advance() throws -> Int64 {
    var new: Int64 = 0
    for key in keys {
      try session.execute("DELETE FROM \(Self.front(key))")
      guard try session.int("SELECT 1 FROM \(Self.next(key)) LIMIT 1") != nil else { continue }
      try session.execute(
        """
        INSERT INTO \(Self.front(key)) SELECT k FROM \(Self.next(key)) WHERE k NOT IN (SELECT k FROM \(Self.table(key)));
        INSERT INTO \(Self.table(key)) SELECT k FROM \(Self.front(key));
        DELETE FROM \(Self.next(key));
        """)
      new += try session.int("SELECT COUNT(*) FROM \(Self.front(key))") ?? 0
    }
    return new
  }

  /// How many values of the key by which the model is refreshed were touched.
  func ownCount() throws -> Int64 {
    guard let own = refresh.pipeline.reach.key(of: key) else { return 0 }
    return try session.int("SELECT COUNT(*) FROM \(Self.table(own))") ?? 0
  }

  private func count() throws -> Int64 {
    try keys.reduce(0) { try $0 + (session.int("SELECT COUNT(*) FROM \(Self.table($1))") ?? 0) }
  }

  private var rows: Int64 { refresh.night.last.hashes[model.name]?.rows ?? 0 }

  private func limit() -> Int64 { max(10_000, rows) }

  private func touchesMost() throws -> Bool {
    guard rows > 10_000, !refresh.absent.contains(model.name) else { return false }
    let table = "\(refresh.mart).\(sqlName(model.name))"
    let old = try ownChoices().reduce(0) { try $0 + (session.int("SELECT COUNT(*) \($1.from(table, "o"))") ?? 0) }
    return old > rows / Self.largestShare
  }

  // MARK: Conditions

  /// The rows of a source that belong to touched groups, by one search or by none.
  func choice(of source: LinkedSource) -> Choice {
    if let first = source.columns.first, source.required.contains(first.name), isFound(first.name, in: source.name) {
      return .listed(Self.table(first.key), first.name)
    }
    return .holding { holds($0, of: source, among: Self.isListed) }
  }

  /// The same of a table of the mart, in parts that have no row in common: each column's rows by a search of their own.
  ///
  /// Where a first column may be empty, one condition with OR reads the whole table (measured at 1:10,000: for
  /// `customer_month` of a usual night 365,000 events in 0.17 s of CPU, now in less than 0.04).
  func choices(of source: LinkedSource) -> [Choice] { choices(of: source.name, source.columns, source.required) }

  /// The same of the model's own table.
  func ownChoices() -> [Choice] { choices(of: model.name, own.columns, own.required) }

  private func choices(of table: String, _ columns: [Footprint.KeyColumn], _ required: Set<String>) -> [Choice] {
    guard let first = columns.first, isFound(first.name, in: table) else {
      return [.holding { condition($0, columns, required, Self.isListed) }]
    }
    let others = parts("o", columns, required, Self.isListed).indices.dropFirst()
    return [.listed(Self.table(first.key), first.name)]
      + others.map { part in .holding { parts($0, columns, required, Self.isListed)[part] } }
  }

  /// False where rows of a model cannot be searched by a column: each key of a list would read the whole table.
  private func isFound(_ column: String, in source: String) -> Bool {
    guard let model = refresh.pipeline.model(source) else { return true }
    let table = MartSchema.definition(of: model)
    return table.rowOrder.first == column || table.indexes.contains { $0.first == column }
  }

  /// True of the model's own rows that belong to touched groups.
  /// - among: true where a value is one of the touched ones of a key.
  func holds(_ alias: String, among: (_ value: String, _ key: Int) -> String = Touched.isListed) -> String {
    condition(alias, own.columns, own.required, among)
  }

  /// The model's own tying columns, its key and those that are never empty first.
  private var own: (columns: [Footprint.KeyColumn], required: Set<String>) {
    let reach = refresh.pipeline.reach
    let columns = model.columns.filter { footprint.tyingNames.contains($0.name.lowercased()) || $0.name == key }
      .compactMap { column in reach.key(of: column.name).map { Footprint.KeyColumn(name: column.name, key: $0) } }
    let required = Set(model.columns.filter(\.required).map(\.name) + model.key)
    func rank(_ column: Footprint.KeyColumn) -> Int {
      column.name == key ? 0 : required.contains(column.name) ? 1 : 2
    }
    return (columns.sorted { (rank($0), $0.name) < (rank($1), $1.name) }, required)
  }

  /// The same of a source's rows.
  func holds(_ alias: String, of source: LinkedSource, among: (_ value: String, _ key: Int) -> String) -> String {
    condition(alias, source.columns, source.required, among)
  }

  private static func isListed(_ value: String, _ key: Int) -> String { "\(value) IN (SELECT k FROM \(table(key)))" }

  /// The first column that holds a value says where a row belongs, since all its keys are in one group.
  private func condition(
    _ alias: String, _ columns: [Footprint.KeyColumn], _ required: Set<String>, _ among: (String, Int) -> String
  ) -> String {
    let parts = parts(alias, columns, required, among)
    return parts.isEmpty ? "1 = 0" : parts.map { "(\($0))" }.joined(separator: " OR ")
  }

  /// One condition a column, and one for rows without any key where those are touched; no row fulfils two.
  private func parts(
    _ alias: String, _ columns: [Footprint.KeyColumn], _ required: Set<String>, _ among: (String, Int) -> String
  ) -> [String] {
    var parts: [String] = []
    var before = ""
    for column in columns {
      let name = "\(alias).\(sqlName(column.name))"
      parts.append(before + among(name, column.key))
      if required.contains(column.name) { return parts }
      before += "\(name) IS NULL AND "
    }
    if touchesKeyless { parts.append(before + "1 = 1") }
    return parts
  }
}
