import Contracts
import Foundation
import Identity
import MartCore
import MartStore

/// Two sources of person records over a state folder of its own; rows are put into journal and vault by hand.
final class IdentityFixture {
  struct Record: Hashable {
    var src: String
    var number: Int64
    var name: String
    var document: String
    var opened = "2020-01-01"
    var kind = "ID18"
  }

  let folder: String
  var pipeline: Pipeline
  let state: State
  private var line: Int64 = 0

  init() throws {
    folder = NSTemporaryDirectory() + "identity-" + UUID().uuidString
    pipeline = Pipeline(feeds: [Self.feed("core"), Self.feed("card")])
    let resident = DocumentKind(
      form: "99999999999999999X", checksum: .mod11_2, family: "resident", birth: 7...14, prefixes: ["11"])
    pipeline.identity = IdentityPlan(
      sources: [Self.source("CORE", "core"), Self.source("CARD", "card")],
      documents: ["ID18": resident, "PASSPORT": DocumentKind(form: "*", family: "passport")],
      compoundSurnames: ["欧阳"], placeholders: ["name": ["无"], "document": ["000"]])
    state = try State.open(folder, pipeline: pipeline)
  }

  deinit {
    try? state.close()
    try? FileManager.default.removeItem(atPath: folder)
  }

  private static func feed(_ name: String) -> Feed {
    var number = Column("cust_no", .text, max: 20, required: true)
    number.dataClass = .identifying
    number.token = "customer"
    var person = Column("name", .text, max: 60)
    person.dataClass = .identifying
    var document = Column("doc_no", .text, max: 30)
    document.dataClass = .sensitive
    return Feed(
      name, .delta, file: FilePattern(stem: name, dateForm: .compact, suffix: ".csv"),
      format: Format(.separated, separator: ","), key: ["cust_no"],
      columns: [number, person, document, Column("doc_type", .code), Column("open_date", .date)])
  }

  private static func source(_ src: String, _ feed: String) -> IdentityPlan.Source {
    IdentityPlan.Source(
      src, feed: feed, number: "cust_no", name: "name", documentKind: "doc_type", document: "doc_no",
      opened: "open_date")
  }

  /// The `index`-th valid resident id.
  static func resident(_ index: Int) -> String {
    let body = "11010519800101" + String(repeating: "0", count: 3 - String(index).count) + String(index)
    return body + (Checksum.mod11_2(Array(body.unicodeScalars)[...]).map(String.init) ?? "")
  }

  /// One night: these records come, then identity resolves.
  @discardableResult
  func night(_ generation: Int64, _ date: String, _ records: [Record]) throws -> IdentityReport {
    try state.store.use { session in
      try session.transaction {
        try State.mark(generation, in: session)
        for record in records { try put(record, generation, date, session) }
      }
    }
    return try resolve(
      pipeline, state, businessDate: BusinessDate(iso: date) ?? BusinessDate(dayNumber: 0), generation: generation)
  }

  private func put(_ record: Record, _ generation: Int64, _ date: String, _ session: Session) throws {
    line += 1
    let feed = record.src.lowercased()
    let place: [SQLValue] = [.integer(record.number), .text(date), 1, .integer(line)]
    try session.execute(
      """
      INSERT INTO j_\(feed)(cust_no, business_date, sequence, line_no, delivery_id, op, generation, doc_type, open_date)
      VALUES (?, ?, ?, ?, 1, 'U', ?, ?, ?)
      """, place + [.integer(generation), .text(record.kind), .text(record.opened)])
    try session.execute(
      """
      INSERT INTO vault.v_\(feed)(cust_no, business_date, sequence, line_no, delivery_id, op, generation, name, doc_no)
      VALUES (?, ?, ?, ?, 1, 'U', ?, ?, ?)
      """, place + [.integer(generation), .text(record.name), .text(record.document)])
    try session.execute(
      "INSERT OR IGNORE INTO t_\(feed) VALUES (?, ?)", [.integer(generation), .integer(record.number)])
    try session.execute(
      "INSERT OR IGNORE INTO vault.vault_token VALUES ('customer', ?, ?, ?)",
      [.integer(record.number), .text("\(record.src)|\(record.number)"), .integer(generation)])
  }

  func rows(_ sql: String) throws -> [String] {
    try state.store.use { session in
      try session.rows(sql).map { $0.map(\.display).joined(separator: "|") }
    }
  }

  /// `src|number|party|from|to` of what holds now.
  func spans() throws -> [String] {
    try rows(
      """
      SELECT src, src_cust_id, party_id, valid_from, valid_to FROM id_span s WHERE valid_from < valid_to
        AND generation = (SELECT max(generation) FROM id_span m WHERE m.src = s.src AND m.src_cust_id = s.src_cust_id)
      ORDER BY src_cust_id, valid_from
      """)
  }

  func events() throws -> [IdentityEvent] {
    let sql = """
      SELECT event_date, kind, src, src_cust_id, old_party_id, new_party_id, rule FROM id_event
      ORDER BY event_date, seq_in_day
      """
    return try state.store.use { session in
      try session.rows(sql).map { row in
        IdentityEvent(
          date: row[0].display, kind: IdentityEvent.Kind(rawValue: row[1].display) ?? .new, src: row[2].display,
          number: row[3].int ?? 0, old: row[4].int, new: row[5].int, rule: row[6].display)
      }
    }
  }
}
