import Contracts
import Extraction
import MartCore
import Testing

/// Reading without keeping, as benchmarks do.
@Suite("decoding alone") struct DecodeTests {
  private func texts(_ fields: DecodedFields) -> [String] { fields.map { String(decoding: $0, as: UTF8.self) } }

  private func decode(_ scene: Scene, each: ((DecodedFields) -> Void)? = nil) throws -> Decoded {
    try Extraction.decode(scene.delivery, feed: scene.feed, pipeline: scene.pipeline, each: each)
  }

  @Test("finds the rows that extraction finds, sound and not, in bytes as landed and as text; nothing is written")
  func counts() throws {
    let scene = try Scene(Feeds.card(encoding: .gb18030, suffix: ".txt.gz"))
    let text = "A|+|王|+|DEBIT|+|20240930|+|1\nB|+|x\nC|+|李|+|NONE|+|20240930|+|1\n"
    let bytes = try encoded(text, "gb18030")
    try scene.deliver(bytes, rows: 3, totals: ["amount_fen": "2", "debit": "1"])
    let decoded = try decode(scene)
    #expect(decoded.rows == 3 && decoded.sound == 1)
    #expect(decoded.plainBytes == Int64(bytes.count) && decoded.landedBytes == Int64(gzipped(bytes).count))
    #expect(scene.files("staging") == [] && scene.files("archive") == [])
    let extracted = try scene.extract()
    #expect(extracted.rows == decoded.rows && extracted.accepted == decoded.sound)
  }

  @Test("shows the fields as texts in UTF-8; of a line that cannot be cut, the first holds the whole")
  func separated() throws {
    let scene = try Scene(Feeds.card(encoding: .gb18030))
    try scene.deliver(try encoded("A|+|王|+|DEBIT|+|20240930|+|1.5\nB|+|x\n", "gb18030"), rows: 2)
    var rows: [[String]] = []
    _ = try decode(scene) { rows.append(texts($0)) }
    #expect(rows == [["A", "王", "DEBIT", "20240930", "1.5"], ["B|+|x", "", "", "", ""]])
  }

  @Test("shows JSON's words and numbers as they stand, and nothing for null and absent names")
  func json() throws {
    let scene = try Scene(Feeds.json())
    try scene.deliver(#"{"id":"1","text":"a\"\u4e2d","count":-7,"active":true,"at":null}"# + "\n", rows: 1)
    var rows: [[String]] = []
    _ = try decode(scene) { rows.append(texts($0)) }
    #expect(
      rows == [scene.feed.columns.map { ["id": "1", "text": "a\"中", "count": "-7", "active": "true"][$0.name] ?? "" }])
  }
}
