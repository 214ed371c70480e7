import MartCore
import MartStore
import Testing

private typealias Row = RefreshWorld.Row
private typealias Delivery = RefreshWorld.Delivery
private typealias People = RefreshWorld.People

private let forever = "9999-12-31"

/// Four customers with a card each; 1 and 2 draw on one account. Every night proves itself against a full build.
@Suite("a night makes anew what it touched, and nothing else") struct RefreshTests {
  private let world: RefreshWorld

  private static func owner(_ number: Int64, _ status: String = "A", op: String = "I") -> Row {
    Row(["op": .text(op), "cust_no": .integer(number), "status": .text(status)])
  }

  private static func card(_ number: Int64, of owner: Int64, on account: Int64?, op: String = "I") -> Row {
    Row([
      "op": .text(op), "card_no": .integer(number), "cust_no": .integer(owner),
      "account_no": account.map(SQLValue.integer) ?? .null, "kind": "D",
    ])
  }

  private static func fee(_ kind: String, _ fen: Int64) -> Row {
    Row(["op": "U", "kind": .text(kind), "fee_fen": .integer(fen)])
  }

  private static func pay(_ id: String, _ card: Int64, _ date: String, _ fen: Int64, reverses: String? = nil) -> Row {
    Row([
      "pay_id": .text(id), "card_no": .integer(card), "paid_on": .text(date), "amount_fen": .integer(fen),
      "reverses_id": reverses.map(SQLValue.text) ?? .null,
    ])
  }

  private static func person(_ number: Int64, _ party: Int64, old: Int64? = nil) -> People {
    People(number: number, spans: [(party, "2024-09-01", forever)], old: old)
  }

  init() throws {
    world = try RefreshWorld()
    let visit = Row(["visit_id": "v1", "cust_no": 1, "came_on": "2024-09-01"])
    let nobody = Row(["visit_id": "v2", "came_on": "2024-09-01"])
    try world.night(
      "2024-09-01",
      [
        Delivery(feed: "owner", date: "2024-09-01", rows: (1...4).map { Self.owner($0) }),
        Delivery(
          feed: "card", date: "2024-09-01",
          rows: [
            Self.card(11, of: 1, on: 101), Self.card(12, of: 2, on: 101), Self.card(13, of: 3, on: 103),
            Self.card(14, of: 4, on: nil),
          ]),
        Delivery(
          feed: "pay", date: "2024-09-01", rows: (1...4).map { Self.pay("p\($0)", $0 + 10, "2024-09-01", 100 * $0) }),
        Delivery(feed: "visit", date: "2024-09-01", rows: [visit, nobody]),
        Delivery(feed: "fee", date: "2024-09-01", rows: [Self.fee("D", 10), Self.fee("C", 20)]),
      ], people: (1...4).map { Self.person($0, $0 + 900) })
  }

  private func night(_ date: String, _ feed: String, _ rows: [Row], on day: String? = nil, sequence: Int = 1) throws
    -> [String: Int64]
  {
    try world.night(date, [Delivery(feed: feed, date: day ?? date, sequence: sequence, rows: rows)])
  }

  @Test("a night without a row touches nothing but what reads the date")
  func quiet() throws {
    let touched = try world.night("2024-09-02", [])
    #expect(touched.filter { $0.value > 0 } == ["board": 1])
  }

  @Test("payments touch their cards' facts and their owners' months")
  func payments() throws {
    let touched = try night("2024-09-02", "pay", [Self.pay("p5", 11, "2024-09-02", 7)])
    #expect(touched["fact_pay"] == 1 && touched["party_month"] == 2, "one row more; one month goes and comes")
    #expect(touched["dim_card"] == 0 && touched["holding"] == 0 && touched["xref"] == 0 && touched["fact_visit"] == 0)
  }

  @Test("a fee touches the cards of its kind, which do not touch one another")
  func lookup() throws {
    _ = try night(
      "2024-09-02", "card", [Row(["op": "U", "card_no": 13, "cust_no": 3, "account_no": 103, "kind": "C"])])
    let touched = try night("2024-09-03", "fee", [Self.fee("C", 25)])
    #expect(touched["tariff"] == 3 && touched["card_cost"] == 2 && touched["dim_card"] == 0)
    #expect(try world.rows("SELECT card_id FROM card_cost WHERE fee_fen = 25") == ["13"])
  }

  @Test("the end of a month touches all that shows it, and no other day does")
  func monthEnd() throws {
    #expect(try world.night("2024-09-29", [])["closed"] == 0)
    #expect(try world.night("2024-09-30", [])["closed"] == 4)
    #expect(try world.night("2024-10-01", [])["closed"] == 0)
    #expect(try world.rows("SELECT DISTINCT closed_to FROM closed") == ["2024-09-30"])
  }

