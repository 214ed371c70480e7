import Identity
import MartCore
import MartStore
import Testing

private typealias Record = IdentityFixture.Record
private let first = IdentityFixture.resident(1)
private let second = IdentityFixture.resident(2)

@Suite("who is one person") struct IdentityTests {
  @Test("one valid document and a fitting name make one party, named after its earliest record")
  func opening() throws {
    let bank = try IdentityFixture()
    let report = try bank.night(
      1, "2024-09-01",
      [
        Record(src: "CORE", number: 10, name: "王伟", document: first, opened: "2021-05-05"),
        Record(src: "CARD", number: 20, name: "王小伟", document: first, opened: "2019-01-01"),
        Record(src: "CARD", number: 21, name: "李娜", document: second),
        Record(src: "CARD", number: 22, name: "李娜", document: "110105198001010029"),
      ])
    #expect(report.events.map(\.kind) == [.new, .new, .new, .new] && report.mergedParties == 0)
    #expect(
      try bank.spans() == [
        "CORE|10|20|2021-05-05|9999-12-31", "CARD|20|20|2019-01-01|9999-12-31", "CARD|21|21|2020-01-01|9999-12-31",
        "CARD|22|22|2020-01-01|9999-12-31",
      ])
  }

  @Test("names that do not fit stay apart, and a steward is asked once")
  func review() throws {
    let bank = try IdentityFixture()
    let records = [
      Record(src: "CORE", number: 10, name: "欧阳娜", document: first),
      Record(src: "CARD", number: 20, name: "欧娜", document: first),
    ]
    #expect(try bank.night(1, "2024-09-01", records).reviews == 1)
    #expect(try bank.night(2, "2024-09-02", records).reviews == 0)
    #expect(try bank.rows("SELECT src_cust_id_a, src_cust_id_b, open FROM vault.id_review") == ["10|20|1"])
    let merged = try bank.night(
      3, "2024-09-03", [Record(src: "CARD", number: 20, name: "欧阳丽娜", document: first)])
    #expect(merged.events.map(\.kind) == [.merge] && merged.mergedParties == 1)
    #expect(try bank.rows("SELECT open FROM vault.id_review ORDER BY generation") == ["1", "0"])
  }

  @Test("a merge keeps the older key and rewrites the past; a split gives the old key back")
  func mergeAndSplit() throws {
    let bank = try IdentityFixture()
    try bank.night(
      1, "2024-09-01", [Record(src: "CARD", number: 20, name: "王伟", document: first, opened: "2024-01-01")])
    try bank.night(2, "2024-09-02", [Record(src: "CORE", number: 10, name: "王伟", document: "unreadable")])
    let merge = try bank.night(3, "2024-09-03", [Record(src: "CORE", number: 10, name: "王伟", document: first)])
    #expect(merge.events == [event("2024-09-03", .merge, "CORE", 10, 10, 20, "D1")])
    #expect(try bank.spans() == ["CORE|10|20|2020-01-01|9999-12-31", "CARD|20|20|2024-01-01|9999-12-31"])
    let split = try bank.night(4, "2024-09-04", [Record(src: "CORE", number: 10, name: "赵六", document: first)])
    #expect(split.events == [event("2024-09-04", .revive, "CORE", 10, 20, 10, "D2")])
    #expect(try bank.spans() == ["CORE|10|10|2020-01-01|9999-12-31", "CARD|20|20|2024-01-01|9999-12-31"])
  }

  @Test("a number given to another human moves on its date, under a key that was never used")
  func move() throws {
    let bank = try IdentityFixture()
    try bank.night(
      1, "2024-09-01",
      [
        Record(src: "CARD", number: 20, name: "王伟", document: first),
        Record(src: "CORE", number: 10, name: "王伟", document: first, opened: "2022-01-01"),
      ])
    let moved = try bank.night(
      2, "2024-09-05", [Record(src: "CARD", number: 20, name: "李娜", document: second, opened: "2024-09-05")])
    #expect(moved.events.map(\.kind) == [.move] && moved.events.first?.old == 20)
    #expect(moved.events.first?.rule == "C1")
    let key = try #require(moved.events.first?.new)
    #expect(![10, 20].contains(key) && key > 0)
    #expect(
      try bank.spans() == [
        "CORE|10|20|2022-01-01|9999-12-31", "CARD|20|20|2020-01-01|2024-09-05", "CARD|20|\(key)|2024-09-05|9999-12-31",
      ])
    // The old human's party ends in an older one: his days under the moved number go along.
    try bank.night(
      3, "2024-09-06", [Record(src: "CORE", number: 10, name: "王伟", document: IdentityFixture.resident(3))])
    #expect(try bank.events().last?.kind == .move)
  }

  @Test(
    "a move says by which rule: two documents of one kind, names that do not fit, or what joins the number to another",
    arguments: [
      ("李娜", second, "ID18", "C1"), ("李娜", "A1", "PASSPORT", "D2"), ("赵六", IdentityFixture.resident(3), "ID18", "D1"),
    ])
  func ruleOfMove(name: String, document: String, kind: String, rule: String) throws {
    let bank = try IdentityFixture()
    try bank.night(
      1, "2024-09-01",
      [
        Record(src: "CARD", number: 20, name: "王伟", document: first),
        Record(src: "CORE", number: 10, name: "赵六", document: IdentityFixture.resident(3)),
      ])
    let moved = try bank.night(
      2, "2024-09-05", [Record(src: "CARD", number: 20, name: name, document: document, kind: kind)])
    #expect(moved.events.map(\.kind) == [.move] && moved.events.map(\.rule) == [rule])
  }

  @Test("when a party ends in another, the days of numbers that had moved away go along")
  func movedDaysFollow() throws {
    let bank = try IdentityFixture()
    try bank.night(1, "2024-09-01", [Record(src: "CORE", number: 11, name: "王伟", document: first)])
    try bank.night(
      2, "2024-09-02",
      [
        Record(src: "CARD", number: 20, name: "王伟", document: "A1", kind: "PASSPORT"),
        Record(src: "CARD", number: 21, name: "王伟", document: "A1", kind: "PASSPORT"),
      ])
    try bank.night(3, "2024-09-03", [Record(src: "CARD", number: 20, name: "李娜", document: second)])
    let merge = try bank.night(4, "2024-09-04", [Record(src: "CARD", number: 21, name: "王伟", document: first)])
    #expect(merge.events.map(\.number) == [21, 20] && merge.events.map(\.kind) == [.merge, .merge])
    #expect(try bank.spans().filter { $0.contains("|20|11|") } == ["CARD|20|11|2020-01-01|2024-09-03"])
  }

  @Test("a night that merges too many parties stops, and nothing of it is kept")
  func tooManyMerges() throws {
    let bank = try IdentityFixture()
    let apart = (1...60).map {
      Record(src: $0 % 2 == 0 ? "CORE" : "CARD", number: Int64($0), name: "王伟", document: "A\($0)", kind: "PASSPORT")
    }
    try bank.night(1, "2024-09-01", apart)
    let before = try bank.events()
    let together = apart.prefix(22).map { record in
      var changed = record
      changed.document = "B"
      return changed
    }
    let failure = #expect(throws: Failure.self) { _ = try bank.night(2, "2024-09-02", together) }
    #expect(failure?.exit == .refused && failure?.what.contains("21 of 60") == true)
    #expect(try bank.events() == before)
    try bank.state.cut(above: 1)
    #expect(try bank.night(2, "2024-09-02", Array(together.dropLast())).mergedParties == 20)
  }

  private func event(
    _ date: String, _ kind: IdentityEvent.Kind, _ src: String, _ number: Int64, _ old: Int64?, _ new: Int64?,
    _ rule: String
  ) -> IdentityEvent {
    IdentityEvent(date: date, kind: kind, src: src, number: number, old: old, new: new, rule: rule)
  }
}
