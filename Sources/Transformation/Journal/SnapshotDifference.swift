import Contracts
import MartStore

/// What a snapshot changes against the state just before its business date; only that goes into the journal.
///
/// A key that is no longer listed gets a row with op `D` and line 0. A quarantined row whose key can be read counts
/// as listed, its previous state stays; where the key of any quarantined row cannot be read, nothing is closed.
///
/// **Out of order.** Where a later snapshot was taken in before this one (a late or a corrected delivery), that
/// later one said the truth about its own day: each key that this delivery changes, and about which the later one
/// wrote nothing, gets a row of the later delivery (line 0) with the state the key had then. What cannot be known
/// afterwards is which keys the later one had quarantined; for those the older state stays.
struct SnapshotDifference {
  let delivery: StagedDelivery
  /// True where the staging holds released rows alone: it says nothing of other keys.
  var isRelease = false

  private var shape: FeedShape { delivery.shape }
  private var session: Session { delivery.session }
  private var schema: String { delivery.schema }

  func append() throws -> Int64 {
    let effective = try Effective(feed: delivery.feedName, shape: shape, schema: "main", session)
    let later = try nextSnapshot()
    try list()
    try compare(effective)
    try writeChanged()
    if !isRelease { try writeClosed(effective) }
    if let later { try compensate(later, effective) }
    let written = try session.int("SELECT count(*) FROM temp.changed") ?? 0
    let closed = try session.int("SELECT count(*) FROM temp.closed") ?? 0
    for table in ["listed", "kept", "changed", "closed"] { try session.execute("DROP TABLE temp.\(table)") }
    return written + closed
  }

  private var keyColumns: String { shape.keys.map { "\($0.sql) \($0.storage.rawValue)" }.joined(separator: ", ") }
  private var keyNames: String { shape.keys.map(\.sql).joined(separator: ", ") }

  /// The keys of this delivery with their contents, and those of readable quarantined rows.
  private func list() throws {
    let key = "PRIMARY KEY(\(keyNames))) WITHOUT ROWID"
    let readable = shape.keys.map { "r.\($0.sql) IS NOT NULL" }.joined(separator: " AND ")
    let secret =
      shape.hasSecrets
      ? "\(sqlName("secret_\(delivery.feedName)"))(\(shape.secrets.map { "x.\(sqlName($0))" }.joined(separator: ", ")))"
      : "0"
    let join = shape.hasSecrets ? "LEFT JOIN \(schema).secret x USING (line_no)" : ""
    try session.execute(
      """
      CREATE TEMP TABLE listed(\(keyColumns), line_no INTEGER, content INTEGER, secret INTEGER, \(key);
      CREATE TEMP TABLE kept(\(keyColumns), \(key);
      CREATE TEMP TABLE changed(line_no INTEGER PRIMARY KEY, op TEXT);
      CREATE TEMP TABLE closed(\(keyColumns), \(key);
      INSERT INTO temp.listed SELECT \(shape.keys(of: "r")), r.line_no, \(delivery.content("r")), \(secret)
        FROM \(schema).row r \(join) WHERE r.rule IS NULL;
      INSERT OR IGNORE INTO temp.kept SELECT \(shape.keys(of: "r")) FROM \(schema).row r
        WHERE r.rule IS NOT NULL AND \(readable);
      """)
  }

  /// Fills `changed` with the lines whose content differs from the state before this business date.
  private func compare(_ effective: Effective) throws {
    let before = "business_date < \(delivery.date)"
    func latest(_ column: String, _ table: String) -> String {
      """
      (SELECT p.\(column) FROM \(table) p WHERE \(shape.sameKey("p", "l")) AND p.\(before)\(effective.and("p"))
       ORDER BY p.business_date DESC, p.sequence DESC, p.line_no DESC LIMIT 1)
      """
    }
    let journal = "main.\(shape.journalTable)"
    let secrets = shape.hasSecrets ? "OR \(latest("content", "vault.\(shape.vaultTable)")) IS NOT l.secret" : ""
    try session.execute(
      """
      INSERT INTO temp.changed SELECT l.line_no, CASE WHEN \(latest("content", journal)) IS NULL THEN 'I' ELSE 'U' END
      FROM temp.listed l WHERE \(latest("content", journal)) IS NOT l.content \(secrets)
      """)
  }

