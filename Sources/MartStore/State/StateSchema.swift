import Contracts
import MartCore

/// The tables of journal and vault.
struct StateSchema {
  let session: Session

  /// - reach: the keys by which rows are looked for.
  func bring(_ shapes: [FeedShape], reach: [KeyReach]) throws {
    try bringEvidence()
    try session.execute(Self.fixed + State.sentSchema + State.releaseSchema)
    for shape in shapes {
      try Self.refuseReserved(shape)
      for table in Self.tables(of: shape) { try bring(table) }
      if !shape.feed.journalRules.isEmpty {
        let index = sqlName("i_\(shape.feed.name)")
        try session.execute("CREATE INDEX IF NOT EXISTS \(index) ON \(shape.journalTable)(delivery_id, line_no)")
      }
      try bringKeys(of: shape, reach)
    }
  }

  /// Columns that records of an older state lack; those records tell their evidence when they are delivered again.
  private func bringEvidence() throws {
    let known = Set(try session.rows("PRAGMA vault.table_info(id_record)").compactMap { $0[1].string })
    guard !known.isEmpty else { return }
    for column in ["typed", "phone", "birth", "sex", "address", "device"] where !known.contains(column) {
      try session.execute("ALTER TABLE vault.id_record ADD COLUMN \(column) TEXT NOT NULL DEFAULT ''")
    }
  }

  /// An index for each column that holds a key of `reach`, so that the rows of a touched key are found at once.
  private func bringKeys(of shape: FeedShape, _ reach: [KeyReach]) throws {
    let columns = shape.feed.columns.filter { column in
      reach.key(of: column) != nil && column.name != shape.keys.first?.name
        && shape.row.contains { $0.name == column.name }
    }
    for column in columns {
      let index = sqlName("k_\(shape.feed.name)_\(column.name)")
      let some = column.required ? "" : " WHERE \(sqlName(column.name)) IS NOT NULL"
      try session.execute(
        "CREATE INDEX IF NOT EXISTS \(index) ON \(shape.journalTable)(\(sqlName(column.name)))\(some)")
    }
  }

  /// Names that say where a row came from, which no column of a feed may bear.
  private static let reserved: Set<String> = [
    "business_date", "sequence", "line_no", "delivery_id", "late", "generation", "content", "delivered_on", "rule",
    "moved_by",
  ]

  private static func refuseReserved(_ shape: FeedShape) throws {
    let names = shape.row.map(\.name) + shape.secrets
    guard let name = names.first(where: { reserved.contains($0) || $0 == "op" }) else { return }
    let column = shape.feed.column(name)
    throw Failure(
      .pipeline, "column '\(name)' of feed '\(shape.feed.name)' bears a name that the journal needs",
      at: column?.location ?? shape.feed.location, remedy: "give it another name and say `source: \(name)`")
  }

  struct Table {
    var schema: String
    var name: String
    /// `name TYPE`, in order.
    var columns: [(name: String, type: String)]
    var key: [String]
  }

  /// Makes a table, or adds the columns that it lacks.
  private func bring(_ table: Table) throws {
    let info = try session.rows("PRAGMA \(table.schema).table_info(\(table.name))")
    let known = Set(info.compactMap { $0[1].string })
    guard !known.isEmpty else {
      let columns = table.columns.map { "\(sqlName($0.name)) \($0.type)" }.joined(separator: ", ")
      let key = table.key.joined(separator: ", ")
      return try session.execute(
        "CREATE TABLE \(table.schema).\(table.name)(\(columns), PRIMARY KEY(\(key))) STRICT, WITHOUT ROWID")
    }
    let key = info.filter { $0[5] != 0 }.sorted { ($0[5].int ?? 0) < ($1[5].int ?? 0) }.compactMap { $0[1].string }
    guard key.map(sqlName) == table.key else {
      throw Failure(
        .pipeline, "the key of '\(table.name)' is (\(key.joined(separator: ", "))) in the state, and now another",
        remedy: "a feed keeps its key; declare the changed one as a feed of a new name, or rebuild the state")
    }
    for column in table.columns where !known.contains(column.name) {
      try session.execute("ALTER TABLE \(table.schema).\(table.name) ADD COLUMN \(sqlName(column.name)) \(column.type)")
    }
  }

