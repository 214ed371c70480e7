import Contracts
import Extraction
import Foundation
import MartCore
import Testing

/// What a contract forbids refuses the whole delivery, and leaves nothing behind.
@Suite("forbidden data") struct ForbiddenTests {
  static let rule = Forbidden(
    "CRD-01", names: ["cvn", "pin", "expiry"], digits: 3...4, because: "what authenticates a card is never taken in"
  )

  private func scene(_ feed: Feed) throws -> Scene {
    let scene = try Scene(feed)
    scene.feed.forbidden = Self.rule
    return scene
  }

  /// The failure says where and why, no value is in it, and neither staging nor archive holds anything.
  private func expectRefused(_ scene: Scene, line: Int, saying words: String, secret: String = "7391") throws {
    let failure = try #require(scene.refusal())
    #expect(failure.rule == "CRD-01" && failure.exit == .refused && failure.what.contains(words), "\(failure)")
    #expect(failure.location == FileLocation(file: scene.dataName, line: line))
    #expect(!failure.description.contains(secret) && failure.remedy.contains("destroy it"))
    #expect(scene.files("staging") == [] && scene.files("archive") == [])
  }

  private static let good = "|+|n|+|DEBIT|+|20240930|+|1"

  @Test(
    "a row with more fields than contracted, the last of 3 or 4 digits",
    arguments: ["|+|7391", "|+|739", "|+|x|+|7391", "|+| 7391 ", "|+|7391|+||+|", "|+|\"7391\"", "|+|7391\r"])
  func surplus(_ tail: String) throws {
    let scene = try scene(Feeds.card(encoding: .gb18030, suffix: ".dat.gz"))
    let name = try encoded("B|+|中|+|DEBIT|+|20240930|+|1", "gb18030")
    try scene.deliver(
      Array("A\(Self.good)\n".utf8) + name + Array("\(tail)\n".utf8), rows: 2,
      totals: ["amount_fen": "1", "debit": "1"])
    try expectRefused(scene, line: 2, saying: "more fields than contracted", secret: "739")
  }

  @Test(
    "other surplus is a row for quarantine, and three digits in their place are data",
    arguments: ["|+|73", "|+|73912", "|+|7391|+|x", "|+|a391", "|+|"])
  func harmless(_ tail: String) throws {
    let scene = try scene(Feeds.card())
    try scene.deliver(
      "739\(Self.good)\nB\(Self.good)\(tail)\nC|+|739\n", rows: 3, totals: ["amount_fen": "1", "debit": "1"])
    #expect(try scene.extract().accepted == 1)
    #expect(try scene.quarantine.map { $0.prefix(7) } == ["2||DQ-0", "3||DQ-0"])
  }

  @Test("a row that cannot be decoded is looked at as well")
  func undecodable() throws {
    let scene = try scene(Feeds.card())
    try scene.deliver(
      [0xFF] + Array("A\(Self.good)|+|7391\n".utf8), rows: 1, totals: ["amount_fen": "0", "debit": "0"])
    try expectRefused(scene, line: 1, saying: "more fields than contracted")
  }

  @Test("a header line in a file that should have none, which names such a column")
  func unexpectedHeader() throws {
    let scene = try scene(Feeds.card())
    try scene.deliver(
      "txn_id|+|CVN2|+|name|+|kind|+|posted_on|+|amount\nA|+|7391\(Self.good)\n", rows: 2,
      totals: ["amount_fen": "0", "debit": "0"])
    try expectRefused(scene, line: 1, saying: "like 'cvn'")
  }

  @Test(
    "a header that names such a column, before it is held against the contract",
    arguments: ["id,note,opened,amount,cvn", "id,note,opened,CARD_PIN,amount", "\"id\",note,expiryDate,opened,amount"])
  func header(_ line: String) throws {
    let scene = try scene(Feeds.csv())
    try scene.deliver(line + "\n1,a,2024-09-30,1,7391\n", rows: 1)
    try expectRefused(scene, line: 1, saying: "the header names a column like")
  }

  @Test("a contracted name that only sounds like a forbidden word is none")
  func soundsLike() throws {
    var feed = Feeds.csv()
    feed.columns[1].source = "opinion"
    let scene = try scene(feed)
    try scene.deliver("id,opinion,opened,amount\n1,a,2024-09-30,1\n", rows: 1)
    #expect(try scene.extract().accepted == 1)
  }

  @Test("surplus behind quotes with separators in them; quoted separators alone are no surplus")
  func quoted() throws {
    let scene = try scene(Feeds.csv())
    let header = "id,note,opened,amount\n"
    try scene.deliver(header + "1,\"a, 1234\",2024-09-30,1\n2,\"a, b\",2024-09-30,1,7391\n", rows: 2)
    try expectRefused(scene, line: 3, saying: "more fields than contracted")
    try scene.deliver(header + "1,\"a, 1234\"x,2024-09-30,7391\n", rows: 1)
    #expect(try scene.extract().quarantined == 1)
  }

  @Test("surplus in what follows a quote that is never closed")
  func openQuote() throws {
    let scene = try scene(Feeds.csv())
    try scene.deliver("id,note,opened,amount\n1,\"a,2024-09-30,1\n2,b,2024-09-30,1,7391\n3,c,,\n", rows: 1)
    try expectRefused(scene, line: 2, saying: "more fields than contracted")
  }

  @Test("a name in a JSON object, at any depth, wherever the row breaks")
  func json() throws {
    for text in [
      "{\"id\": \"1\", \"cvn\": \"7391\"}", "{\"id\": \"1\", \"extra\": {\"Card-CVN\" : 7391}}",
      "{\"unknown\": 1, \"id\": \"1\", \"pinBlock\": \"7391\"}",
    ] {
      let scene = try scene(Feeds.json())
      try scene.deliver("{\"id\": \"0\", \"text\": \"cvn\"}\n\(text)\n", rows: 2)
      try expectRefused(scene, line: 2, saying: "an object names something like")
    }
  }

  @Test("a fixed record with digits behind its end")
  func fixed() throws {
    let scene = try scene(Feeds.fixed())
    let width = scene.feed.columns.reduce(0) { $0 + $1.width }
    func line(_ text: String) -> String { text.padding(toLength: width, withPad: " ", startingAt: 0) }
    let row = line("000001A")
    let text = [line("HDR202409300001"), row + "7391", line("TRL" + String(repeating: "0", count: 50))]
    try scene.land(scene.dataName, Array((text.joined(separator: "\n") + "\n").utf8))
    try scene.land(scene.controlName, [])
    try expectRefused(scene, line: 2, saying: "more fields than contracted")
  }
}
