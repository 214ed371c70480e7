import Contracts
import Foundation
import MartCore
import MartStore
import Testing
import Transformation

/// A small trade of owners, cards, payments and visits, run night by night into a mart that goes on from the last one
/// and, for comparison, into one that is made in full.
final class RefreshWorld {
  typealias Row = JournalFixture.Row

  struct Delivery {
    var feed: String
    var date: String
    var sequence = 1
    var rows: [Row]
  }

  /// The persons of one number from tonight on: party, first day, day of its end.
  struct People {
    var number: Int64
    var spans: [(party: Int64, from: String, to: String)]
    var old: Int64?
  }

  let bank: JournalFixture
  let plan: ModelPlan
  /// How a mart's models are made: on one connection, or side by side by so many, of the tail or all of them.
  private typealias Way = (jobs: Int?, largeJournal: Int)
  /// Marts that go on from night to night.
  private let marts: [(store: Store, way: Way)]
  private(set) var generation: Int64 = 0
  /// The nights that were run.
  private(set) var past: [Past] = []
  /// What the rules say tonight, by mart; last as they say it when asked of all rows.
  private var verdicts: [Set<String>] = []
  /// How many keys models by key were made anew for in the last night.
  private(set) var touchedKeys: [String: Int64] = [:]

  init() throws {
    bank = try JournalFixture(Self.pipeline)
    plan = try analyse(bank.pipeline)
    let folder = bank.folder
    let ways: [Way] = [(nil, 0), (1, 0), (2, 0), (2, SideReaders.largeJournal)]
    marts = try ways.enumerated().map { (try Store("\(folder)/mart\($0).sqlite", .scratch), $1) }
  }

  deinit { for mart in marts { try? mart.store.close() } }

  /// Runs one night and proves that marts which go on equal one made in full, table by table and hash by hash.
  /// - Returns: rows that came or went, by model.
  @discardableResult
  func night(_ date: String, _ deliveries: [Delivery], people: [People] = []) throws -> [String: Int64] {
    generation += 1
    verdicts = []
    let files = try deliveries.map { try bank.stage($0.feed, $0.date, sequence: $0.sequence, $0.rows) }
    try bank.append(files, generation: generation)
    try write(people, date)
    let clock = RunContext(businessDate: try #require(BusinessDate(iso: date)), parameters: [])
    let full = try Store()
    defer { try? full.close() }
    let models = bank.pipeline.models.filter { $0.refresh != .view }.map(\.name)
    let steps = try marts.map { mart in
      try mart.store.use { try build($0, clock, goesOn: generation > 1, (mart.store.path, mart.way)) }
    }
    let expected = try full.use { session in
      _ = try build(session, clock, goesOn: false)
      return try models.map { try dump(session, [$0]) }
    }
    #expect(verdicts.allSatisfy { $0 == verdicts.last }, "what rules say in night \(generation)")
    for (mart, steps) in zip(marts, steps) {
      try mart.store.use { try prove($0, steps, zip(models, expected), "\(mart.way)") }
    }
    let told = steps.map { steps in Set(steps.map { "\($0.model) \($0.how) \($0.keys ?? -1) \($0.rows)" }) }
    #expect(told.allSatisfy { $0 == told[0] }, "what was made, and how, in night \(generation)")
    #expect(try bytes(1) == bytes(2), "jobs change no byte of night \(generation)")
    past.append(Past(date: clock.businessDate, generation: generation))
    touchedKeys = Dictionary(steps[0].compactMap { step in step.keys.map { (step.model, $0) } }) { first, _ in first }
    return Dictionary(steps[0].map { ($0.model, $0.rows) }) { first, _ in first }
  }

  private func prove(
    _ session: Session, _ steps: [ModelStep], _ models: some Sequence<(String, String)>, _ place: String
  ) throws {
    for (model, text) in models {
      #expect(try dump(session, [model]) == text, "\(model) of night \(generation), \(place)")
      let hash = try RowHash.of(table: model, in: session)
      #expect(steps.first { $0.model == model }?.hash ?? hash == hash, "\(model), night \(generation), \(place)")
      try session.execute("INSERT INTO meta_table VALUES (?, '', 0, ?)", [.text(model), .text(hash.description)])
    }
    try session.execute("DETACH DATABASE journal")
  }

  private func bytes(_ mart: Int) throws -> Data {
    try Data(contentsOf: URL(fileURLWithPath: marts[mart].store.path))
  }

  private func build(
    _ session: Session, _ clock: RunContext, goesOn: Bool, _ side: (mart: String, way: Way)? = nil
  ) throws -> [ModelStep] {
    try session.attach(bank.state.journalPath, as: "journal")
    try session.execute("PRAGMA journal.locking_mode = NORMAL")
    let last = goesOn ? try LastNight(session) : nil
    if goesOn { try renewFixedTables(clock, session) } else { try createFixedTables(clock, session) }
    try loadReferences(bank.pipeline, session)
    let history = try History.open(
      session, bank.pipeline, touched: goesOn ? TouchedRules(since: generation - 1, plan) : nil)
    let said = try session.rows("SELECT feed, delivery_id, line_no, effect, rule FROM temp.j_outcome")
    verdicts.append(Set(said.map { $0.map(\.display).joined(separator: "|") }))
    try History.keep(try history.ruleChanges(), in: bank.state, generation: generation)
    let changes = last.map { NightChanges(history: history, since: generation - 1, last: $0) }
    guard let side, let jobs = side.way.jobs else {
      return try buildModels(bank.pipeline, plan, session, clock, changes: changes)
    }
    let counts = bank.pipeline.models.map { "SELECT COUNT(*) FROM \($0.name)" }
    let questions = Questions(counts + ["SELECT COUNT(*) FROM meta_table", "SELECT nothing"])
    let readers = SideReaders(
      mart: side.mart, folder: bank.folder, count: jobs, largeJournal: side.way.largeJournal, questions: questions)
    let steps = try session.transaction {
      try buildModels(bank.pipeline, plan, session, clock, changes: changes, readers: readers)
    }
    for answer in questions.answers {
      #expect(counts.contains(answer.sql))
      #expect(try session.rows(answer.sql) == answer.rows, "\(answer.sql) of night \(generation)")
    }
    return steps
  }

  private func write(_ people: [People], _ date: String) throws {
    try bank.state.store.transaction { session in
      for (index, one) in people.enumerated() {
        for span in one.spans {
          try session.execute(
            "INSERT INTO id_span VALUES ('S', ?, ?, ?, ?, ?)",
            [.integer(one.number), .integer(generation), .text(span.from), .text(span.to), .integer(span.party)])
        }
        let place = SQLValue.integer(Int64(index + 1))
        try session.execute(
          "INSERT INTO id_event VALUES (?, ?, 'MERGE', 'S', ?, ?, ?, 'D1', ?, ?)",
          [
            .text(date), place, .integer(one.number), one.old.map(SQLValue.integer) ?? .null,
            one.spans.last.map { .integer($0.party) } ?? .null, .integer(generation), place,
          ])
      }
    }
  }

  /// Rows of a query over the mart, as the sqlite3 shell prints them.
  func rows(_ sql: String) throws -> [String] {
    try marts[0].store.use { session in try session.rows(sql).map { $0.map(\.display).joined(separator: "|") } }
  }
}

extension RefreshWorld {
  static var pipeline: Pipeline {
    var pipeline = Pipeline(feeds: [owner, card, pay, visit, fee], models: models)
    pipeline.reach = [
      KeyReach("party_id", also: ["old_party_id", "new_party_id"]), KeyReach("src_cust_id", token: "customer"),
      KeyReach("account_id", token: "account"), KeyReach("card_id", token: "card"),
      KeyReach("pay_id", also: ["reverses_id"]), KeyReach("kind", isLookup: true),
    ]
    return pipeline
  }

