import Contracts
import MartStore

/// The records that identity has kept in the vault: a log by generation, of which the newest of a number holds.
struct RecordStore {
  let plan: IdentityPlan
  let session: Session
  private let trust: [String: Int]

  init(plan: IdentityPlan, session: Session) {
    self.plan = plan
    self.session = session
    trust = plan.trust
  }

  private static let columns =
    (["known", "document", "name", "opened", "first_day", "moved", "spelled", "last_document"] + Evidence.columns)
    .map { "r.\($0)" }.joined(separator: ", ")
  private static let newest = """
    NOT EXISTS (SELECT 1 FROM vault.id_record n
      WHERE n.src = r.src AND n.src_cust_id = r.src_cust_id AND n.generation > r.generation)
    """

  private func src(_ number: Number) -> SQLValue { .text(plan.sources[number.trust].src) }

  func isEmpty() throws -> Bool { try session.int("SELECT 1 FROM vault.id_record LIMIT 1") == nil }

  private static let last = """
    SELECT \(columns) FROM vault.id_record r WHERE src = ? AND src_cust_id = ? ORDER BY generation DESC LIMIT 1
    """

  func current(_ number: Number) throws -> IdentityRecord? {
    var found: IdentityRecord?
    try session.scanCached(Self.last, [src(number), .integer(number.token)]) { found = record($0, from: 0, number) }
    return found
  }

  func write(_ record: IdentityRecord, _ generation: Int64) throws {
    try session.executeCached(
      "INSERT INTO vault.id_record VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
      [
        src(record.number), .integer(record.number.token), .integer(generation), record.isKnown ? 1 : 0,
        record.document.map(SQLValue.text) ?? .null, .text(record.name), .text(record.opened), .text(record.firstDay),
        record.hasMoved ? 1 : 0, .text(record.spelled),
        record.lastDocument.map(SQLValue.text) ?? .null,
      ] + record.evidence.values.map(SQLValue.text))
  }

  private static let bearers = """
    SELECT r.src, r.src_cust_id, \(columns) FROM vault.id_record r WHERE r.document = ? AND \(newest)
    """

  /// The records that now bear one of these documents, by document. In the order in which the index lies.
  func bearing(_ documents: Set<String>) throws -> [String: [IdentityRecord]] {
    var groups: [String: [IdentityRecord]] = [:]
    for document in documents.sorted() {
      let bearers = try records(Self.bearers, [.text(document)])
      if !bearers.isEmpty { groups[document] = bearers }
    }
    return groups
  }

  /// Every record that is known now, by number.
  func all() throws -> [IdentityRecord] {
    try records("SELECT r.src, r.src_cust_id, \(Self.columns) FROM vault.id_record r WHERE \(Self.newest)")
      .sorted { $0.number < $1.number }
  }

  /// True where some record, now or before, bore no valid document: only then is anything weighed.
  func anyWithoutDocument() throws -> Bool {
    try session.int("SELECT 1 FROM vault.id_record r WHERE document IS NULL AND known = 1 LIMIT 1") != nil
  }

  /// Records that bore no valid document when they were kept, of whatever generation: of each only name and evidence, which
  /// the index `id_record_in_need` holds in one place.
  func everWithoutDocument() throws -> [IdentityRecord] {
    let evidence = Evidence.columns.map { "r.\($0)" }.joined(separator: ", ")
    let sql = """
      SELECT r.src, r.src_cust_id, r.name, \(evidence) FROM vault.id_record r INDEXED BY id_record_in_need
      WHERE document IS NULL AND known = 1
      """
    var found: [IdentityRecord] = []
    try session.scan(sql) { row in
      guard let place = trust[row.string(0)] else { return }
      found.append(
        IdentityRecord(
          number: Number(trust: place, token: row.int(1)), spelled: "", document: nil, name: row.string(2), opened: "",
          firstDay: "", evidence: Evidence(kept: (3..<9).map(row.string))))
    }
    return found
  }

  /// How many those are.
  func countWithoutDocument() throws -> Int64 {
    try session.int("SELECT count(*) FROM vault.id_record r WHERE document IS NULL") ?? 0
  }

  /// Numbers that bear no valid document now.
  func withoutDocument() throws -> [IdentityRecord] {
    try records(
      """
      SELECT r.src, r.src_cust_id, \(Self.columns) FROM vault.id_record r WHERE document IS NULL AND \(Self.newest)
      """)
  }

