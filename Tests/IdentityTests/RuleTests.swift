import Identity
import MartCore
import MartStore
import Testing

private typealias Record = IdentityFixture.Record
private typealias Link = IdentityFixture.Link
private let first = IdentityFixture.resident(1)
private let second = IdentityFixture.resident(2)

@Suite("the rules beside documents") struct RuleTests {
  private func bank() throws -> IdentityFixture {
    let bank = try IdentityFixture()
    try bank.match()
    return bank
  }

  private func parties(_ bank: IdentityFixture) throws -> [String: String] {
    let rows = try bank.spans().map { $0.split(separator: "|").map(String.init) }
    return Dictionary(rows.filter { $0[4] == Spans.forever }.map { ($0[1], $0[2]) }) { first, _ in first }
  }

  private func open(_ bank: IdentityFixture) throws -> [String] {
    try bank.rows(
      """
      SELECT src_cust_id_a, src_cust_id_b, rule FROM vault.id_review r WHERE open = 1 AND generation = (SELECT
        max(generation) FROM vault.id_review m WHERE m.src_cust_id_a = r.src_cust_id_a AND m.src_cust_id_b = r.src_cust_id_b
        AND m.rule = r.rule) ORDER BY 1, 2
      """)
  }

  private func answer(_ id: Int64, _ a: Int64, _ b: Int64, _ word: String) -> StewardAnswer {
    func src(_ number: Int64) -> String { number % 2 == 0 ? "CORE" : "CARD" }
    return StewardAnswer(id: id, srcA: src(a), numberA: a, srcB: src(b), numberB: b, word: word)
  }

