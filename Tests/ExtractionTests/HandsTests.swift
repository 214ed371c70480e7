import Contracts
import Extraction
import Foundation
import MartCore
import Testing

/// Whoever helps, and whenever he comes and goes, changes nothing. The files here are longer than what lies ready at most.
@Suite("deliveries with helpers") struct HandsTests {
  private static let rows = 60_000

  private static let text = (0..<rows).map { number in
    "T\(number * 7919 % rows)|+|王\(number % 97)|+|\(number % 3 == 0 ? "DEBIT" : "CREDIT")|+|20240930|+|\(number % 1000).25\n"
  }.joined()

  private func scene(_ suffix: String) throws -> Scene {
    let scene = try Scene(Feeds.card(suffix: suffix))
    scene.feed.control.totals = []
    return scene
  }

  /// Runs `body` while some help to the end and others now and then.
  private func helped<Value>(_ scene: Scene, _ seed: UInt32, _ body: () throws -> Value) rethrows -> Value {
    let hands = IdleHands(deliveries: 1, worthwhile: 0)
    scene.hands = hands
    defer { scene.hands = nil }
    let group = DispatchGroup()
    for helper in 0..<3 as Range<UInt32> {
      DispatchQueue.global().async(group: group) {
        usleep(seed &* (helper + 1) &* 977 % 20_000)
        if (seed + helper) % 3 != 0 { for _ in 0..<40 { hands.helpBriefly() } }
        if (seed + helper) % 2 == 0 { hands.help() }
      }
    }
    defer {
      hands.ended()
      hands.help()
      group.wait()
    }
    return try body()
  }

  @Test("what is staged and kept is what one reads alone", arguments: [".txt", ".dat.gz"])
  func same(suffix: String) throws {
    let scene = try scene(suffix)
    try scene.deliver(Self.text, rows: Self.rows)
    let alone = try scene.extract()
    let (staged, kept) = (try bytes(scene.stagingPath), try archived(scene))
    #expect(alone.accepted == Int64(Self.rows))
    for seed in 0..<8 as Range<UInt32> {
      try FileManager.default.removeItem(atPath: scene.folder + "/archive")
      #expect(try helped(scene, seed) { try scene.extract() } == alone, "seed \(seed)")
      #expect(try bytes(scene.stagingPath) == staged, "seed \(seed)")
      #expect(try archived(scene) == kept, "seed \(seed)")
    }
  }

  private func bytes(_ path: String) throws -> Data { try Data(contentsOf: URL(fileURLWithPath: path)) }

  private func archived(_ scene: Scene) throws -> [Data] {
    try scene.files("archive").map { try bytes(scene.folder + "/archive/" + $0) }
  }

  @Test("a file that is cut is refused in the same words", arguments: [30, 400_000, 700_000, -5])
  func cut(place: Int) throws {
    let scene = try scene(".dat.gz")
    let whole = gzipped(Array(Self.text.utf8))
    try scene.land(scene.dataName, Array(whole.prefix(place < 0 ? whole.count + place : min(place, whole.count - 20))))
    try scene.announce(rows: Self.rows)
    let alone = try #require(scene.refusal())
    #expect(alone.rule == "DL-06")
    for seed in 0..<4 as Range<UInt32> {
      #expect(helped(scene, seed) { scene.refusal() }?.description == alone.description, "seed \(seed)")
      #expect(scene.files("staging").isEmpty && scene.files("archive").isEmpty, "seed \(seed)")
    }
  }

  @Test("a delivery that is refused after it was read leaves no copy that a helper made")
  func refused() throws {
    let scene = try scene(".txt")
    try scene.deliver(Self.text, rows: Self.rows + 1)
    for seed in 0..<4 as Range<UInt32> {
      #expect(helped(scene, seed) { scene.refusal() }?.rule == "DL-02", "seed \(seed)")
      #expect(scene.files("staging").isEmpty && scene.files("archive").isEmpty, "seed \(seed)")
    }
  }

  @Test("helpers whose delivery ends before its file does go home")
  func stopped() throws {
    let scene = try scene(".txt")
    scene.feed.format.header = .names
    try scene.deliver(Self.text, rows: Self.rows)
    for seed in 0..<4 as Range<UInt32> { #expect(helped(scene, seed) { scene.refusal() }?.rule == "DL-08") }
  }

  @Test("a token whose value is the key stands once, however often the key comes")
  func keys() throws {
    let scene = try Scene(Feeds.card())
    scene.feed.control.totals = []
    scene.feed.columns[0].dataClass = .identifying
    scene.feed.columns[0].token = "transaction"
    let lines = ["A", "B", "A", "C", "B", "B"].map { "\($0)|+|李|+|DEBIT|+|20240930|+|1.00\n" }
    try scene.deliver(lines.joined(), rows: 6)
    let extracted = try scene.extract()
    #expect(extracted.accepted == 3 && extracted.repeated == 3)
    #expect(
      try scene.staged("SELECT kind, value FROM token ORDER BY value") == ["A", "B", "C"].map { "transaction|\($0)" })
    #expect(try scene.staged("SELECT COUNT(DISTINCT txn_id) FROM row") == ["3"])
  }

  @Test("in a fixed record a byte of zero counts before bytes that are no text, wherever they stand")
  func zeroes() throws {
    let scene = try Scene(Feeds.fixed())
    let record = Array("C00001ABCD    200002290000000000000000001Y".utf8)
    func line(_ text: String) -> [UInt8] { Array(text.padding(toLength: 42, withPad: " ", startingAt: 0).utf8) }
    var (both, late, invalid) = (record, record, record)
    (both[7], both[30]) = (0xff, 0)
    late[41] = 0
    invalid[7] = 0xff
    let lines: [[UInt8]] = [line("HDR202409300001"), both, late, invalid, line("TRL000000000003")]
    scene.feed.control.totals = []
    try scene.land(scene.dataName, Array(lines.map { $0 + [0x0a] }.joined()))
    try scene.land(scene.controlName, [])
    try scene.extract()
    #expect(
      try scene.quarantine == [
        "2||DQ-04|a character U+0000", "3||DQ-04|a character U+0000", "4|name|DQ-04|not valid gb18030 at byte 8",
      ])
  }
}
