import Contracts
import Extraction
import Foundation
import MartCore
import MartStore
import Testing

/// `Scene.extract` asks SQLite whether each file is sound; here are the shapes that are seldom.
@Suite("staging files, page by page") struct PagesTests {
  /// id | note, a vaulted name with a token.
  private static func feed(_ delivery: DeliveryMode = .events) -> Feed {
    Feed(
      "page", delivery, file: .named("PAGE_", ".txt"), format: Format(.separated, separator: "|"), key: ["id"],
      columns: [
        Column("id", .integer, required: true), Column("note", .text, max: 100_000),
        Feeds.with(Column("name", .text, max: 100_000)) {
          $0.dataClass = .identifying
          $0.token = "customer"
        },
      ])
  }

  private static func scene(_ rows: [(id: String, note: String, name: String)]) throws -> Scene {
    let scene = try Scene(feed())
    try scene.deliver(rows.map { "\($0.id)|\($0.note)|\($0.name)\n" }.joined(), rows: rows.count)
    return scene
  }

  @Test("numbers of every width come back as they were")
  func numbers() throws {
    let edges = [0, 1, 2, 127, 128, 32_767, 32_768, 8_388_607, 8_388_608, 2_147_483_647, 2_147_483_648]
    let wide = [140_737_488_355_327, 140_737_488_355_328, 9_223_372_036_854_775_807]
    let signed = (edges + wide).flatMap { [$0, -$0, -$0 + 1] }
    let numbers = signed.reduce(into: [Int]()) { known, number in
      if !known.contains(number) { known.append(number) }
    }
    let scene = try Self.scene(numbers.map { ("\($0)", "", "") })
    try scene.extract()
    #expect(try scene.staged("SELECT id FROM row ORDER BY line_no") == numbers.map(String.init))
    #expect(try scene.staged("SELECT COUNT(*) FROM row WHERE note IS NULL AND name IS NULL") == ["\(numbers.count)"])
  }

  @Test("texts that do not fit into a page come back as they were, around every edge")
  func longTexts() throws {
    let sizes = Array(4060...4100) + Array(16_320...16_390) + Array(32_700...32_780) + [50_000, 99_999]
    let scene = try Self.scene(
      sizes.map {
        ("\($0)", String(repeating: "n", count: $0), String(repeating: "s", count: $0 - 4) + "\($0)".suffix(4))
      })
    try scene.extract()
    let lengths = sizes.map { "\($0)|\($0)" }
    #expect(try scene.staged("SELECT id, LENGTH(note) FROM row ORDER BY line_no") == lengths)
    #expect(
      try scene.staged("SELECT r.id, LENGTH(s.name) FROM row r JOIN secret s USING (line_no) ORDER BY line_no")
        == lengths.enumerated().map {
          "\(sizes[$0.offset])|\(max(sizes[$0.offset] - 4, 0) + min(4, String(sizes[$0.offset]).count))"
        })
    #expect(
      try scene.staged(
        "SELECT COUNT(*) FROM row r JOIN secret s USING (line_no) JOIN token t ON t.token = r.name AND t.value = s.name"
      )
        == ["\(sizes.count)"])
  }

  @Test("a tree of several levels finds each of its rows")
  func levels() throws {
    // Two rows a page, so that one page cannot hold what leads to all others.
    let note = String(repeating: "x", count: 7_000)
    let scene = try Self.scene((1...2_600).map { ("\($0)", note, "\($0)") })
    try scene.extract()
    #expect(try scene.staged("SELECT COUNT(*), SUM(id), SUM(LENGTH(note)) FROM row") == ["2600|3381300|18200000"])
    #expect(
      try scene.staged("SELECT id FROM row WHERE line_no IN (1, 2, 1299, 2599, 2600)") == [
        "1", "2", "1299", "2599", "2600",
      ])
  }

  @Test("tokens stand in their table once, though there be more than the cache holds")
  func manyTokens() throws {
    let rows = 275_000
    let scene = try Self.scene((1...rows).map { ("\($0)", "", "N\($0 % 270_000)") })
    try scene.extract()
    #expect(try scene.staged("SELECT COUNT(*), COUNT(DISTINCT value) FROM token") == ["270000|270000"])
    #expect(
      try scene.staged(
        """
        SELECT COUNT(*) FROM row r JOIN secret s USING (line_no)
        JOIN token t ON t.kind = 'customer' AND t.token = r.name AND t.value = s.name
        """) == ["\(rows)"])
    #expect(try scene.staged("SELECT line_no FROM row WHERE line_no IN (1, 262144, 262145, 275000)").count == 4)
  }

  @Test("keys that stand twice are found among many, wherever they stand")
  func manyKeys() throws {
    let rows = (1...30_000).map { ("\($0)", "n", "a") }
    let scene = try Self.scene(rows + [("7", "n", "a"), ("29999", "other", "a"), ("7", "n", "a")])
    let extracted = try scene.extract()
    #expect(extracted.repeated == 2)
    #expect(try scene.quarantine.map { $0.prefix(12) } == ["29999||DQ-10", "30002||DQ-10"])
    #expect(try scene.staged("SELECT line_no FROM row WHERE rule = 'REPEAT'") == ["30001", "30003"])
  }

  @Test("a file without rows, and one in which every row is refused, are sound")
  func noRows() throws {
    try Self.scene([]).extract()
    let scene = try Self.scene((1...2_000).map { _ in ("x", String(repeating: "y", count: 900), "z") })
    try scene.extract()
    #expect(try scene.staged("SELECT COUNT(*), SUM(LENGTH(raw)) FROM quarantine") == ["2000|\(2_000 * 904)"])
    #expect(try scene.staged("SELECT COUNT(*) FROM token") == ["0"])
  }
}