  @Test("D4: an invalid document, the same name and phone: one party, by that rule")
  func sameNameAndPhone() throws {
    let bank = try bank()
    let report = try bank.night(
      1, "2024-09-01",
      [
        Record(src: "CORE", number: 10, name: "王伟", document: first, phone: "13911112222"),
        Record(src: "CARD", number: 21, name: "王伟", document: "110105198001010012", phone: "+86 139-1111-2222"),
        Record(src: "CARD", number: 23, name: "王伟", document: "", phone: "13911112222", birth: "1980-01-01"),
        Record(src: "CARD", number: 25, name: "李娜", document: "", phone: "13911112222"),
      ])
    let party = try parties(bank)
    #expect(party["10"] == party["21"] && party["10"] == party["23"] && party["25"] != party["10"])
    #expect(report.events.allSatisfy { $0.kind == .new })
    #expect(
      try bank.rows("SELECT DISTINCT rule, fate FROM vault.id_edge ORDER BY 1") == ["D4|held"])
  }

  @Test("D4 asks for calm: another birth date or sex is a conflict, and a steward is asked at most")
  func conflict() throws {
    let bank = try bank()
    try bank.night(
      1, "2024-09-01",
      [
        Record(src: "CORE", number: 10, name: "王伟", document: first, phone: "13911112222", birth: "1980-01-01"),
        Record(src: "CARD", number: 21, name: "王伟", document: "", phone: "13911112222", birth: "1971-12-30"),
      ])
    #expect(try parties(bank)["10"] != parties(bank)["21"])
    #expect(try open(bank) == ["10|21|F2"])
  }

  @Test("C3: a phone under four names, or a placeholder, is no evidence; when the fourth name goes, it is again")
  func genericPhone() throws {
    let bank = try bank()
    let two = [
      Record(src: "CORE", number: 10, name: "王伟", document: first, phone: "13911112222"),
      Record(src: "CARD", number: 21, name: "王伟", document: "", phone: "13911112222"),
    ]
    let others = (0..<3).map {
      Record(
        src: "CARD", number: 31 + 2 * Int64($0), name: "人\($0)", document: IdentityFixture.resident(10 + $0),
        phone: "13911112222")
    }
    try bank.night(1, "2024-09-01", two + others)
    #expect(try parties(bank)["10"] != parties(bank)["21"])
    var left = others[0]
    left.phone = "13700000000"
    let merged = try bank.night(2, "2024-09-02", [left])
    #expect(merged.events.map(\.kind) == [.merge] && merged.events.first?.rule == "D4")
    let split = try bank.night(3, "2024-09-03", [others[0]])
    #expect(split.events.map(\.kind) == [.revive] && split.events.first?.rule == "D4")
    try bank.night(
      4, "2024-09-04",
      [
        Record(src: "CORE", number: 40, name: "赵六", document: "", phone: "13800000000"),
        Record(src: "CARD", number: 41, name: "赵六", document: "", phone: "13800000000"),
      ])
    #expect(try parties(bank)["40"] != parties(bank)["41"])
  }

  @Test(
    "C3: a phone that says nothing is no evidence against either: the other one's of a pair, whoever comes first, and when it turns",
    arguments: [false, true])
  func genericPhoneOfTheOther(turns: Bool) throws {
    let rest = [
      Record(
        src: "CORE", number: 10, name: "王小伟", document: first, phone: "13911112222", birth: "1980-01-01"),
      Record(src: "CARD", number: 21, name: "王小伟", document: "", phone: "13933334444", birth: "1980-01-01"),
    ]
    let others = (0..<3).map {
      Record(
        src: "CARD", number: 31 + 2 * Int64($0), name: "人\($0)", document: IdentityFixture.resident(10 + $0),
        phone: "13911112222")
    }
    let all = rest + others
    let late = turns ? others[2] : rest[1]
    let bank = try bank()
    try bank.night(1, "2024-09-01", all.filter { $0.number != late.number })
    try bank.night(2, "2024-09-02", [late])
    let whole = try self.bank()
    try whole.night(1, "2024-09-02", all)
    #expect(try open(whole) == ["10|21|F2"])
    #expect(try open(bank) == open(whole))
    let edges = """
      SELECT src_cust_id_a, src_cust_id_b, rule, weight, evidence, fate, max(generation) > 0 FROM vault.id_edge
      GROUP BY 1, 2, 3 ORDER BY 1, 2, 3
      """
    #expect(try bank.rows(edges) == whole.rows(edges))
  }

  @Test("a party's links are explained in words, without a value")
  func words() throws {
    let bank = try bank()
    let typed = first.replacing("0101", with: "0102")
    try bank.night(
      1, "2024-09-01",
      [
        Record(
          src: "CORE", number: 10, name: "王小伟", document: first, phone: "13911112222", birth: "1980-01-01", sex: "M"),
        Record(
          src: "CARD", number: 21, name: "王小伟", document: typed, phone: "13911112222", birth: "1980-01-01", sex: "M",
          address: "海淀区中关村大街1号"),
        Record(src: "CARD", number: 23, name: "王小伟", document: "", phone: "13933334444", birth: "1980-01-01"),
      ], links: [Link(id: "L1", a: 10, b: 21, type: "SAME"), Link(id: "L2", a: 10, b: 23, type: "SAME")],
      answers: [answer(1, 10, 23, "same")])
    let party = try #require(Int64(parties(bank)["10"] ?? ""))
    let told = try explainParty(party, bank.pipeline, bank.state.store).links
    func words(_ rule: String) -> [String] { told.filter { $0.rule == rule }.map(\.evidence).sorted() }
    #expect(words("D3") == ["a source declares it (link=L1)", "a source declares it (link=L2)"])
    #expect(words("S1") == ["a steward said that they are one"])
    #expect(words("D4") == ["same name, birth date, sex, phone; similar document"])
    #expect(Set(words("F2")) == ["same name, birth date; another phone"])
  }

  @Test("F1 needs two kinds of evidence, of which one is name or document; one kind asks a steward")
  func weighed() throws {
    let bank = try bank()
    try bank.night(
      1, "2024-09-01",
      [
        Record(
          src: "CORE", number: 10, name: "王小伟", document: first, birth: "1980-01-01", address: "海淀区中关村大街1号"),
        Record(src: "CARD", number: 21, name: "王小伟", document: "", birth: "1980-01-01", address: "海淀区中关村大街1号"),
        Record(src: "CORE", number: 30, name: "李小娜", document: second, birth: "1980-01-02"),
        Record(src: "CARD", number: 31, name: "李小娜", document: "", birth: "1980-01-02"),
        // A household: phone, device and address, and another name.
        Record(
          src: "CARD", number: 41, name: "赵六", document: "", phone: "13911112222", address: "朝阳区建国路88号", device: "D1"),
        Record(
          src: "CARD", number: 43, name: "孙七", document: "", phone: "13911112222", address: "朝阳区建国路88号", device: "D1"),
      ])
    let party = try parties(bank)
    #expect(party["10"] == party["21"] && party["30"] != party["31"] && party["41"] != party["43"])
    #expect(try open(bank) == ["30|31|F2"])
    #expect(
      try bank.rows("SELECT rule, fate, model FROM vault.id_edge ORDER BY rule") == ["F1|held|test", "F2|asked|test"])
  }

  @Test("D3: a declared link merges two valid documents of two kinds, and its end splits them again")
  func declared() throws {
    let bank = try bank()
    let report = try bank.night(
      1, "2024-09-01",
      [
        Record(src: "CORE", number: 10, name: "MARIA", document: "A1", opened: "2019-01-01", kind: "PASSPORT"),
        Record(src: "CARD", number: 21, name: "MARIA", document: first),
      ])
    #expect(report.reviews == 0)
    #expect(try parties(bank)["10"] != parties(bank)["21"])
    let merge = try bank.night(2, "2024-09-20", [], links: [Link(id: "L1", a: 10, b: 21)])
    #expect(merge.events.map(\.kind) == [.merge] && merge.events.first?.rule == "D3" && merge.mergedParties == 1)
    #expect(try bank.spans() == ["CORE|10|10|2019-01-01|9999-12-31", "CARD|21|10|2020-01-01|9999-12-31"])
    #expect(try bank.night(3, "2024-09-21", []).events.isEmpty)
    let split = try bank.night(4, "2024-09-25", [], links: [Link(id: "L1", a: 10, b: 21, op: "D")])
    #expect(split.events.map(\.kind) == [.revive] && split.events.first?.rule == "D3" && split.splitParties == 1)
    #expect(try bank.spans() == ["CORE|10|10|2019-01-01|9999-12-31", "CARD|21|21|2020-01-01|9999-12-31"])
  }

  @Test("a link holds from its first day to the day before its last, without a new delivery")
  func dated() throws {
    let bank = try bank()
    try bank.night(
      1, "2024-09-01",
      [
        Record(src: "CORE", number: 10, name: "A", document: ""),
        Record(src: "CARD", number: 21, name: "B", document: ""),
      ],
      links: [Link(id: "L1", a: 21, b: 10, from: "2024-09-03", to: "2024-09-05")])
    #expect(try bank.night(2, "2024-09-02", []).events.isEmpty)
    #expect(try bank.night(3, "2024-09-03", []).events.map(\.kind) == [.merge])
    #expect(try bank.night(4, "2024-09-04", []).events.isEmpty)
    #expect(try bank.night(5, "2024-09-05", []).events.map(\.kind) == [.revive])
  }

  @Test("a cycle of declared links is one party; a link to a number that nobody knows waits for it")
  func cycle() throws {
    let bank = try bank()
    let links = [Link(id: "1", a: 10, b: 21), Link(id: "2", a: 21, b: 33), Link(id: "3", a: 33, b: 10)]
    try bank.night(
      1, "2024-09-01",
      [
        Record(src: "CORE", number: 10, name: "A", document: ""),
        Record(src: "CARD", number: 21, name: "B", document: ""),
      ],
      links: links)
    try bank.night(2, "2024-09-02", [Record(src: "CARD", number: 33, name: "C", document: "")])
    #expect(try Set(parties(bank).values).count == 1)
    #expect(try bank.night(3, "2024-09-03", [], links: links).events.isEmpty)
  }

  @Test("C1: a link across two valid documents of one kind is refused, and a steward is asked")
  func refused() throws {
    let bank = try bank()
    try bank.night(
      1, "2024-09-01",
      [
        Record(src: "CORE", number: 10, name: "王伟", document: first),
        Record(src: "CARD", number: 21, name: "王伟", document: second),
      ], links: [Link(id: "L1", a: 10, b: 21)])
    #expect(try parties(bank)["10"] != parties(bank)["21"])
    #expect(try open(bank) == ["10|21|C1"])
    #expect(try bank.rows("SELECT rule, fate FROM vault.id_edge") == ["D3|C1"])
    // The word of a steward does not make one human of two valid documents either.
    try bank.night(2, "2024-09-02", [], answers: [answer(1, 10, 21, "same")])
    #expect(try parties(bank)["10"] != parties(bank)["21"])
    #expect(try open(bank) == ["10|21|C1"])
    // 'Different' ends the question.
    try bank.night(3, "2024-09-03", [], answers: [answer(1, 10, 21, "same"), answer(2, 10, 21, "different")])
    #expect(try open(bank).isEmpty)
  }

  @Test("a steward's 'same' merges and his 'different' splits, until he takes it back")
  func steward() throws {
    let bank = try bank()
    let records = [
      Record(src: "CORE", number: 10, name: "欧阳娜", document: first),
      Record(src: "CARD", number: 21, name: "欧娜", document: first),
      Record(src: "CARD", number: 23, name: "欧阳娜", document: first),
    ]
    try bank.night(1, "2024-09-01", records)
    #expect(try open(bank) == ["10|21|D2"])
    let same = answer(1, 10, 21, "same")
    let merge = try bank.night(2, "2024-09-02", [], answers: [same])
    #expect(merge.events.map(\.rule) == ["S1"] && merge.events.map(\.kind) == [.merge])
    #expect(try open(bank).isEmpty)
    #expect(try bank.night(3, "2024-09-03", records, answers: [same]).events.isEmpty, "I7")
    let different = answer(2, 10, 23, "different")
    let split = try bank.night(4, "2024-09-04", [], answers: [same, different])
    #expect(split.events.map(\.rule) == ["C2"] && split.events.map(\.number) == [23])
    let back = try bank.night(5, "2024-09-05", [], answers: [same, different, answer(3, 10, 23, "")])
    #expect(back.events.map(\.kind) == [.merge])
    #expect(try Set(parties(bank).values).count == 1)
  }

  @Test("twins: same surname, birth date, address and phone, and two ids, are two parties without a question")
  func twins() throws {
    let bank = try bank()
    let home = "海淀区中关村大街1号"
    try bank.night(
      1, "2024-09-01",
      [
        Record(
          src: "CORE", number: 10, name: "王小伟", document: first, phone: "13911112222", birth: "1980-01-01",
          address: home),
        Record(
          src: "CARD", number: 21, name: "王小芳", document: second, phone: "13911112222", birth: "1980-01-01",
          address: home),
        // Her mobile number, without a document: hers, not his.
        Record(src: "CARD", number: 23, name: "王小芳", document: "", phone: "13911112222", birth: "1980-01-01"),
      ])
    let party = try parties(bank)
    #expect(party["10"] != party["21"] && party["23"] == party["21"])
    #expect(try open(bank).isEmpty)
  }

  @Test("a night that splits too many parties stops and says which rule did it")
  func tooManySplits() throws {
    let bank = try bank()
    let records = (0..<60).map { (place: Int) -> Record in
      let src = place % 2 == 0 ? "CORE" : "CARD"
      return Record(src: src, number: Int64(place), name: "王伟", document: "A\(place / 2)", kind: "PASSPORT")
    }
    try bank.night(1, "2024-09-01", records)
    let answers = (0..<Int64(22)).map { answer($0, 2 * $0, 2 * $0 + 1, "different") }
    let failure = #expect(throws: Failure.self) { _ = try bank.night(2, "2024-09-02", [], answers: answers) }
    #expect(failure?.exit == .refused && failure?.what.contains("split 22 of 30") == true)
    #expect(failure?.what.contains("by rule C2") == true && failure?.what.contains("numbers of party") == true)
    try bank.state.cut(above: 1)
    #expect(try bank.night(2, "2024-09-02", [], answers: Array(answers.prefix(20))).splitParties == 20)
  }
}

