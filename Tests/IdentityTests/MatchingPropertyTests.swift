import Identity
import MartCore
import MartStore
import Testing

private typealias Record = IdentityFixture.Record
private typealias Link = IdentityFixture.Link

/// A world of few values, so that everything meets: documents valid and not, phones that become generic, links that come
/// and go, stewards who change their mind.
private struct World {
  var random: Seeded
  var records: [Int64: Record] = [:]
  var links: [String: Link] = [:]
  var answers: [StewardAnswer] = []

  init(seed: UInt64) { random = Seeded(state: seed) }

  mutating func pick<Value>(_ values: [Value]) -> Value { values[Int.random(in: 0..<values.count, using: &random)] }

  mutating func change() -> (records: [Record], links: [Link]) {
    var changed: [Int64: Record] = [:]
    for _ in 0..<Int.random(in: 1...4, using: &random) {
      let number = Int64.random(in: 1...10, using: &random)
      var record = Record(
        src: number % 2 == 0 ? "CORE" : "CARD", number: number, name: pick(["王小伟", "王小芳", "李娜", "欧阳娜", "无", "人甲"]),
        document: pick(["", "", IdentityFixture.resident(1), IdentityFixture.resident(2), "110105198001010012"]),
        opened: "202\(Int.random(in: 0...3, using: &random))-01-01")
      record.phone = pick(["", "13911112222", "13911112222", "13933334444", "13800000000"])
      record.birth = pick(["", "1980-01-01", "1980-01-10", "1971-12-30", "1980-13-45"])
      record.sex = pick(["", "M", "F"])
      record.address = pick(["", "海淀区中关村大街1号", "海淀区中关村大街2号"])
      record.device = pick(["", "", "D1"])
      changed[number] = record
      records[number] = record
    }
    var said: [Link] = []
    if Int.random(in: 0..<3, using: &random) == 0 {
      let (a, b) = (Int64.random(in: 1...10, using: &random), Int64.random(in: 1...10, using: &random))
      if a != b {
        let link = Link(
          id: "L\(Int.random(in: 1...3, using: &random))", a: a, b: b, type: pick(["SAME", "SAME", "SPOUSE"]),
          op: pick(["I", "I", "D"]))
        said.append(link)
        links[link.id] = link
      }
    }
    if Int.random(in: 0..<3, using: &random) == 0 {
      let (a, b) = (Int64.random(in: 1...10, using: &random), Int64.random(in: 1...10, using: &random))
      if a != b {
        func src(_ number: Int64) -> String { number % 2 == 0 ? "CORE" : "CARD" }
        answers.append(
          StewardAnswer(
            id: Int64(answers.count + 1), srcA: src(a), numberA: a, srcB: src(b), numberB: b,
            word: pick(["same", "different", ""])))
      }
    }
    return (changed.values.sorted { $0.number < $1.number }, said)
  }
}

@Suite("invariants of all rules, in random worlds") struct MatchingPropertyTests {
  private func bank(cap: Int) throws -> IdentityFixture {
    let bank = try IdentityFixture()
    try bank.match(cap: cap)
    return bank
  }

  private func partition(_ bank: IdentityFixture) throws -> Set<Set<String>> {
    let open = try bank.spans().map { $0.split(separator: "|").map(String.init) }.filter { $0[4] == Spans.forever }
    return Set(Dictionary(grouping: open) { $0[2] }.values.map { Set($0.map { $0[1] }) })
  }

  private static let pair = "src_a, src_cust_id_a, src_b, src_cust_id_b, rule"

  private func newest(_ bank: IdentityFixture, _ table: String, _ columns: String, _ condition: String) throws
    -> [String]
  {
    try bank.rows(
      """
      SELECT \(Self.pair)\(columns) FROM vault.\(table) e WHERE \(condition) AND generation = (SELECT max(generation)
        FROM vault.\(table) m WHERE m.src_a = e.src_a AND m.src_cust_id_a = e.src_cust_id_a AND m.src_b = e.src_b
        AND m.src_cust_id_b = e.src_cust_id_b AND m.rule = e.rule) ORDER BY 1, 2, 3, 4, 5
      """)
  }

  private func edges(_ bank: IdentityFixture) throws -> [String] {
    try newest(bank, "id_edge", ", weight, evidence, fate", "fate <> 'ended'")
  }

