import Contracts
import Extraction
import Foundation
import MartCore
import MartStore
import Testing

/// Blocks of 1,024 records go from part to part: the files here are a few blocks long.
@Suite("deliveries extracted in parts") struct PartsTests {
  private static let cuts = [1, 2, 3, 7]
  private static let records = 3_300

  /// What parts leave, and in which order they are made, changes nothing of what is staged.
  private func expectEqual(_ scene: Scene, _ random: inout Random, cuts: [Int] = cuts) throws {
    let whole = try scene.extract()
    let dump = try scene.dump()
    for count in cuts {
      let numbers = try (1...count).map { try #require(PartNumber($0, of: count)) }.shuffled(using: &random)
      let parts = try numbers.map { try scene.part($0) }
      try FileManager.default.removeItem(atPath: scene.folder + "/archive")
      #expect(try scene.extract(from: parts.shuffled(using: &random)) == whole, "\(count) parts")
      #expect(try scene.dump() == dump, "\(count) parts")
      #expect(scene.files("archive").count == 1)
    }
  }

  /// A transaction of `Feeds.card`: `id|+|name|+|kind|+|date|+|amount`.
  private func card(_ id: Int, _ name: String = "李", _ kind: String = "DEBIT", _ amount: String = "1.00") -> String {
    "T\(id)|+|\(name)|+|\(kind)|+|20240930|+|\(amount)\n"
  }

  @Test(
    "repeats, rows that differ and rules of the whole file are found across parts", arguments: [7, 8, 9] as [UInt64])
  func events(_ seed: UInt64) throws {
    var random = Random(seed: seed)
    let scene = try Scene(Feeds.card(suffix: ".txt.gz"))
    scene.feed.control.totals = []
    scene.feed.rules = [
      RowRule("TXN-01", .reject, "amount_fen <= 0", because: "an amount is positive"),
      RowRule("NAM-02", .find, "name = '王'", because: "a name to look at"),
      RowRule(
        "MAX-01", .reject, "amount_fen = (SELECT MAX(amount_fen) FROM row)", because: "the largest one is refused"),
    ]
    var lines = (0..<Self.records).map { card($0, "李\($0 % 90)", $0 % 3 == 0 ? "CREDIT" : "DEBIT", "\($0 % 700).05") }
    for _ in 0..<30 {
      let place = Int.random(in: 0..<lines.count, using: &random)
      let other = Int.random(in: 0..<lines.count, using: &random)
      switch Int.random(in: 0..<7, using: &random) {
      case 0: lines[place] = lines[other]
      case 1: lines[place] = card(other, "王", "DEBIT", "9.99")
      case 2: lines[place] = card(place, "李", "NONE")
      case 3: lines[place] = "T\(place)|+|short\n"
      case 4: lines[place] = card(place, "李", "DEBIT", "-4.00")
      case 5: lines[place] = card(place, "王", "OLD", "2.00")
      default: lines[place] = "\n"
      }
    }
    try scene.deliver(lines.joined(), rows: lines.count)
    try expectEqual(scene, &random)
    #expect(try scene.staged("SELECT 1 FROM row WHERE rule = 'REPEAT' OR rule = 'DQ-10' LIMIT 1") == ["1"])
  }

  @Test("header, trailer, totals, secrets and tokens of a snapshot of fixed records are those of the whole")
  func snapshot() throws {
    var random = Random(seed: 3)
    let scene = try Scene(Feeds.fixed())
    let pad = { (number: Int, width: Int) in String(repeating: "0", count: width - "\(number)".count) + "\(number)" }
    let filled = { (text: String) in text + String(repeating: " ", count: max(0, 42 - text.utf8.count)) }
    var lines = (0..<Self.records).map {
      "C" + pad($0, 5) + "ABCD    20000229" + pad($0, 19) + ($0 % 2 == 0 ? "Y" : "N")
    }
    lines[40] = lines[2_500]
    lines[1_030] = String(lines[1_030].prefix(30))
    lines[2_050] = String(lines[90].prefix(6)) + lines[2_050].dropFirst(6)
    let kept = lines.filter { $0.count == 42 }
    let sum = kept.reduce(0) { $0 + (Int($1.dropFirst(22).prefix(19)) ?? 0) }
    let trailer = "TRL" + pad(lines.count, 12) + pad(kept.count { $0.hasSuffix("Y") }, 19) + pad(sum, 19)
    let text = ([filled("HDR202409300001")] + lines + [filled(trailer)]).joined(separator: "\n") + "\n"
    try scene.land(scene.dataName, Array(text.utf8))
    try scene.land(scene.controlName, [])
    try expectEqual(scene, &random)
  }

  @Test("quoted records keep the lines on which they begin, though parts cut between them")
  func quoted() throws {
    var random = Random(seed: 5)
    let scene = try Scene(Feeds.csv())
    let rows = (0..<Self.records).map { "\($0 % 3_200),\"a\($0 % 7 == 0 ? "\n" : "")b\",2024-09-30,1.00\n" }
    try scene.deliver("id,note,opened,amount\n" + rows.joined(), rows: rows.count)
    try expectEqual(scene, &random)
  }

  @Test("long texts, and more tokens than a cache holds, come through")
  func long() throws {
    let feed = Feed(
      "page", .events, file: .named("PAGE_", ".txt"), format: Format(.separated, separator: "|"), key: ["id"],
      columns: [
        Column("id", .integer, required: true), Column("note", .text, max: 100_000),
        Feeds.with(Column("name", .text, max: 100_000)) {
          $0.dataClass = .identifying
          $0.token = "customer"
        },
      ])
    let scene = try Scene(feed)
    let rows = (0..<Self.records).map { number in
      let note = String(repeating: "n", count: number % 50 == 0 ? 16_000 + number : 3)
      return "\(number - 5)|\(note)|\(String(repeating: "s", count: 6_000))\(number)\n"
    }
    try scene.deliver(rows.joined(), rows: rows.count)
    var random = Random(seed: 11)
    try expectEqual(scene, &random, cuts: [1, 3])
  }

  @Test("a part of other content, a part that is no part, and a part alone are not taken")
  func broken() throws {
    let scene = try Scene(Feeds.card())
    scene.feed.control.totals = []
    try scene.deliver((0..<1_500).map { card($0) }.joined(), rows: 1_500)
    let parts = try [1, 2].map { try scene.part(#require(PartNumber($0, of: 2))) }
    try scene.deliver((0..<1_500).map { card($0, "张") }.joined(), rows: 1_500)
    #expect(throws: BrokenPart.self) { try scene.extract(from: parts) }
    #expect(scene.files("staging") == [] && scene.files("archive") == [])
    let path = parts[1].path
    let handle = try #require(FileHandle(forWritingAtPath: path))
    try handle.truncate(atOffset: 40_000)
    try handle.close()
    #expect(throws: BrokenPart.self) { try PartFile(path) }
    #expect(try FileManager.default.attributesOfItem(atPath: parts[0].path)[.posixPermissions] as? Int == 0o600)
  }

  @Test("what refuses a delivery leaves no part, and what only the whole tells refuses where parts are combined")
  func refused() throws {
    let scene = try Scene(Feeds.card())
    scene.feed.control.totals = []
    try scene.deliver((0..<1_500).map { card($0) }.joined(), rows: 1_499)
    let parts = try [1, 2].map { try scene.part(#require(PartNumber($0, of: 2))) }
    let failure = #expect(throws: Failure.self) { try scene.extract(from: parts) }
    #expect(failure?.rule == "DL-02" && scene.files("staging") == [])
    let cut = try Scene(Feeds.fixed())
    try cut.land(cut.dataName, Array("HDR202409300001".utf8))
    try cut.land(cut.controlName, [])
    #expect(throws: Failure.self) { try cut.part(#require(PartNumber(1, of: 2))) }
    #expect(cut.files("parts") == [])
  }

  @Test(
    "a part is written as 2/4 and nothing else",
    arguments: ["3/2", "0/4", "x", "1/0", "1/65", "1/2/3", "/2", "-1/2", ""])
  func numbers(_ text: String) {
    #expect(PartNumber(text) == nil)
    #expect(PartNumber("2/4") == PartNumber(2, of: 4))
  }
}

/// A seeded generator (SplitMix64).
private struct Random: RandomNumberGenerator {
  private var state: UInt64

  init(seed: UInt64) { state = seed }

  mutating func next() -> UInt64 {
    state &+= 0x9e37_79b9_7f4a_7c15
    var mixed = state
    mixed = (mixed ^ (mixed >> 30)) &* 0xbf58_476d_1ce4_e5b9
    mixed = (mixed ^ (mixed >> 27)) &* 0x94d0_49bb_1331_11eb
    return mixed ^ (mixed >> 31)
  }
}