@Suite("a state that an older engine made") struct OlderStateTests {
  @Test("records without evidence get its columns, and tell it when they are delivered again")
  func upgrade() throws {
    let bank = try IdentityFixture()
    try bank.match()
    let old = Record(src: "CORE", number: 10, name: "王伟", document: first, phone: "13911112222")
    try bank.night(1, "2024-09-01", [old])
    try bank.state.store.use { session in
      try session.execute("DROP INDEX vault.id_record_in_need")
      for column in ["typed", "phone", "birth", "sex", "address", "device"] {
        try session.execute("ALTER TABLE vault.id_record DROP COLUMN \(column)")
      }
    }
    try bank.reopen()
    let needy = Record(src: "CARD", number: 21, name: "王伟", document: "", phone: "13911112222")
    #expect(try bank.night(2, "2024-09-02", [needy]).events.map(\.kind) == [.new])
    #expect(try bank.night(3, "2024-09-03", [old]).events.map(\.kind) == [.merge])
  }
}

@Suite("what comes in wrong") struct BadInputTests {
  private func parties(_ records: [Record], cap: Int = 50) throws -> (report: IdentityReport, count: Int) {
    let bank = try IdentityFixture()
    try bank.match(cap: cap)
    let report = try bank.night(1, "2024-09-01", records)
    let open = try bank.spans().filter { $0.hasSuffix(Spans.forever) }
    return (report, Set(open.map { $0.split(separator: "|")[2] }).count)
  }