  private func reviews(_ bank: IdentityFixture) throws -> [String] { try newest(bank, "id_review", "", "open = 1") }

  @Test("nights one after another give what one night of all gives: parties, edges, questions", arguments: worlds(24))
  func incremental(seed: UInt64) throws {
    var world = World(seed: seed)
    let cap = seed % 3 == 0 ? 3 : 50
    let bank = try bank(cap: cap)
    for night in 1...6 {
      let date = "2024-09-0\(night)"
      let change = world.change()
      try bank.night(Int64(2 * night), date, change.records, links: change.links, answers: world.answers)
      let again = try bank.night(
        Int64(2 * night + 1), date, change.records, links: change.links, answers: world.answers)
      #expect(again.events.isEmpty && again.reviews == 0, "I9, seed \(seed), night \(night)")
      let whole = try self.bank(cap: cap)
      let all = world.records.values.shuffled(using: &world.random)
      try whole.night(1, date, all, links: Array(world.links.values), answers: world.answers)
      #expect(try partition(bank) == partition(whole), "I5 and I6, seed \(seed), night \(night)")
      #expect(try edges(bank) == edges(whole), "edges, seed \(seed), night \(night)")
      #expect(try reviews(bank) == reviews(whole), "questions, seed \(seed), night \(night)")
      try judge(bank, world, "seed \(seed), night \(night)")
    }
  }

  /// I1, I2, I3, I7 and I8 on what holds now.
  private func judge(_ bank: IdentityFixture, _ world: World, _ place: String) throws {
    let parties = try partition(bank)
    #expect(Set(parties.flatMap { $0 }) == Set(world.records.keys.map(String.init)), "I1, \(place)")
    #expect(parties.map(\.count).reduce(0, +) == world.records.count, "I1, \(place)")
    let valid: Set = [IdentityFixture.resident(1), IdentityFixture.resident(2)]
    for numbers in parties {
      let documents = numbers.compactMap { Int64($0).flatMap { world.records[$0]?.document } }.filter(valid.contains)
      #expect(Set(documents).count <= 1, "I2, \(place)")
    }
    for edge in try bank.rows("SELECT evidence FROM vault.id_edge WHERE rule IN ('D4', 'F1')") {
      #expect(edge.contains("name=") || edge.contains("document="), "I3, \(place)")
    }
    var said: [Set<String>: String] = [:]
    for answer in world.answers { said[[String(answer.numberA), String(answer.numberB)]] = answer.word }
    for (pair, word) in said where word == "different" {
      #expect(!parties.contains { pair.isSubset(of: $0) }, "I7, \(place)")
    }
    #expect(try bank.replayed() == bank.spans(), "I8, \(place)")
    let open = try bank.spans().map { $0.split(separator: "|").map(String.init) }.filter { $0[4] == Spans.forever }
    for party in Set(open.compactMap { Int64($0[2]) }) {
      let told = try explainParty(party, bank.pipeline, bank.state.store)
      #expect(Set(told.members.map { String($0.number) }) == Set(open.filter { $0[2] == String(party) }.map { $0[1] }))
      for value in told.golden {
        let bearer = world.records[value.number]
        let values = [bearer?.name, bearer?.document, bearer?.phone, bearer?.sex, bearer?.address, bearer?.device]
        let isBorne = values.contains(value.value) || bearer?.birth.replacing("-", with: "") == value.value
        #expect(told.members.contains { $0.number == value.number } && isBorne, "I10, \(place)")
      }
    }
  }

  @Test("no key is ever another human's: a party never bears two documents, over all nights", arguments: worlds(24))
  func keys(seed: UInt64) throws {
    var world = World(seed: seed &+ 500_000)
    let bank = try bank(cap: 50)
    var founded: [String: Int] = [:]
    for night in 1...8 {
      let change = world.change()
      let report = try bank.night(
        Int64(night), "2024-09-0\(night)", change.records, links: change.links, answers: world.answers)
      for event in report.events where event.kind == .new || event.kind == .split || event.kind == .move {
        if let party = event.new, event.old != nil || founded[String(party)] == nil {
          founded[String(party), default: 0] += 1
        }
      }
      #expect(try bank.replayed() == bank.spans(), "I8, seed \(seed), night \(night)")
    }
    #expect(!founded.isEmpty)
  }
}