  @Test("a card that goes to another customer moves its later payments")
  func cardMoves() throws {
    _ = try night("2024-09-02", "card", [Self.card(13, of: 4, on: 103, op: "U")])
    let touched = try night("2024-09-03", "pay", [Self.pay("p6", 13, "2024-09-03", 50)])
    #expect(touched["fact_pay"] == 1)
    #expect(
      try world.rows("SELECT party_id, spend_fen FROM party_month ORDER BY 1") == [
        "901|100", "902|200", "903|300", "904|450",
      ])
  }

  @Test("an account gains a holder")
  func newHolder() throws {
    let touched = try night("2024-09-02", "card", [Self.card(15, of: 3, on: 101)])
    #expect(touched["holding"] == 1 && touched["dim_card"] == 1)
    #expect(try world.rows("SELECT src_cust_id FROM holding WHERE account_id = 101 ORDER BY 1") == ["1", "2", "3"])
  }

  @Test("a chain of holders is followed to its end") func chain() throws {
    // 21 and 22 share an account, 22 and 23 an owner, and so on to 30.
    let cards = (21...30).map { Self.card($0, of: 50 + $0 / 2, on: 200 + ($0 + 1) / 2) }
    try world.night("2024-09-02", [Delivery(feed: "card", date: "2024-09-02", rows: cards)])
    _ = try night("2024-09-03", "card", [Self.card(31, of: 65, on: 216)])
    #expect(world.touchedKeys["holding"] == 6, "accounts 211 to 216")
  }

  @Test("two persons turn out to be one, and two again")
  func mergeAndSplit() throws {
    try world.night("2024-09-02", [], people: [Self.person(2, 901, old: 902)])
    #expect(
      try world.rows("SELECT party_id, spend_fen FROM party_month ORDER BY 1") == ["901|300", "903|300", "904|400"])
    #expect(try world.rows("SELECT party_id, numbers FROM party ORDER BY 1") == ["901|2", "903|1", "904|1"])
    try world.night("2024-09-03", [], people: [Self.person(2, 902, old: 901)])
    #expect(try world.rows("SELECT COUNT(*) FROM party") == ["4"])
  }

  @Test("a number that goes to another human keeps its past")
  func move() throws {
    let spans: [(Int64, String, String)] = [(901, "2024-09-01", "2024-09-02"), (955, "2024-09-02", forever)]
    try world.night("2024-09-02", [], people: [People(number: 1, spans: spans, old: 901)])
    #expect(try world.rows("SELECT party_id FROM xref WHERE src_cust_id = 1 ORDER BY valid_from") == ["901", "955"])
  }

  @Test("a deletion closes a version, and all that hangs on it")
  func deletion() throws {
    let touched = try night("2024-09-02", "card", [Self.card(12, of: 2, on: 101, op: "D")])
    #expect(touched["dim_card"] == 2)
    _ = try night("2024-09-03", "pay", [Self.pay("p7", 12, "2024-09-03", 1)])
    #expect(try world.rows("SELECT account_id FROM fact_pay WHERE pay_id = 'p7'") == [""])
  }

  @Test("an event of long ago, and one delivered twice, find their month")
  func late() throws {
    _ = try night("2024-09-03", "pay", [Self.pay("p8", 11, "2024-09-01", 9)], on: "2024-09-02")
    _ = try night("2024-09-04", "pay", [Self.pay("p8", 11, "2024-09-01", 9)])
    #expect(try world.rows("SELECT spend_fen, payments FROM party_month WHERE party_id = 901") == ["109|2"])
  }

  @Test("a corrected delivery takes its predecessor's rows away")
  func corrected() throws {
    _ = try night("2024-09-02", "pay", [Self.pay("p9", 11, "2024-09-02", 9), Self.pay("q9", 12, "2024-09-02", 5)])
    let touched = try night("2024-09-03", "pay", [Self.pay("p9", 13, "2024-09-02", 9)], on: "2024-09-02", sequence: 2)
    #expect(touched["fact_pay"] == 3, "two rows go, one comes")
    #expect(try world.rows("SELECT card_id FROM fact_pay WHERE pay_id IN ('p9', 'q9')") == ["13"])
  }

  @Test("a row that a rule puts aside once another arrives leaves the mart, though nothing of its own came")
  func ruleOfTwoRows() throws {
    _ = try night("2024-09-02", "pay", [Self.pay("r1", 11, "2024-09-02", 80, reverses: "x1")])
    #expect(try world.rows("SELECT COUNT(*) FROM fact_pay WHERE pay_id = 'r1'") == ["1"])
    let touched = try night("2024-09-03", "pay", [Self.pay("x1", 13, "2024-09-03", 70)])
    #expect(try world.rows("SELECT COUNT(*) FROM fact_pay WHERE pay_id = 'r1'") == ["0"])
    #expect(touched["fact_pay"] == 2)
    _ = try night("2024-09-04", "pay", [Self.pay("x1", 13, "2024-09-03", 90)], on: "2024-09-03", sequence: 2)
    #expect(try world.rows("SELECT COUNT(*) FROM fact_pay WHERE pay_id = 'r1'") == ["1"])
  }

  @Test("rows without any key are one group")
  func nobody() throws {
    let touched = try night("2024-09-02", "visit", [Row(["visit_id": "v3", "came_on": "2024-09-02"])])
    #expect(touched["fact_visit"] == 1)
    let again = try night("2024-09-03", "visit", [Row(["visit_id": "v4", "cust_no": 2, "came_on": "2024-09-03"])])
    #expect(again["fact_visit"] == 1)
    #expect(try world.rows("SELECT COUNT(*), COUNT(party_id) FROM fact_visit") == ["4|2"])
  }

  @Test("sixteen nights of everything at once", arguments: 1...12)
  func anything(seed: UInt64) throws {
    var random = Seeded(state: seed)
    var trouble = Trouble()
    for day in 2...17 {
      let date = "2024-09-\(day < 10 ? "0" : "")\(day)"
      try world.night(date, trouble.deliveries(date, &random), people: trouble.people(date, &random))
      // Seconds each: a few worlds, a few nights.
      if seed <= 4, day % 5 == 0 { try world.provePast() }
    }
  }
}

