import Contracts
import Extraction
import Foundation
import MartCore
import MartStore
import Testing

@Suite("the landing folder") struct LandingTests {
  let scene: Scene
  let feeds: [Feed]

  init() throws {
    scene = try Scene(Feeds.card(suffix: ".dat.gz"))
    var mobile = Feeds.json()
    mobile.name = "mobile"
    mobile.file = FilePattern(stem: "cif_mobile.", dateForm: .iso, suffix: ".jsonl.gz")
    feeds = [scene.feed, mobile, Feeds.fixed(suffix: ".dat.gz")]
  }

  func land(_ names: String...) throws { for name in names { try scene.land(name, []) } }

  @Test("data, controls and corrections find their delivery; dates of controls make the calendar")
  func deliveries() throws {
    try land(
      "CARD_TXN_20240929.dat.gz", "CARD_TXN_20240930.dat.gz", "CARD_TXN_20240930.ctl", "CARD_TXN_20240930.2.dat.gz",
      "CARD_TXN_20240930.2.ctl", "CIF_20240928.ok", "cif_mobile.2024-09-27.jsonl.gz", "cif_mobile.2024-09-27.ctl")
    let scan = try Landing.scan(scene.landing, feeds, today: nil)
    #expect(
      scan.deliveries.map { "\($0.feed) \($0.businessDate) \($0.sequence) \($0.isComplete)" } == [
        "card_txn 2024-09-29 1 false", "card_txn 2024-09-30 1 true", "card_txn 2024-09-30 2 true",
        "cif 2024-09-28 1 false", "mobile 2024-09-27 1 true",
      ])
    #expect(scan.calendar.map(\.description) == ["2024-09-27", "2024-09-28", "2024-09-30"])
    #expect(scan.strays.isEmpty)
  }

  @Test("names outside every pattern, links and folders are left alone and reported (DL-10)")
  func strays() throws {
    try land(
      "CARD_TXN_20240931.dat.gz", "CARD_TXN_20240930.1.dat.gz", "CARD_TXN_20240930.02.dat.gz",
      "CARD_TXN_20240930.dat.gz.part", "card_txn_20240930.dat.gz", "CARD_TXN_20240930.ok", "notes.txt")
    try FileManager.default.createSymbolicLink(
      atPath: scene.landing + "/CARD_TXN_20240930.dat.gz", withDestinationPath: "/etc/hostname")
    try FileManager.default.createDirectory(
      atPath: scene.landing + "/CARD_TXN_20240929.ctl", withIntermediateDirectories: false)
    let scan = try Landing.scan(scene.landing, feeds, today: nil)
    #expect(scan.deliveries.isEmpty && scan.calendar.isEmpty)
    #expect(scan.strays.count == 9)
    #expect(scan.strays.first { $0.name == "CARD_TXN_20240930.dat.gz" }?.reason == "it is a link")
    #expect(scan.strays.first { $0.name == "CARD_TXN_20240929.ctl" }?.reason == "it is a folder")
  }

  @Test("a file of tomorrow is refused and makes no business date (DL-05)")
  func future() throws {
    try land("CARD_TXN_20241001.dat.gz", "CARD_TXN_20241001.ctl", "CARD_TXN_20240930.ctl")
    let scan = try Landing.scan(scene.landing, feeds, today: Scene.date)
    #expect(scan.calendar == [Scene.date])
    #expect(scan.refused.map(\.failure.rule) == ["DL-05"])
    #expect(scan.refused.first?.failure.exit == .refused)
  }

  @Test("a missing folder is said, with what to do")
  func noFolder() {
    #expect(throws: Failure.self) { try Landing.scan(scene.folder + "/nowhere", feeds, today: nil) }
  }
}

@Suite("the same feed and date again") struct VerdictTests {
  static func before(_ feed: String, _ date: BusinessDate, _ sequence: Int, _ hash: String) -> AcceptedDelivery {
    AcceptedDelivery(id: 1, feed: feed, businessDate: date, sequence: sequence, sha256: hash, rows: 1)
  }

  let accepted = [
    Self.before("card_txn", Scene.date, 1, "aa"),
    Self.before("card_txn", Scene.date - 1, 4, "bb"),
    Self.before("cif", Scene.date, 9, "cc"),
  ]

  func verdict(_ sequence: Int, _ hash: String, on date: BusinessDate = Scene.date) throws -> Verdict {
    try judge(
      LandedDelivery(feed: "card_txn", businessDate: date, sequence: sequence), sha256: hash, accepted: accepted)
  }

  @Test("equal content is a repetition, whatever its sequence; under another date it is new (DL-03)")
  func repetition() throws {
    #expect(try verdict(1, "aa") == .repetition && verdict(2, "aa") == .repetition)
    #expect(try verdict(1, "aa", on: Scene.date + 1) == .new)
  }

  @Test("other content needs a higher sequence (DL-04)")
  func correction() throws {
    #expect(try verdict(2, "dd") == .correction(of: 1))
    let failure = #expect(throws: Failure.self) { try verdict(1, "dd") }
    #expect(failure?.rule == "DL-04" && failure?.exit == .refused)
    #expect(failure?.remedy.contains(".2") == true)
  }

  @Test("the delivery's number is what sha256sum says of feed, date, content and sequence")
  func number() throws {
    let text = "card_txn|2024-09-30|aa|2"
    let code = "import hashlib; print(int(hashlib.sha256(b'\(text)').hexdigest()[:15], 16), end='')"
    let expected = String(decoding: try shell("python3", ["-c", code]), as: UTF8.self)
    #expect(
      String(deliveryID(feed: "card_txn", businessDate: Scene.date, sha256: "aa", sequence: 2)) == expected)
  }
}