  private static func tables(of shape: FeedShape) -> [Table] {
    let keys = shape.keys.map { ($0.name, "\($0.storage.rawValue.uppercased()) NOT NULL") }
    let place =
      keys + [("business_date", "TEXT NOT NULL"), ("sequence", "INTEGER NOT NULL"), ("line_no", "INTEGER NOT NULL")]
    let origin = [("delivery_id", "INTEGER NOT NULL"), ("generation", "INTEGER NOT NULL")]
    var journal = place + [("late", "INTEGER NOT NULL DEFAULT 0"), ("op", "TEXT NOT NULL")] + origin
    journal.append(shape.isEvents ? ("delivered_on", "TEXT NOT NULL") : ("content", "INTEGER"))
    journal += shape.others.map { ($0.name, $0.storage.rawValue.uppercased()) }
    var tables = [
      Table(schema: "main", name: shape.journalTable, columns: journal, key: shape.place),
      Table(
        schema: "main", name: shape.touchedTable, columns: [("generation", "INTEGER NOT NULL")] + keys,
        key: ["generation"] + shape.keys.map(\.sql)),
      Table(
        schema: "main", name: shape.outcomeTable,
        columns: place + [("rule", "TEXT NOT NULL"), ("effect", "TEXT NOT NULL")] + origin,
        key: shape.place + ["rule", "generation"]),
    ]
    if shape.hasSecrets {
      let vault =
        place + [("op", "TEXT NOT NULL"), ("content", "INTEGER")] + origin + shape.secrets.map { ($0, "TEXT") }
      tables.append(Table(schema: "vault", name: shape.vaultTable, columns: vault, key: shape.place))
    }
    return tables
  }