/// Makes up what a night may bring.
private struct Trouble {
  private var delivered: [String: Int] = [:]
  private var parties: [Int64: Int64] = [1: 901, 2: 902, 3: 903, 4: 904]
  private var days: [String] = []

  mutating func deliveries(_ date: String, _ random: inout Seeded) -> [Delivery] {
    days.append(date)
    return ["owner", "card", "pay", "visit", "fee"].compactMap { feed in
      guard Int.random(in: 0...3, using: &random) > 0 else { return nil }
      // Now and then a day that has passed: late, or corrected.
      let isLate = Int.random(in: 0...4, using: &random) == 0
      let day = isLate ? days.randomElement(using: &random) ?? date : date
      let sequence = (delivered["\(feed) \(day)"] ?? 0) + 1
      delivered["\(feed) \(day)"] = sequence
      let rows = (0..<Int.random(in: 0...4, using: &random)).map { _ in row(feed, day, &random) }
      return Delivery(feed: feed, date: day, sequence: sequence, rows: rows)
    }
  }

  private func row(_ feed: String, _ day: String, _ random: inout Seeded) -> Row {
    func number(_ range: ClosedRange<Int64>) -> SQLValue { .integer(Int64.random(in: range, using: &random)) }
    let op = SQLValue.text(["I", "U", "U", "D"].randomElement(using: &random) ?? "U")
    let isEmpty = Int.random(in: 0...3, using: &random) == 0
    switch feed {
    case "owner":
      return Row([
        "op": op, "cust_no": number(1...8), "status": .text(["A", "C"].randomElement(using: &random) ?? "A"),
      ])
    case "card":
      return Row([
        "op": op, "card_no": number(11...20), "cust_no": number(1...8),
        "account_no": isEmpty ? .null : number(101...106),
        "kind": .text(["D", "C"].randomElement(using: &random) ?? "D"),
      ])
    case "pay":
      return Row([
        "pay_id": .text("p\(Int.random(in: 1...30, using: &random))"), "card_no": number(11...20),
        "paid_on": .text(Bool.random(using: &random) ? day : days[0]), "amount_fen": number(1...3),
        "reverses_id": isEmpty ? .text("p\(Int.random(in: 1...30, using: &random))") : .null,
      ])
    case "fee":
      return Row(["op": op, "kind": .text(["D", "C"].randomElement(using: &random) ?? "D"), "fee_fen": number(1...3)])
    default:
      return Row([
        "visit_id": .text("v\(Int.random(in: 1...20, using: &random))"), "cust_no": isEmpty ? .null : number(1...8),
        "came_on": .text(day),
      ])
    }
  }

  mutating func people(_ date: String, _ random: inout Seeded) -> [People] {
    let numbers = Set((0..<Int.random(in: 0...2, using: &random)).map { _ in Int64.random(in: 1...8, using: &random) })
    return numbers.sorted().map { number in
      let party = 900 + Int64.random(in: 1...8, using: &random)
      let old = parties[number]
      parties[number] = party
      let moves = old.map { $0 != party } ?? false && Bool.random(using: &random)
      let spans =
        moves
        ? [(old ?? party, "2024-09-01", date), (party, date, forever)] : [(party, "2024-09-01", forever)]
      return People(number: number, spans: spans, old: old)
    }
  }
}
