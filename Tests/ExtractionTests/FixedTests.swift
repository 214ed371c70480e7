import Contracts
import Extraction
import MartCore
import Testing

@Suite("fixed width") struct FixedTests {
  let scene: Scene
  /// cust_no 6, name 8, born 8, balance 19, active 1: 42 bytes.
  static let first = "C00001张三    200002290000000000000012345Y"
  static let second = "C00002𠮷氏          -000000000000000500N"

  init() throws { scene = try Scene(Feeds.fixed()) }

  func land(
    _ records: [[UInt8]], header: String = "HDR202409300001", trailer: String
  ) throws {
    let lines = [filled(header)] + records + [filled(trailer)]
    try scene.land(scene.dataName, lines.flatMap { $0 + [0x0a] })
    try scene.land(scene.controlName, [])
  }

  func filled(_ text: String) -> [UInt8] {
    Array(text.utf8) + [UInt8](repeating: 0x20, count: max(0, 42 - text.utf8.count))
  }

  func trailer(_ rows: Int, _ active: Int, _ fen: Int) -> String {
    let pad = { (number: Int, width: Int) in
      let digits = String(number.magnitude)
      return (number < 0 ? "-" : "0") + String(repeating: "0", count: width - 1 - digits.count) + digits
    }
    return "TRL" + pad(rows, 12) + pad(active, 19) + pad(fen, 19)
  }

  @Test("fields are cut in bytes, then converted and trimmed; header and trailer agree")
  func cut() throws {
    try land([encoded(Self.first, "gb18030"), encoded(Self.second, "gb18030")], trailer: trailer(2, 1, 11845))
    let extracted = try scene.extract()
    #expect(extracted.accepted == 2)
    #expect(
      try scene.staged("SELECT line_no, balance_fen, active, birth_year, adult_on, has_born FROM row") == [
        "2|12345|1|2000|2018-03-01|1", "3|-500|0|||0",
      ])
    #expect(try scene.staged("SELECT * FROM secret") == ["2|C00001|张三|2000-02-29", "3|C00002|𠮷氏|"])
    #expect(
      try scene.staged("SELECT kind, value FROM token ORDER BY value") == [
        "customer|CORE|C00001", "customer|CORE|C00002",
      ])
    #expect(
      try scene.staged(
        "SELECT COUNT(*) FROM row JOIN token ON token = row.cust_no JOIN secret USING (line_no) WHERE value = 'CORE|' || secret.cust_no"
      )
        == ["2"])
  }

  @Test("a line of another length names the column, its place and the record's length (DQ-02); its key stays listed")
  func length() throws {
    let whole = try encoded(Self.first, "gb18030")
    try land(
      [Array(whole[..<9] + whole[10...]), encoded(Self.second, "gb18030"), encoded(Self.second + "x", "gb18030")],
      trailer: trailer(3, 0, -500))
    let extracted = try scene.extract()
    #expect(extracted.accepted == 1 && extracted.quarantined == 2)
    #expect(
      try scene.quarantine == [
        "2|active|DQ-02|the line ends at byte 41, inside active, which is 1 bytes from byte 42; a record has 42 bytes",
        "4||DQ-02|43 bytes instead of 42",
      ])
    #expect(
      try scene.staged("SELECT line_no, rule, cust_no IS NOT NULL, balance_fen FROM row") == [
        "2|DQ-02|1|", "3||1|-500", "4|DQ-02|1|",
      ])
    #expect(try scene.staged("SELECT value FROM token") == ["CORE|C00002"])
  }

  @Test("a cut two-byte character spoils its row alone (DQ-04)")
  func cutCharacter() throws {
    var bytes = try encoded(Self.first, "gb18030")
    bytes.remove(at: 9)
    bytes.insert(0x20, at: 13)
    var unreadable = bytes
    unreadable[2] = 0xc4
    try land([bytes, encoded(Self.second, "gb18030"), unreadable], trailer: trailer(3, 0, -500))
    #expect(try scene.extract().accepted == 1)
    #expect(
      try scene.quarantine == [
        "2|name|DQ-04|not valid gb18030 at byte 9", "4|cust_no|DQ-04|not valid gb18030 at byte 3",
      ])
    #expect(try scene.staged("SELECT line_no FROM row") == ["2", "3"])
  }

  @Test("the date in the header must be that of the name (DL-05), the sequence too (DL-04)")
  func header() throws {
    let record = try encoded(Self.first, "gb18030")
    try land([record], header: "HDR202409290001", trailer: trailer(1, 1, 12345))
    #expect(scene.refusal()?.rule == "DL-05")
    try land([record], header: "HDR202409300002", trailer: trailer(1, 1, 12345))
    #expect(scene.refusal()?.rule == "DL-04")
    try land([record], header: "C00001", trailer: trailer(1, 1, 12345))
    #expect(scene.refusal()?.rule == "DL-02")
  }

  @Test("a corrected file says its sequence in name and header")
  func corrected() throws {
    scene.sequence = 2
    #expect(scene.dataName == "CIF_20240930.2.dat" && scene.controlName == "CIF_20240930.2.ok")
    try land([encoded(Self.first, "gb18030")], header: "HDR202409300002", trailer: trailer(1, 1, 12345))
    try scene.extract()
    #expect(try scene.staged("SELECT sequence FROM delivery") == ["2"])
  }

  @Test("a snapshot of nothing, or of a fifth less, needs an operator's word (DL-07)")
  func drop() throws {
    try land([], trailer: trailer(0, 0, 0))
    #expect(scene.refusal()?.rule == "DL-07")
    let records = try (10...89).map { try encoded("C000\($0)" + Self.first.dropFirst(6), "gb18030") }
    try land(records, trailer: trailer(80, 80, 80 * 12345))
    scene.previousRows = 101
    let failure = try #require(scene.refusal())
    #expect(failure.rule == "DL-07" && failure.exit == .refused && failure.remedy.contains("--accept-drop cif"))
    scene.previousRows = 100
    #expect(scene.refusal() == nil)
    scene.previousRows = 1000
    scene.acceptsDrop = true
    #expect(scene.refusal() == nil)
  }
}
