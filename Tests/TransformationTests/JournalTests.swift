import Contracts
import Foundation
import MartCore
import MartStore
import Testing
import Transformation

private typealias Row = JournalFixture.Row

private func person(_ number: Int64, _ name: String, _ grade: String = "A", rule: String? = nil) -> Row {
  Row(["cust_no": .integer(number), "name": .text(name), "grade": .text(grade), "limit_fen": 100], rule: rule)
}

private func account(_ op: String, _ number: String, _ owner: String = "x", _ limit: Int64 = 1) -> Row {
  Row(["op": .text(op), "account_no": .text(number), "owner": .text(owner), "limit_fen": .integer(limit)])
}

private func payment(_ id: String, _ amount: Int64, on date: String = "2024-09-01") -> Row {
  Row(["id": .text(id), "account_no": "a", "paid_on": .text(date), "amount_fen": .integer(amount)])
}

private let persons = "SELECT cust_no, grade, valid_from, valid_to, is_current, line_no FROM stg_person ORDER BY 1, 3"
private let accountRows = "SELECT account_no, owner, limit_fen, valid_from, valid_to FROM stg_account ORDER BY 1, 4"

@Suite("the journal keeps what changed") struct JournalTests {
  @Test("a snapshot leaves only its differences, and closes what it no longer lists")
  func snapshot() throws {
    let bank = try JournalFixture()
    try bank.append(
      [bank.stage("person", "2024-09-01", [person(1, "a"), person(2, "b"), person(3, "c")])], generation: 1)
    let second = try bank.append(
      [bank.stage("person", "2024-09-02", [person(3, "c"), person(1, "a", "B")])], generation: 2)
    #expect(second.map(\.written) == [2])
    #expect(
      try bank.rows(persons) == [
        "1|A|2024-09-01|2024-09-02|0|1", "1|B|2024-09-02|9999-12-31|1|2", "2|A|2024-09-01|2024-09-02|0|2",
        "3|A|2024-09-01|9999-12-31|1|3",
      ])
  }

  @Test("a change in the vault alone is journaled, and opens no version")
  func vaulted() throws {
    let bank = try JournalFixture()
    try bank.append([bank.stage("person", "2024-09-01", [person(1, "a")])], generation: 1)
    let second = try bank.append([bank.stage("person", "2024-09-02", [person(1, "b")])], generation: 2)
    #expect(second.map(\.written) == [1])
    #expect(try bank.rows(persons) == ["1|A|2024-09-01|9999-12-31|1|1"])
    let names = try bank.state.store.use { try $0.rows("SELECT name FROM vault.v_person ORDER BY business_date") }
    #expect(names == [["a"], ["b"]])
  }

  @Test("a quarantined row counts as listed when its key can be read; else nothing is closed")
  func quarantinedKey() throws {
    let bank = try JournalFixture()
    try bank.append([bank.stage("person", "2024-09-01", [person(1, "a"), person(2, "b")])], generation: 1)
    try bank.append([bank.stage("person", "2024-09-02", [person(1, "?", rule: "DQ-04")])], generation: 2)
    #expect(try bank.rows("SELECT cust_no FROM stg_person WHERE is_current = 1") == ["1"])
    try bank.append([bank.stage("person", "2024-09-03", [Row([:], rule: "DQ-02")])], generation: 3)
    #expect(try bank.rows("SELECT cust_no FROM stg_person WHERE is_current = 1") == ["1"])
  }

  @Test("of a delta the last row of a key wins the day, a deletion closes, and a return leaves the gap")
  func delta() throws {
    let bank = try JournalFixture()
    try bank.append([bank.stage("account", "2024-09-01", [account("I", "a"), account("I", "b")])], generation: 1)
    try bank.append(
      [bank.stage("account", "2024-09-02", [account("U", "a", "y"), account("U", "a", "z"), account("D", "b")])],
      generation: 2)
    try bank.append([bank.stage("account", "2024-09-05", [account("I", "b"), account("U", "a", "z")])], generation: 3)
    #expect(
      try bank.rows(accountRows) == [
        "a|x|1|2024-09-01|2024-09-02", "a|z|1|2024-09-02|9999-12-31", "b|x|1|2024-09-01|2024-09-02",
        "b|x|1|2024-09-05|9999-12-31",
      ])
  }

  @Test("a deletion of the unknown is quarantined with its money; U and I out of place are kept and found")
  func operations() throws {
    let bank = try JournalFixture()
    try bank.append(
      [
        bank.stage(
          "account", "2024-09-01",
          [account("I", "a", "x", 5), account("U", "b", "x", 7), account("D", "c"), account("I", "a", "y", 9)])
      ], generation: 1)
    #expect(
      try bank.rows("SELECT line_no, effect, rule FROM j_outcome ORDER BY 1") == [
        "2|find|DQ-14", "3|reject|DQ-14", "4|find|DQ-14",
      ])
    try bank.history { history, _ in
      let totals = try history.restatedTotals()
      #expect(totals.map(\.accepted) == [21, 3] && totals.map(\.quarantined) == [0, 1])
      #expect(totals.map(\.staged) == [21, 3] && totals.map(\.announced) == [21, 4])
    }
    // The unknown key turns out to have been known: the verdict falls.
    try bank.append([bank.stage("account", "2024-08-31", [account("I", "c")])], generation: 2)
    #expect(try bank.rows("SELECT count(*) FROM j_outcome WHERE effect = 'reject'") == ["0"])
    #expect(try bank.rows("SELECT valid_to FROM stg_account WHERE account_no = 'c'") == ["2024-09-01"])
  }

  @Test("an event that comes again is a repeat; with another content the later one is quarantined")
  func repeats() throws {
    let bank = try JournalFixture()
    try bank.append(
      [bank.stage("payment", "2024-09-02", [payment("p", 5), payment("q", 7), payment("r", 9)])], generation: 1)
    try bank.append(
      [bank.stage("payment", "2024-09-03", [payment("p", 5), payment("q", 8), payment("s", 1)])], generation: 2)
    #expect(try bank.rows("SELECT id, amount_fen FROM stg_payment ORDER BY 1") == ["p|5", "q|7", "r|9", "s|1"])
    try bank.history { history, session in
      try history.fillMeta()
      let delivered = try session.rows(
        "SELECT accepted, quarantined, repeated FROM meta_delivery ORDER BY business_date")
      #expect(delivered == [[3, 0, 0], [1, 1, 1]])
      #expect(try session.rows("SELECT line, rule FROM meta_quarantine") == [[2, "DQ-11"]])
      let money = try history.restatedTotals().filter { $0.measure == "amount_fen" && $0.businessDate == "2024-09-03" }
      #expect(money.map { [$0.accepted, $0.quarantined, $0.repeated, $0.staged] } == [[1, 8, 5, 1]])
    }
    // A late delivery of an earlier date was first after all.
    try bank.append([bank.stage("payment", "2024-09-01", [payment("q", 8)])], generation: 3)
    #expect(try bank.rows("SELECT id, amount_fen FROM stg_payment ORDER BY 1") == ["p|5", "q|8", "r|9", "s|1"])
  }

  @Test("a correction replaces its day, and the days after it stay what they were")
  func correction() throws {
    let bank = try JournalFixture()
    try bank.append([bank.stage("person", "2024-09-01", [person(1, "a"), person(2, "b")])], generation: 1)
    try bank.append([bank.stage("person", "2024-09-02", [person(1, "a", "Z"), person(4, "d")])], generation: 2)
    try bank.append(
      [bank.stage("person", "2024-09-03", [person(1, "a", "Z"), person(4, "d"), person(2, "b")])], generation: 3)
    try bank.append(
      [bank.stage("person", "2024-09-02", sequence: 2, [person(1, "a", "A"), person(2, "b")])], generation: 4)
    #expect(
      try bank.rows("SELECT cust_no, grade, valid_from, valid_to FROM stg_person ORDER BY 1, 3") == [
        "1|A|2024-09-01|2024-09-03", "1|Z|2024-09-03|9999-12-31", "2|A|2024-09-01|9999-12-31",
        "4|A|2024-09-03|9999-12-31",
      ])
    try bank.history { history, session in
      try history.fillMeta()
      #expect(
        try session.rows("SELECT status, accepted FROM meta_delivery ORDER BY business_date, sequence") == [
          ["accepted", 2], ["superseded", 0], ["accepted", 2], ["accepted", 3],
        ])
    }
  }

  @Test("a cut leaves nothing of a night that was not published, in neither file")
  func cut() throws {
    let bank = try JournalFixture()
    let first = [try bank.stage("person", "2024-09-01", [person(1, "a")])]
    try bank.append(first, generation: 1)
    let before = try dump(bank)
    let second = try [
      bank.stage("person", "2024-09-02", [person(2, "b")]), bank.stage("account", "2024-09-02", [account("D", "a")]),
      bank.stage("payment", "2024-09-02", [payment("p", 5)]),
    ]
    try bank.append(second, generation: 2)
    let after = try dump(bank)
    try bank.state.cut(above: 1)
    #expect(try dump(bank) == before && before != after)
    try bank.append(second.reversed(), generation: 2)
    #expect(try dump(bank) == after)
  }

  @Test("a cut of the first night leaves nothing at all, and the night again makes the same")
  func cutOfAll() throws {
    let bank = try JournalFixture()
    let empty = try dump(bank)
    let files = [
      try bank.stage("person", "2024-09-01", [person(1, "a")]),
      try bank.stage("payment", "2024-09-01", [payment("p", 5)]),
    ]
    try bank.append(files, generation: 1)
    let after = try dump(bank)
    try bank.state.cut(above: 0)
    #expect(try dump(bank) == empty && empty != after)
    try bank.append(files, generation: 1)
    #expect(try dump(bank) == after)
  }

  /// Everything in both files, except which keys were touched last.
  private func dump(_ bank: JournalFixture) throws -> [String] {
    try bank.state.store.use { session in
      try ["main", "vault"].flatMap { schema in
        try session.rows("SELECT name FROM \(schema).sqlite_schema WHERE type = 'table' ORDER BY 1").flatMap { table in
          guard let name = table[0].string, !name.hasPrefix("t_") else { return [] as [String] }
          return try session.rows("SELECT * FROM \(schema).\(name)").map { "\(name)|\($0.map(\.display))" }
        }
      }
    }
  }

  @Test("one token for two values is refused, and the message tells no value")
  func collision() throws {
    let bank = try JournalFixture()
    var other = person(1, "a")
    other.cells["value of cust_no"] = "CORE|secret"
    try bank.append([bank.stage("person", "2024-09-01", [person(1, "a")])], generation: 1)
    let path = try bank.stage("person", "2024-09-02", [Row(other.cells.merging(["grade": "Q"]) { $1 })])
    let failure = #expect(throws: Failure.self) { try bank.append([path], generation: 2) }
    #expect(failure?.exit == .refused && failure?.what.contains("customer") == true)
    #expect(failure?.description.contains("secret") == false)
  }

  @Test("a newer pipeline version adds its columns and feeds; a column still empty changes nothing")
  func newColumn() throws {
    let bank = try JournalFixture([JournalFixture.person])
    try bank.append([bank.stage("person", "2024-09-01", [person(1, "a")])], generation: 1)
    var wider = JournalFixture.person
    wider.columns.append(Column("branch", .text, max: 3))
    try bank.reopen([wider, JournalFixture.account])
    let same = try bank.append([bank.stage("person", "2024-09-02", [person(1, "a")])], generation: 2)
    #expect(same.map(\.written) == [0])
    let row = Row(person(1, "a").cells.merging(["branch": "b1"]) { $1 })
    try bank.append([bank.stage("person", "2024-09-03", [row])], generation: 3)
    #expect(try bank.rows("SELECT branch, valid_from FROM stg_person ORDER BY 2") == ["|2024-09-01", "b1|2024-09-03"])
  }

  @Test("a feed keeps its key, and its columns leave the journal's own names alone")
  func refusedShapes() throws {
    let bank = try JournalFixture([JournalFixture.account])
    var other = JournalFixture.account
    other.key = ["owner"]
    #expect(throws: Failure.self) { try bank.reopen([other]) }
    var reserved = JournalFixture.payment
    reserved.columns.append(Column("content", .text, max: 3))
    let failure = #expect(throws: Failure.self) { _ = try JournalFixture([reserved]) }
    #expect(failure?.exit == .pipeline && failure?.what.contains("'content'") == true)
  }

  @Test("a delta row that a contract's rule removes opens no version, and lets the one before go on")
  func removedVersion() throws {
    var accounts = JournalFixture.account
    accounts.journalRules = [
      JournalRule("ACC-1", .reject, "SELECT delivery_id, line_no FROM jrn_account WHERE owner = 'ghost'")
    ]
    let bank = try JournalFixture([accounts])
    for (day, owner) in ["x", "ghost", "x", "y"].enumerated() {
      let op = day == 0 ? "I" : "U"
      try bank.append(
        [bank.stage("account", "2024-09-0\(day + 1)", [account(op, "a", owner)])], generation: Int64(day + 1))
    }
    #expect(try bank.rows(accountRows) == ["a|x|1|2024-09-01|2024-09-04", "a|y|1|2024-09-04|9999-12-31"])
    #expect(try bank.rows("SELECT count(*) FROM j_outcome WHERE rule = 'ACC-1'") == ["1"])
  }

  @Test("repeated and stale deliveries are told in the mart, and hold nothing; a late delivery ends a stale one")
  func notes() throws {
    let bank = try JournalFixture()
    try bank.append([bank.stage("payment", "2024-09-01", [payment("p", 5)])], generation: 1)
    let original = try #require(bank.state.acceptedDeliveries().first)
    for _ in 1...2 {
      try bank.state.noteRepeated(original, file: "again.csv", sequence: 1, rows: 1, generation: 2)
      try bank.state.noteStale(
        feed: "payment", businessDate: try #require(BusinessDate(iso: "2024-09-02")), generation: 2)
    }
    let meta = "SELECT business_date, status, rows, accepted FROM meta_delivery ORDER BY business_date, status"
    func told() throws -> [[String]] {
      try bank.history { history, session in
        try history.fillMeta()
        return try session.rows(meta).map { $0.map(\.display) }
      }
    }
    #expect(
      try told() == [
        ["2024-09-01", "accepted", "1", "1"], ["2024-09-01", "repeated", "1", "0"], ["2024-09-02", "stale", "0", "0"],
      ])
    try bank.append([bank.stage("payment", "2024-09-02", [])], generation: 3)
    #expect(try told().last == ["2024-09-02", "accepted", "0", "0"])
    #expect(try bank.state.acceptedDeliveries().map(\.rows) == [1, 0])
  }

  @Test("the account takes over each amount as restated, superseded deliveries with nothing")
  func handover() throws {
    let bank = try JournalFixture()
    try bank.append([bank.stage("payment", "2024-09-01", [payment("p", 5), payment("q", 6)])], generation: 1)
    try bank.append([bank.stage("payment", "2024-09-02", [payment("p", 5)])], generation: 2)
    try bank.append([bank.stage("payment", "2024-09-01", sequence: 2, [payment("p", 7)])], generation: 3)
    let side = try Store()
    try bank.history { history, _ in try history.writeHandover(to: side) }
    let lines = try side.use { session in
      try session.rows(
        """
        SELECT business_date, measure, announced, accepted, quarantined, repeated, staged FROM conservation_input
        ORDER BY business_date, announced DESC, measure DESC
        """
      ).map { $0.map(\.display).joined(separator: "|") }
    }
    #expect(
      lines == [
        "2024-09-01|amount_fen|11|0|0|0|0", "2024-09-01|amount_fen|7|7|0|0|7", "2024-09-01|rows|2|0|0|0|0",
        "2024-09-01|rows|1|1|0|0|1", "2024-09-02|amount_fen|5|0|5|0|0", "2024-09-02|rows|1|0|1|0|0",
      ])
  }

  @Test("rules of a contract remove rows, count orphans and stop a night that lost too much")
  func contractRules() throws {
    var payments = JournalFixture.payment
    payments.journalRules = [
      JournalRule("PAY-1", .reject, "SELECT delivery_id, line_no FROM jrn_payment WHERE amount_fen > 100"),
      JournalRule(
        "PAY-2", .orphan,
        """
        SELECT p.delivery_id, p.line_no FROM jrn_payment p
        WHERE NOT EXISTS (SELECT 1 FROM jrn_account a WHERE a.account_no = p.account_no)
        """),
    ]
    let bank = try JournalFixture([JournalFixture.account, payments])
    let rows = (1...30).map { payment("p\($0)", $0 == 30 ? 500 : 1) }
    try bank.append([bank.stage("payment", "2024-09-02", rows)], generation: 1)
    try bank.history { history, session in
      #expect(try session.int("SELECT count(*) FROM stg_payment") == 29)
      let lines = try history.restatedTotals()
      #expect(lines.map { [$0.accepted, $0.quarantined, $0.orphans] } == [[29, 500, 29], [29, 1, 29]])
      #expect(try history.excesses(generation: 1).map(\.failure.rule) == ["DL-09"])
      #expect(try history.excesses(generation: 2).isEmpty)
    }
    try bank.append([bank.stage("account", "2024-09-03", [account("I", "a")])], generation: 2)
    #expect(try bank.history { history, _ in try history.excesses(generation: 1).isEmpty })
  }
}
