import Foundation
import Identity
import MartCore
import MartStore
import Testing

private typealias Record = IdentityFixture.Record

/// Records of people as five systems would keep them: rates in one of a thousand records.
private struct Town {
  static let noDocument = 10
  static let mistypedDocument = 10
  static let otherPhone = 120
  static let otherAddress = 80
  static let mistypedName = 3
  static let slippedBirth = 3
  /// Of a thousand people, who live with the one before and share phone and address.
  static let household = 150

  private static let surnames = Array("王李张刘陈杨黄赵吴周徐孙马朱胡郭何高林罗郑梁谢宋唐许韩冯邓曹彭曾肖田董袁潘于蒋蔡余杜叶程苏魏吕丁任沈")
  private static let given = Array("伟芳娜敏静丽强磊军洋勇艳杰涛明超秀霞平刚桂英华玉兰红梅建国志海燕云鹏飞龙婷雪晨浩宇轩子涵欣怡佳琪梦思雨嘉")

  var random: Seeded
  var records: [Record] = []
  /// By record: the human.
  var truth: [Int64: Int] = [:]

  init(seed: UInt64, records count: Int) {
    random = Seeded(state: seed)
    var (person, home) = (0, (phone: "", address: ""))
    while records.count < count {
      if person == 0 || !chance(Self.household) { home = (phone(), address()) }
      add(person, home)
      person += 1
    }
  }

  private mutating func below(_ bound: Int) -> Int { Int.random(in: 0..<bound, using: &random) }
  private mutating func chance(_ rate: Int) -> Bool { below(1000) < rate }
  private mutating func phone() -> String { "1\(3 + below(7))\(100_000_000 + below(900_000_000))" }

  private mutating func address() -> String {
    "省\(below(30))市\(below(12))区\(["中山", "人民", "解放", "和平", "建设"][below(5)])路\(below(900))号\(below(30))幢\(below(2000))室"
  }

  private mutating func name() -> String {
    var name = String(Self.surnames[min(below(50), below(50))])
    for _ in 0..<(below(4) == 0 ? 1 : 2) { name.append(Self.given[below(50)]) }
    return name
  }

  private mutating func add(_ person: Int, _ home: (phone: String, address: String)) {
    let name = name()
    let born = "\(1940 + below(65))-\(10 + below(3))-\(10 + below(18))".replacing(
      "-1", with: below(2) == 0 ? "-0" : "-1")
    let birth = born.hasSuffix("-00") ? String(born.dropLast()) + "1" : born
    let sex = below(2) == 0 ? "M" : "F"
    let document = Self.document(person)
    for _ in 0..<(1 + below(4)) {
      let number = Int64(records.count)
      var record = Record(src: number % 2 == 0 ? "CORE" : "CARD", number: number, name: name, document: document)
      (record.phone, record.address, record.birth, record.sex) = (home.phone, home.address, birth, sex)
      if chance(Self.noDocument) {
        record.document = ""
      } else if chance(Self.mistypedDocument) {
        record.document = mistyped(document)
      }
      if chance(Self.otherPhone) { record.phone = phone() }
      if chance(Self.otherAddress) { record.address = address() }
      if chance(Self.mistypedName) { record.name = String(name.dropLast()) + String(Self.given[below(50)]) }
      if chance(Self.slippedBirth) { record.birth = String(birth.dropLast()) + String(below(9) + 1) }
      records.append(record)
      truth[number] = person
    }
  }

  private static func document(_ person: Int) -> String {
    let body = "11010519\(10_000_000 + person * 7)".prefix(16) + "1"
    return body + (IdentityFixture.checkCharacter(String(body)) ?? "0")
  }

  private mutating func mistyped(_ document: String) -> String {
    var characters = Array(document)
    let place = 8 + below(8)
    characters[place] = Character(
      String((Int(String(characters[place])) ?? 0) + 1 == 10 ? 0 : (Int(String(characters[place])) ?? 0) + 1))
    return String(characters)
  }
}

@Suite("a town of people") struct ScaleTests {
  /// SCALE=N makes a town of so many records, and prints what it found.
  private static let asked = ProcessInfo.processInfo.environment["SCALE"].flatMap(Int.init)

  @Test("documents missing and mistyped, other phones, families: no wrong pair, recall 0.993, few questions")
  func town() throws {
    let count = Self.asked ?? 3000
    let town = Town(seed: 7, records: count)
    let bank = try IdentityFixture()
    try bank.match()
    bank.pipeline.identity?.documents["ID18"]?.birth = nil
    // The model of the night before: counted from the same town, by documents alone.
    let counted = try IdentityFixture()
    try counted.match(model: false)
    counted.pipeline.identity?.documents["ID18"]?.birth = nil
    try counted.night(1, "2024-09-01", town.records)
    let model = try trainModel(counted.pipeline, counted.state.store, version: "town")
    try model.text.write(toFile: bank.folder + "/model.json", atomically: true, encoding: .utf8)
    bank.pipeline.identity?.matching?.auto = 28
    bank.pipeline.identity?.matching?.review = 20
    let began = clock()
    try bank.night(1, "2024-09-01", town.records)
    let seconds = Double(clock() - began) / Double(CLOCKS_PER_SEC)
    let open = try bank.spans().map { $0.split(separator: "|").map(String.init) }.filter { $0[4] == Spans.forever }
    let party = Dictionary(open.map { (Int64($0[1]) ?? 0, Int(truncatingIfNeeded: Int64($0[2]) ?? 0)) }) { $1 }
    let numbers = town.records.map(\.number)
    let quality = Quality(found: numbers.map { party[$0] ?? -1 }, truth: numbers.map { town.truth[$0] ?? -2 })
    let questions = try bank.rows("SELECT rule, count(*) FROM vault.id_review WHERE open = 1 GROUP BY rule")
    let asked = try bank.rows("SELECT count(*) FROM vault.id_review WHERE open = 1").first.flatMap { Int($0) } ?? 0
    if Self.asked != nil {
      print(
        "town of \(count): \(quality.pairs), recall \(quality.pairs.recall), questions \(questions), cpu \(seconds) s")
    }
    #expect(quality.pairs.found - quality.pairs.right <= 5 * max(1, count / 1_000_000), "\(quality.pairs)")
    #expect(quality.pairs.recall >= 0.993, "\(quality.pairs)")
    #expect(asked * 1000 <= 5 * count, "\(questions)")
  }
}