  private func writeChanged() throws {
    let (date, sequence, id, generation) = (delivery.date, delivery.sequence, delivery.id, delivery.generation)
    let changed = "FROM temp.changed c JOIN \(schema).row r USING (line_no)"
    let order = "ORDER BY \(shape.keys(of: "r"))"
    for (column, kind) in shape.tokens {
      try delivery.keepTokens(
        where: "t.kind = \(sqlText(kind)) AND t.token IN (SELECT r.\(sqlName(column)) \(changed))")
    }
    try session.execute(
      """
      INSERT INTO \(delivery.journalColumns) SELECT \(shape.keys(of: "r")), \(date), \(sequence), r.line_no, r.late, c.op,
        \(id), \(generation), \(delivery.content("r"))\(delivery.list("r", shape.others.map(\.sql))) \(changed) \(order);
      INSERT OR IGNORE INTO \(shape.touchedTable) SELECT \(generation), \(shape.keys(of: "r")) \(changed) \(order);
      """)
    guard shape.hasSecrets else { return }
    let names = shape.secrets.map(sqlName)
    let secret = "\(sqlName("secret_\(delivery.feedName)"))(\(names.map { "x.\($0)" }.joined(separator: ", ")))"
    try session.execute(
      """
      INSERT INTO \(delivery.vaultColumns) SELECT \(shape.keys(of: "r")), \(date), \(sequence), r.line_no, c.op,
        \(secret), \(id), \(generation)\(delivery.list("x", names))
      \(changed) LEFT JOIN \(schema).secret x USING (line_no) \(order)
      """)
  }

  /// Closes the keys that were open just before this date and are listed no more.
  private func writeClosed(_ effective: Effective) throws {
    let unreadable = shape.keys.map { "\($0.sql) IS NULL" }.joined(separator: " OR ")
    let open = "SELECT 1 FROM \(schema).row WHERE rule IS NOT NULL AND rule <> 'REPEAT' AND (\(unreadable)) LIMIT 1"
    if try session.int(open) != nil { return }
    try session.execute(
      """
      INSERT INTO temp.closed SELECT \(shape.keys(of: "j")) FROM main.\(shape.journalTable) j
      WHERE j.business_date < \(delivery.date) AND j.op <> 'D'\(effective.and("j"))
        AND NOT EXISTS (SELECT 1 FROM temp.listed l WHERE \(shape.sameKey("l", "j")))
        AND NOT EXISTS (SELECT 1 FROM temp.kept l WHERE \(shape.sameKey("l", "j")))
        AND NOT EXISTS (SELECT 1 FROM main.\(shape.journalTable) n WHERE \(shape.sameKey("n", "j"))
          AND n.business_date < \(delivery.date)\(effective.and("n")) AND (n.business_date, n.sequence, n.line_no)
            > (j.business_date, j.sequence, j.line_no))
      """)
    try writeEmpty(from: "temp.closed", date: delivery.date, sequence: delivery.sequence, id: delivery.id)
  }

  /// Rows with op `D` for the keys of a table.
  private func writeEmpty(from table: String, date: String, sequence: Int64, id: Int64) throws {
    let head = "\(keyNames), \(date), \(sequence), 0"
    let (generation, others) = (delivery.generation, shape.others.map { _ in ", NULL" }.joined())
    try session.execute(
      """
      INSERT INTO \(delivery.journalColumns) SELECT \(head), 0, 'D', \(id), \(generation), NULL\(others) FROM \(table);
      INSERT OR IGNORE INTO \(shape.touchedTable) SELECT \(generation), \(keyNames) FROM \(table);
      """)
    guard shape.hasSecrets else { return }
    let secrets = shape.secrets.map { _ in ", NULL" }.joined()
    try session.execute(
      "INSERT INTO \(delivery.vaultColumns) SELECT \(head), 'D', NULL, \(id), \(generation)\(secrets) FROM \(table)")
  }