  @Test(
    "two records of one phone that nothing else ties stay two, whatever stands in their names and dates",
    arguments: [("", ""), ("无", "无"), ("", "王伟"), ("😀😀", "😀"), ("王伟", "王芳")])
  func names(left: String, right: String) throws {
    let found = try parties([
      Record(src: "CORE", number: 10, name: left, document: "", phone: "13911112222", birth: "1980-02-30"),
      Record(src: "CARD", number: 21, name: right, document: "ABCDEFGHIJKLMNOPQR", phone: "13911112222", birth: "x"),
    ])
    #expect(found.count == 2)
  }

  @Test(
    "names of 300 characters and of emoji are compared like any other",
    arguments: [String(repeating: "欧", count: 300), "👩‍👩‍👧‍👦王", "𠮷田"])
  func odd(name: String) throws {
    let found = try parties([
      Record(src: "CORE", number: 10, name: name, document: first, phone: "13911112222"),
      Record(src: "CARD", number: 21, name: name, document: "110105 bad", phone: "13911112222"),
    ])
    #expect(found.count == 1)
  }

  @Test("a birth date that cannot be is no birth date, and no conflict")
  func dates() throws {
    let found = try parties([
      Record(src: "CORE", number: 10, name: "王伟", document: first, phone: "13911112222", birth: "1980-01-01"),
      Record(src: "CARD", number: 21, name: "王伟", document: "", phone: "13911112222", birth: "1980-13-45"),
    ])
    #expect(found.count == 1)
  }

