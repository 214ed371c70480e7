import Contracts
import Extraction
import MartCore
import Testing

@Suite("separated text") struct SeparatedTests {
  @Test("too few and too many fields go to quarantine, raw and with their line (DQ-01)")
  func fieldCount() throws {
    let scene = try Scene(Feeds.card())
    let good = "|+||+|DEBIT|+|20240930|+|1"
    try scene.deliver(
      "A\(good)\nB\(good)|+|x\nC|+|\nD\(good)\nE|+|A|+|B\(good)\n", rows: 5, totals: ["amount_fen": "2", "debit": "2"])
    try scene.extract()
    #expect(
      try scene.quarantine == [
        "2||DQ-01|6 fields instead of 5", "3||DQ-01|2 fields instead of 5", "5||DQ-01|7 fields instead of 5",
      ])
    #expect(try scene.staged("SELECT CAST(raw AS TEXT) FROM quarantine WHERE line_no = 3") == ["C|+|"])
    #expect(try scene.staged("SELECT line_no FROM row") == ["1", "4"])
  }

  @Test("a bar or a plus alone is no separator of three bytes")
  func partialSeparator() throws {
    let scene = try Scene(Feeds.card())
    try scene.deliver("|A|+B|+|a+|+|DEBIT|+|20240930|+|1\n", rows: 1, totals: ["amount_fen": "1", "debit": "1"])
    try scene.extract()
    #expect(try scene.staged("SELECT txn_id FROM row") == ["|A|+B"])
    #expect(try scene.staged("SELECT name FROM secret") == ["a+"])
  }

  @Test("the byte 0x01 separates as well as a text")
  func startOfHeading() throws {
    var feed = Feeds.card()
    feed.format.separator = [1]
    let scene = try Scene(feed)
    try scene.deliver(
      "A\u{1}\u{1}DEBIT\u{1}20240930\u{1}1.5\n", rows: 1, totals: ["amount_fen": "1.50", "debit": "1"])
    #expect(try scene.extract().accepted == 1)
  }

  @Test("quotes hold separators, line feeds and doubled quotes; lines are counted as they stand in the file")
  func quotes() throws {
    let scene = try Scene(Feeds.csv())
    let text = """
      id,note,opened,amount
      1,"a, ""b""
      c",2024-09-30,1.00
      2,"",,
      "3","x","2024-02-29","-0.05"
      4,y,2023-02-29,1

      """
    try scene.deliver(text, rows: 4)
    try scene.extract()
    #expect(
      try scene.staged("SELECT line_no, id, note, opened, amount_fen FROM row WHERE rule IS NULL") == [
        "2|1|a, \"b\"\nc|2024-09-30|100", "4|2|||", "5|3|x|2024-02-29|-5",
      ])
    #expect(try scene.quarantine == ["6|opened|DQ-06|not a date yyyy-mm-dd"])
  }

  @Test("a quote out of its place spoils its own row alone; one that is never closed, the rest of the file")
  func strayQuotes() throws {
    let scene = try Scene(Feeds.csv())
    try scene.deliver("id,note,opened,amount\n1,5\" pipe,,\n2,\"a\"b,,\n3,ok,,\n4,\"open,,\n5,x,,\n", rows: 4)
    try scene.extract()
    #expect(
      try scene.quarantine == [
        "2||DQ-01|a quote inside or after a field; write the field in quotes and double the quotes in it",
        "3||DQ-01|a quote inside or after a field; write the field in quotes and double the quotes in it",
        "5||DQ-01|a quote is not closed",
      ])
    #expect(try scene.staged("SELECT id FROM row") == ["3"])
  }

  @Test("quoted GBK with tabs: a line feed and a tab inside quotes, trail bytes that look like marks")
  func quotedGBK() throws {
    let scene = try Scene(Feeds.csv(suffix: ".txt", encoding: .gbk, separator: "\t"))
    let text = "id\tnote\topened\tamount\n1\t\"俓\t中\n文 \"\"好\"\"\"\t2024-09-30\t1\n2\t亅\t\t\n"
    try scene.deliver(try encoded(text, "gbk"), rows: 2)
    try scene.extract()
    #expect(
      try scene.staged("SELECT line_no, note FROM row") == ["2|俓\t中\n文 \"好\"", "4|亅"])
  }

  @Test("a quoted field with 0x7C trail bytes in GBK, separated by bars")
  func quotedBars() throws {
    let scene = try Scene(Feeds.csv(suffix: ".txt", encoding: .gbk, separator: "|"))
    try scene.deliver(try encoded("id|note|opened|amount\n1|\"亅|亅\n\"|2024-09-30|1\n2|亅||\n", "gbk"), rows: 2)
    try scene.extract()
    #expect(try scene.staged("SELECT line_no, note FROM row") == ["2|亅|亅\n", "4|亅"])
  }

  @Test(
    "a header that differs from the contract refuses the file and names every column (DL-08)",
    arguments: [
      ("id,note,amount,opened", "'amount' stands in place 3, where 'opened' belongs"),
      ("id,note,opened", "'amount' is missing"),
      ("id,note,openned,amount", "'opened' is missing ('openned' stands there)"),
      ("id,note,opened,amount,cvn", "'cvn' is not in the contract"),
      ("id,id,opened,amount", "'note' is missing"),
    ])
  func header(line: String, what: String) throws {
    let scene = try Scene(Feeds.csv())
    try scene.deliver(line + "\n1,a,2024-09-30,1\n", rows: 1)
    let failure = try #require(scene.refusal())
    #expect(failure.rule == "DL-08" && failure.exit == .refused && failure.what.contains(what))
    #expect(failure.location == FileLocation(file: "TICKET_20240930.csv", line: 1))
  }

  @Test("a header with a byte order mark, quotes and CR LF is the same header")
  func tidyHeader() throws {
    let scene = try Scene(Feeds.csv())
    try scene.deliver("\u{feff}\"id\",note,\"opened\",amount\r\n1,a,2024-09-30,1\r\n", rows: 1)
    #expect(try scene.extract().accepted == 1)
  }

  @Test(
    "an empty file with control 0 is an empty night, with or without its header",
    arguments: ["", "id,note,opened,amount\n"])
  func empty(text: String) throws {
    let scene = try Scene(Feeds.csv())
    try scene.deliver(text, rows: 0)
    #expect(try scene.extract().rows == 0)
    #expect(try scene.staged("SELECT * FROM total") == ["rows|rows|0|0|0|0"])
    #expect(try scene.staged("SELECT COUNT(*) FROM row") == ["0"])
  }
}