  private struct Later {
    var date: String
    var id: Int64
    var sequence: Int64
  }

  /// The effective delivery of the next business date that has one.
  private func nextSnapshot() throws -> Later? {
    let row = try session.rows(
      """
      SELECT business_date, delivery_id, sequence FROM main.delivery
      WHERE feed = ? AND status = 'accepted' AND business_date > ? ORDER BY business_date, sequence DESC LIMIT 1
      """, [.text(delivery.feedName), .text(delivery.businessDate.description)]
    ).first
    guard let row, let date = row[0].string, let id = row[1].int, let sequence = row[2].int else { return nil }
    return Later(date: sqlText(date), id: id, sequence: sequence)
  }

  private var releasedOnly: String {
    let journal = "main.\(shape.journalTable)"
    return isRelease ? " AND EXISTS (SELECT 1 FROM temp.listed l WHERE \(shape.sameKey("l", journal)))" : ""
  }

  /// Writes, at the next snapshot, the state that each key touched here had before this delivery came.
  private func compensate(_ later: Later, _ effective: Effective) throws {
    let journal = "main.\(shape.journalTable)"
    let replaced = try session.int(
      """
      SELECT delivery_id FROM main.delivery WHERE feed = ? AND business_date = \(delivery.date) AND status = 'accepted'
        AND delivery_id <> ? ORDER BY sequence DESC LIMIT 1
      """, [.text(delivery.feedName), .integer(delivery.id)])
    let previous = """
      (SELECT p.business_date || printf('|%09d|%09d', p.sequence, p.line_no) FROM \(journal) p
       WHERE \(shape.sameKey("p", "t")) AND p.business_date <= \(delivery.date) AND p.delivery_id <> \(delivery.id)
         \(effective.and("p", before: replaced)) ORDER BY p.business_date DESC, p.sequence DESC, p.line_no DESC LIMIT 1)
      """
    try session.execute(
      """
      CREATE TEMP TABLE owed AS SELECT \(shape.keys(of: "t")), \(previous) AS place
      FROM (SELECT DISTINCT \(keyNames) FROM \(journal)
        WHERE business_date = \(delivery.date)\(releasedOnly)) t
      WHERE NOT EXISTS (SELECT 1 FROM \(journal) n WHERE \(shape.sameKey("n", "t")) AND n.business_date = \(later.date)
        AND n.delivery_id = \(later.id));
      """)
    defer { try? session.execute("DROP TABLE temp.owed; DROP TABLE IF EXISTS temp.owed_closed") }
    let isOpen = """
      \(shape.sameKey("p", "o")) AND p.business_date = substr(o.place, 1, 10)
        AND p.sequence = CAST(substr(o.place, 12, 9) AS INTEGER) AND p.line_no = CAST(substr(o.place, 22) AS INTEGER)
        AND p.op <> 'D'
      """
    func source(_ table: String) -> String { "FROM temp.owed o JOIN \(table) p ON \(isOpen)" }
    let head = "\(shape.keys(of: "p")), \(later.date), \(later.sequence), 0"
    let tail = "\(later.id), \(delivery.generation)"
    try session.execute(
      """
      CREATE TEMP TABLE owed_closed AS SELECT \(shape.keys(of: "o")) FROM temp.owed o
        WHERE NOT EXISTS (SELECT 1 FROM \(journal) p WHERE \(isOpen));
      INSERT INTO \(delivery.journalColumns) SELECT \(head), 0, 'U', \(tail), p.content\(delivery.list("p", shape.others.map(\.sql)))
        \(source(journal));
      INSERT OR IGNORE INTO \(shape.touchedTable) SELECT \(delivery.generation), \(shape.keys(of: "o")) FROM temp.owed o;
      """)
    if shape.hasSecrets {
      try session.execute(
        """
        INSERT INTO \(delivery.vaultColumns) SELECT \(head), 'U', p.content, \(tail)\(delivery.list("p", shape.secrets.map(sqlName)))
          \(source("vault.\(shape.vaultTable)"))
        """)
    }
    try writeEmpty(from: "temp.owed_closed", date: later.date, sequence: later.sequence, id: later.id)
  }
}