  @Test("thousands of records under one phone compare nobody, are reported, and take no time")
  func placeholderPhone() throws {
    let records = (0..<3000).map { (place: Int) -> Record in
      let src = place % 2 == 0 ? "CORE" : "CARD"
      return Record(src: src, number: Int64(place), name: "人\(place % 2)", document: "", phone: "13911112222")
    }
    let found = try parties(records)
    #expect(found.count == 3000 && found.report.candidates == 0)
    #expect(found.report.cappedBlocks == [3000])
  }

  @Test("one placeholder of a person under thousands of numbers, and more the next night: no pair, no party, reported")
  func placeholderPerson() throws {
    let bank = try IdentityFixture()
    try bank.match()
    func entered(_ numbers: Range<Int>) -> [Record] {
      numbers.map { place in
        var record = Record(
          src: place % 2 == 0 ? "CORE" : "CARD", number: Int64(place), name: "测试员", document: "", phone: "13911112222")
        (record.birth, record.address, record.device) = ("1990-01-01", "海淀区中关村大街1号", "D1")
        return record
      }
    }
    let opening = try bank.night(1, "2024-09-01", entered(0..<2000))
    #expect(opening.candidates == 0 && opening.cappedBlocks == [2000, 2000, 2000, 2000])
    let next = try bank.night(2, "2024-09-02", entered(2000..<2100))
    #expect(next.candidates == 0 && !next.cappedBlocks.isEmpty && next.cappedBlocks.allSatisfy { $0 > 50 })
    #expect(try bank.rows("SELECT count(DISTINCT party_id) FROM id_span") == ["2100"])
    #expect(try bank.rows("SELECT capped, largest_block FROM vault.id_run WHERE generation = 1") == ["4|2000"])
    #expect(try bank.rows("SELECT count(*) FROM vault.id_edge") == ["0"])
  }
}