  private static func token(_ name: String, _ kind: String, required: Bool = true) -> Column {
    var column = Column(name, .text, max: 20, required: required)
    (column.dataClass, column.token) = (.sensitive, kind)
    return column
  }

  private static var op: Column {
    var op = Column("op", .code)
    op.role = .op
    return op
  }

  private static func day(_ name: String) -> Column {
    var day = Column(name, .date, required: true)
    day.role = .businessDate
    return day
  }

  private static var owner: Feed {
    Feed(
      "owner", .delta, key: ["cust_no"], columns: [op, token("cust_no", "customer"), Column("status", .text, max: 1)])
  }

  private static var card: Feed {
    var feed = Feed(
      "card", .delta, key: ["card_no"],
      columns: [
        op, token("card_no", "card"), token("cust_no", "customer"), token("account_no", "account", required: false),
        Column("kind", .text, max: 1),
      ])
    feed.journalRules = [
      // Answered for touched cards alone.
      JournalRule(
        "CRD-01", .find,
        """
        SELECT x.delivery_id, x.line_no FROM (SELECT delivery_id, line_no, kind, LAG(kind) OVER (PARTITION BY card_no
          ORDER BY business_date, sequence, line_no) AS before FROM jrn_card) AS x WHERE x.kind <> x.before
        """)
    ]
    return feed
  }

  private static var pay: Feed {
    var feed = Feed(
      "pay", key: ["pay_id"],
      columns: [
        Column("pay_id", .text, max: 9, required: true), token("card_no", "card"), day("paid_on"),
        Column("amount_fen", .money, required: true), Column("reverses_id", .text, max: 9),
      ])
    feed.control.totals = [Total("amount_fen", "SUM(amount_fen)", isMoney: true)]
    feed.journalRules = [
      JournalRule(
        "PAY-01", .reject,
        "SELECT r.delivery_id, r.line_no FROM jrn_pay AS r JOIN jrn_pay AS o ON o.pay_id = r.reverses_id WHERE r.amount_fen > o.amount_fen"
      ),
      JournalRule(
        "ORP-01", .orphan,
        "SELECT p.delivery_id, p.line_no FROM jrn_pay AS p WHERE NOT EXISTS (SELECT 1 FROM jrn_card AS c WHERE c.card_no = p.card_no)"
      ),
    ]
    return feed
  }

  /// What cards of a kind cost.
  private static var fee: Feed {
    Feed(
      "fee", .delta, key: ["kind"],
      columns: [op, Column("kind", .text, max: 1, required: true), Column("fee_fen", .money, required: true)])
  }

  /// Visits of customers and of nobody in particular.
  private static var visit: Feed {
    Feed(
      "visit", key: ["visit_id"],
      columns: [
        Column("visit_id", .text, max: 9, required: true), token("cust_no", "customer", required: false),
        day("came_on"),
      ])
  }
}