  /// What was read is not read again soon: memory for it goes back.
  func forgetPages() throws { try session.execute("PRAGMA shrink_memory") }

  /// A column and what it, or its beginning, must be.
  struct Term: Hashable {
    var column: String
    var first: Int?
    var value: String

    var sql: String { first.map { "substr(r.\(column), 1, \($0)) = ?" } ?? "r.\(column) = ?" }
  }

  /// Makes searches by columns, or their beginnings, quick; made when a bank first has a record without a valid document.
  ///
  /// - shapes: terms without their values.
  /// - named: columns of which names are asked by value.
  func index(_ shapes: Set<[Term]>, named: [String]) throws {
    for shape in shapes {
      guard let first = shape.first?.column else { continue }
      let isNamed = shape.count == 1 && shape[0].first == nil && named.contains(first)
      let name = (shape.map { $0.column + ($0.first.map(String.init) ?? "") } + (isNamed ? ["name"] : []))
        .joined(separator: "_")
      let parts =
        shape.map { term in term.first.map { "substr(\(term.column), 1, \($0))" } ?? term.column }
        + (isNamed ? ["name"] : [])
      if isNamed { try session.execute("DROP INDEX IF EXISTS vault.id_record_by_\(first)") }
      try session.execute(
        """
        CREATE INDEX IF NOT EXISTS vault.id_record_by_\(name) ON id_record(\(parts.joined(separator: ", "))) WHERE \(first) <> '';
        CREATE INDEX IF NOT EXISTS vault.id_needy_by_\(first) ON id_record(\(first)) WHERE document IS NULL;
        """)
    }
  }

  /// Whether a record without a valid document meets the terms; a stale one may count.
  func anyWithoutDocument(meeting terms: [Term]) throws -> Bool {
    let sql =
      "SELECT 1 FROM vault.id_record r WHERE document IS NULL AND \(terms.map(\.sql).joined(separator: " AND ")) LIMIT 1"
    var isThere = false
    try session.scanCached(sql, terms.map { .text($0.value) }) { _ in isThere = true }
    return isThere
  }

  /// The names in the log's rows that bear the value of a whole column, stale ones too, so many at most: by the index alone.
  func names(bearing term: Term, most: Int) throws -> [String] {
    let sql = "SELECT r.name FROM vault.id_record r WHERE r.\(term.column) <> '' AND \(term.sql) LIMIT \(most)"
    var names: [String] = []
    try session.scanCached(sql, [.text(term.value)]) { names.append($0.string(0)) }
    return names
  }

  /// The records that meet the terms now, so many at most.
  func meeting(_ terms: [Term], limit: Int) throws -> [IdentityRecord] {
    let filled = terms.prefix(1).map { "r.\($0.column) <> '' AND " }.joined()
    let sql = """
      SELECT r.src, r.src_cust_id, \(Self.columns) FROM vault.id_record r
      WHERE \(filled)\(terms.map(\.sql).joined(separator: " AND ")) AND known = 1 AND \(Self.newest) LIMIT \(limit)
      """
    return try records(sql, terms.map { .text($0.value) })
  }

  /// Known records alone.
  ///
  /// - sql: source, token, then `columns`.
  private func records(_ sql: String, _ arguments: [SQLValue] = []) throws -> [IdentityRecord] {
    var found: [IdentityRecord] = []
    try session.scanCached(sql, arguments) { row in
      guard let place = trust[row.string(0)], row.int(2) == 1 else { return }
      found.append(record(row, from: 2, Number(trust: place, token: row.int(1))))
    }
    return found
  }

  /// - from: the column of the row at which `columns` begin.
  private func record(_ row: RawRow, from first: Int, _ number: Number) -> IdentityRecord {
    func text(_ place: Int) -> String { row.string(first + place) }
    func optional(_ place: Int) -> String? { row.isNull(first + place) ? nil : text(place) }
    return IdentityRecord(
      number: number, spelled: text(6), isKnown: row.int(first) == 1, document: optional(1), lastDocument: optional(7),
      name: text(2), opened: text(3), firstDay: text(4), hasMoved: row.int(first + 5) == 1,
      evidence: Evidence(kept: (8..<14).map(text)))
  }
}