  /// What every pipeline has. `generation` lists the generations that wrote into a file, so that a cut which has
  /// nothing to do costs nothing.
  private static let fixed = """
    CREATE TABLE IF NOT EXISTS generation(number INTEGER PRIMARY KEY) STRICT;
    CREATE TABLE IF NOT EXISTS delivery(
      delivery_id INTEGER PRIMARY KEY, feed TEXT NOT NULL, business_date TEXT NOT NULL, file TEXT NOT NULL,
      sequence INTEGER NOT NULL, sha256 TEXT NOT NULL, bytes INTEGER, window_from TEXT, rows INTEGER NOT NULL,
      status TEXT NOT NULL, generation INTEGER NOT NULL) STRICT;
    CREATE INDEX IF NOT EXISTS delivery_by_date ON delivery(feed, business_date, sequence);
    CREATE TABLE IF NOT EXISTS delivery_total(
      delivery_id INTEGER NOT NULL, measure TEXT NOT NULL, unit TEXT NOT NULL, announced INTEGER NOT NULL,
      accepted INTEGER NOT NULL, quarantined INTEGER NOT NULL, repeated INTEGER NOT NULL, staged INTEGER NOT NULL,
      position INTEGER NOT NULL, generation INTEGER NOT NULL, PRIMARY KEY(delivery_id, measure)) STRICT, WITHOUT ROWID;
    CREATE TABLE IF NOT EXISTS quarantine(
      delivery_id INTEGER NOT NULL, line_no INTEGER NOT NULL, column_name TEXT NOT NULL, rule TEXT NOT NULL,
      reason TEXT NOT NULL, generation INTEGER NOT NULL, PRIMARY KEY(delivery_id, line_no)) STRICT, WITHOUT ROWID;
    CREATE TABLE IF NOT EXISTS finding(
      delivery_id INTEGER NOT NULL, rule TEXT NOT NULL, column_name TEXT NOT NULL, reason TEXT NOT NULL,
      count INTEGER NOT NULL, first_line INTEGER NOT NULL, generation INTEGER NOT NULL,
      PRIMARY KEY(delivery_id, rule, column_name, reason)) STRICT, WITHOUT ROWID;
    CREATE TABLE IF NOT EXISTS id_event(
      event_date TEXT NOT NULL, seq_in_day INTEGER NOT NULL, kind TEXT NOT NULL, src TEXT NOT NULL,
      src_cust_id INTEGER NOT NULL, old_party_id INTEGER, new_party_id INTEGER, rule TEXT NOT NULL,
      generation INTEGER NOT NULL, seq INTEGER NOT NULL, PRIMARY KEY(generation, seq)) STRICT, WITHOUT ROWID;
    DROP INDEX IF EXISTS id_event_by_number;
    DROP INDEX IF EXISTS id_event_by_party;
    CREATE INDEX IF NOT EXISTS id_event_by_token ON id_event(src_cust_id);
    CREATE INDEX IF NOT EXISTS id_event_by_other_party ON id_event(new_party_id, event_date) WHERE new_party_id <> src_cust_id;
    CREATE TABLE IF NOT EXISTS id_span(
      src TEXT NOT NULL, src_cust_id INTEGER NOT NULL, generation INTEGER NOT NULL, valid_from TEXT NOT NULL,
      valid_to TEXT NOT NULL, party_id INTEGER NOT NULL,
      PRIMARY KEY(src, src_cust_id, generation, valid_from)) STRICT, WITHOUT ROWID;
    CREATE INDEX IF NOT EXISTS id_span_by_party ON id_span(party_id);
    CREATE INDEX IF NOT EXISTS id_span_by_number ON id_span(src_cust_id);
    CREATE INDEX IF NOT EXISTS id_span_by_generation ON id_span(generation);
    CREATE TABLE IF NOT EXISTS id_erasure(
      src TEXT NOT NULL, src_cust_id INTEGER NOT NULL, state TEXT NOT NULL, valid_from TEXT NOT NULL,
      generation INTEGER NOT NULL, PRIMARY KEY(src, src_cust_id, state)) STRICT, WITHOUT ROWID;
    CREATE TABLE IF NOT EXISTS vault.generation(number INTEGER PRIMARY KEY) STRICT;
    CREATE TABLE IF NOT EXISTS vault.vault_token(
      kind TEXT NOT NULL, token INTEGER NOT NULL, value TEXT NOT NULL, generation INTEGER NOT NULL,
      PRIMARY KEY(kind, token)) STRICT, WITHOUT ROWID;
    CREATE TABLE IF NOT EXISTS vault.id_record(
      src TEXT NOT NULL, src_cust_id INTEGER NOT NULL, generation INTEGER NOT NULL, known INTEGER NOT NULL,
      document TEXT, name TEXT NOT NULL, opened TEXT NOT NULL, first_day TEXT NOT NULL, moved INTEGER NOT NULL,
      spelled TEXT NOT NULL, last_document TEXT,
      typed TEXT NOT NULL DEFAULT '', phone TEXT NOT NULL DEFAULT '', birth TEXT NOT NULL DEFAULT '',
      sex TEXT NOT NULL DEFAULT '', address TEXT NOT NULL DEFAULT '', device TEXT NOT NULL DEFAULT '',
      PRIMARY KEY(src, src_cust_id, generation)) STRICT, WITHOUT ROWID;
    CREATE INDEX IF NOT EXISTS vault.id_record_by_document ON id_record(document) WHERE document IS NOT NULL;
    DROP INDEX IF EXISTS vault.id_record_without_document;
    CREATE INDEX IF NOT EXISTS vault.id_record_in_need
      ON id_record(src, src_cust_id, document, known, name, typed, phone, birth, sex, address, device) WHERE document IS NULL;
    CREATE TABLE IF NOT EXISTS vault.id_edge(
      src_a TEXT NOT NULL, src_cust_id_a INTEGER NOT NULL, src_b TEXT NOT NULL, src_cust_id_b INTEGER NOT NULL,
      rule TEXT NOT NULL, weight REAL NOT NULL, evidence TEXT NOT NULL, model TEXT NOT NULL, fate TEXT NOT NULL,
      generation INTEGER NOT NULL,
      PRIMARY KEY(src_a, src_cust_id_a, src_b, src_cust_id_b, rule, generation)) STRICT, WITHOUT ROWID;
    CREATE INDEX IF NOT EXISTS vault.id_edge_by_other ON id_edge(src_b, src_cust_id_b);
    CREATE INDEX IF NOT EXISTS vault.id_edge_by_rule ON id_edge(rule);
    CREATE TABLE IF NOT EXISTS vault.id_link(
      link TEXT NOT NULL, generation INTEGER NOT NULL, same INTEGER NOT NULL, src_a TEXT NOT NULL,
      src_cust_id_a INTEGER NOT NULL, src_b TEXT NOT NULL, src_cust_id_b INTEGER NOT NULL, first_day TEXT NOT NULL,
      last_day TEXT NOT NULL, PRIMARY KEY(link, generation)) STRICT, WITHOUT ROWID;
    CREATE TABLE IF NOT EXISTS vault.id_constraint(
      src_a TEXT NOT NULL, src_cust_id_a INTEGER NOT NULL, src_b TEXT NOT NULL, src_cust_id_b INTEGER NOT NULL,
      word TEXT NOT NULL, generation INTEGER NOT NULL,
      PRIMARY KEY(src_a, src_cust_id_a, src_b, src_cust_id_b, generation)) STRICT, WITHOUT ROWID;
    CREATE TABLE IF NOT EXISTS vault.id_run(
      generation INTEGER PRIMARY KEY, model TEXT NOT NULL, changed INTEGER NOT NULL, candidates INTEGER NOT NULL,
      capped INTEGER NOT NULL, largest_block INTEGER NOT NULL, merged INTEGER NOT NULL, split INTEGER NOT NULL) STRICT;
    CREATE TABLE IF NOT EXISTS vault.id_review(
      src_a TEXT NOT NULL, src_cust_id_a INTEGER NOT NULL, src_b TEXT NOT NULL, src_cust_id_b INTEGER NOT NULL,
      rule TEXT NOT NULL, open INTEGER NOT NULL, generation INTEGER NOT NULL,
      PRIMARY KEY(src_a, src_cust_id_a, src_b, src_cust_id_b, rule, generation)) STRICT, WITHOUT ROWID;
    """
}
