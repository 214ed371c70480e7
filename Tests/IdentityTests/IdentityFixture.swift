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
    var phone = ""
    var birth = ""
    var sex = ""
    var address = ""
    var device = ""
  }

  /// What a source declares of two numbers; `source|number`.
  struct Link: Hashable {
    var id: String
    var a: Int64
    var b: Int64
    var type = "SAME"
    var op = "I"
    var from = "2020-01-01"
    var to: String?
  }

  let folder: String
  var pipeline: Pipeline
  private(set) var state: State
  private var line: Int64 = 0

  init() throws {
    folder = NSTemporaryDirectory() + "identity-" + UUID().uuidString
    pipeline = Pipeline(feeds: [Self.feed("core"), Self.feed("card"), Self.links()])
    let resident = DocumentKind(
      form: "99999999999999999X", checksum: .mod11_2, family: "resident", birth: 7...14, prefixes: ["11"])
    pipeline.identity = IdentityPlan(
      sources: [Self.source("CORE", "core"), Self.source("CARD", "card")],
      documents: ["ID18": resident, "PASSPORT": DocumentKind(form: "*", family: "passport")],
      compoundSurnames: ["欧阳"], placeholders: ["name": ["无"], "document": ["000"], "phone": ["13800000000"]])
    var links = LinkFeed(location: FileLocation(file: "pipeline.yaml"))
    (links.feed, links.kind, links.same) = ("links", "link_type", "SAME")
    (links.sourceA, links.numberA, links.sourceB, links.numberB) = ("src_a", "cust_a", "src_b", "cust_b")
    (links.from, links.to) = ("link_from", "link_to")
    pipeline.identity?.links = links
    state = try State.open(folder, pipeline: pipeline)
  }

  deinit {
    try? state.close()
    try? FileManager.default.removeItem(atPath: folder)
  }

  /// As the next run would open it.
  func reopen() throws {
    try state.close()
    state = try State.open(folder, pipeline: pipeline)
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
      columns: [number, person, document, Column("doc_type", .code), Column("open_date", .date)]
        + ["phone", "birth_date", "sex", "address", "device"].map { name in
          var column = Column(name, .text, max: 60)
          column.dataClass = .identifying
          return column
        })
  }

  private static func links() -> Feed {
    func number(_ name: String) -> Column {
      var column = Column(name, .text, max: 20)
      column.dataClass = .identifying
      column.token = "customer"
      return column
    }
    return Feed(
      "links", .delta, file: FilePattern(stem: "links", dateForm: .compact, suffix: ".csv"),
      format: Format(.separated, separator: ","), key: ["link_id"],
      columns: [
        Column("link_id", .text, max: 20, required: true), Column("link_type", .code), Column("src_a", .code),
        number("cust_a"), Column("src_b", .code), number("cust_b"), Column("link_from", .date),
        Column("link_to", .date),
      ])
  }

  /// Records are matched by these rules and a model of round numbers.
  func match(model: Bool = true, cap: Int = 50) throws {
    var plan = MatchPlan(location: FileLocation(file: "pipeline.yaml"))
    plan = try MatchPlan.read(Self.rules, file: "matching.yaml")
    plan.cap = cap
    if model {
      let text = Self.model
      try text.write(toFile: folder + "/model.json", atomically: true, encoding: .utf8)
      plan.model = "model.json"
      pipeline.folder = folder
    }
    pipeline.identity?.matching = plan
    for place in [0, 1] {
      pipeline.identity?.sources[place].phone = "phone"
      pipeline.identity?.sources[place].birthDate = "birth_date"
      pipeline.identity?.sources[place].sex = "sex"
      pipeline.identity?.sources[place].address = "address"
      pipeline.identity?.sources[place].device = "device"
    }
  }

  static let rules = """
    fields:
      name:       { compare: jaro-winkler, levels: [0.8, 0.92], evidence: name }
      birth_date: { compare: date }
      sex:        { compare: exact }
      phone:      { compare: exact, evidence: phone, generic: 3 }
      address:    { compare: jaro-winkler, levels: [0.9], evidence: address }
      device:     { compare: exact, evidence: device }
      document:   { compare: edits, levels: [1], evidence: document }
    blocks: [[phone], [name, birth_date], [device], [name, "address:4"]]
    auto: 18
    review: 8
    """

  private static let model = """
    { "version": "test", "prior": 0.001, "fields": [
      { "name": "name", "m": [0.03, 0.02, 0.05, 0.9], "u": [0.97, 0.02, 0.005, 0.005], "rare": 0, "frequent": {} },
      { "name": "birth_date", "m": [0.02, 0.02, 0.06, 0.9], "u": [0.9965, 0.002, 0.001, 0.0005], "rare": 0, "frequent": {} },
      { "name": "sex", "m": [0.02, 0.98], "u": [0.5, 0.5], "rare": 0, "frequent": {} },
      { "name": "phone", "m": [0.3, 0.7], "u": [0.9999, 0.0001], "rare": 0, "frequent": {} },
      { "name": "address", "m": [0.3, 0.2, 0.5], "u": [0.998, 0.001, 0.001], "rare": 0, "frequent": {} },
      { "name": "device", "m": [0.2, 0.8], "u": [0.9999, 0.0001], "rare": 0, "frequent": {} },
      { "name": "document", "m": [0.1, 0.3, 0.6], "u": [0.9998, 0.0001, 0.0001], "rare": 0, "frequent": {} }
    ] }
    """

  private static func source(_ src: String, _ feed: String) -> IdentityPlan.Source {
    IdentityPlan.Source(
      src, feed: feed, number: "cust_no", name: "name", documentKind: "doc_type", document: "doc_no",
      opened: "open_date")
  }

  static func checkCharacter(_ body: String) -> String? {
    Checksum.mod11_2(Array(body.unicodeScalars)[...]).map(String.init)
  }

  /// The `index`-th valid resident id.
  static func resident(_ index: Int) -> String {
    let body = "11010519800101" + String(repeating: "0", count: 3 - String(index).count) + String(index)
    return body + (Checksum.mod11_2(Array(body.unicodeScalars)[...]).map(String.init) ?? "")
  }

  /// One night: these records come, then identity resolves.
  @discardableResult
  func night(
    _ generation: Int64, _ date: String, _ records: [Record], links: [Link] = [], answers: [StewardAnswer] = []
  ) throws -> IdentityReport {
    try state.store.use { session in
      try session.transaction {
        try State.mark(generation, in: session)
        for record in records { try put(record, generation, date, session) }
        for link in links { try put(link, generation, date, session) }
      }
    }
    return try resolve(
      pipeline, state, businessDate: BusinessDate(iso: date) ?? BusinessDate(dayNumber: 0), generation: generation,
      answers: answers)
  }

  private func put(_ link: Link, _ generation: Int64, _ date: String, _ session: Session) throws {
    line += 1
    func src(_ number: Int64) -> SQLValue { .text(number % 2 == 0 ? "CORE" : "CARD") }
    try session.execute(
      """
      INSERT INTO j_links(link_id, business_date, sequence, line_no, delivery_id, op, generation, link_type, src_a,
        cust_a, src_b, cust_b, link_from, link_to) VALUES (?, ?, 1, ?, 1, ?, ?, ?, ?, ?, ?, ?, ?, ?)
      """,
      [
        .text(link.id), .text(date), .integer(line), .text(link.op), .integer(generation), .text(link.type),
        src(link.a), .integer(link.a), src(link.b), .integer(link.b), .text(link.from),
        link.to.map(SQLValue.text) ?? .null,
      ])
    try session.execute("INSERT OR IGNORE INTO t_links VALUES (?, ?)", [.integer(generation), .text(link.id)])
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
      INSERT INTO vault.v_\(feed)(cust_no, business_date, sequence, line_no, delivery_id, op, generation, name, doc_no,
        phone, birth_date, sex, address, device)
      VALUES (?, ?, ?, ?, 1, 'U', ?, ?, ?, ?, ?, ?, ?, ?)
      """,
      place + [.integer(generation), .text(record.name), .text(record.document)]
        + [record.phone, record.birth, record.sex, record.address, record.device].map(SQLValue.text))
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

  /// The spans that the events alone give, with the first day of each number.
  func replayed() throws -> [String] {
    var firstDays: [String: String] = [:]
    for line in try rows("SELECT src_cust_id, first_day FROM vault.id_record ORDER BY generation") {
      let parts = line.split(separator: "|").map(String.init)
      firstDays[parts[0]] = parts[1]
    }
    var spans: [Int64: (src: String, list: [PartySpan])] = [:]
    for event in try events() {
      let firstDay = firstDays[String(event.number)] ?? ""
      let list = Spans.apply(event, to: spans[event.number]?.list ?? [], firstDay: firstDay)
      spans[event.number] = (event.src, Spans.beginning(firstDay, list))
    }
    return spans.sorted { $0.key < $1.key }.flatMap { number, value in
      value.list.map { "\(value.src)|\(number)|\($0.party)|\($0.from)|\($0.to)" }
    }
  }
}
