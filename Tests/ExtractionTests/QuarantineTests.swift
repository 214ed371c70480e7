import Contracts
import Extraction
import MartCore
import Testing

@Suite("row rules") struct RowRuleTests {
  /// One event a line: no, then one column of the given kind.
  func scene(_ column: Column) throws -> Scene {
    try Scene(
      Feed(
        "rules", .events, file: .named("R_", ".txt"), format: Format(.separated, separator: ";"), key: ["no"],
        columns: [Column("no", .integer, required: true), column]))
  }

  func outcome(_ column: Column, _ value: String) throws -> String {
    let scene = try scene(column)
    try scene.deliver("1;\(value)\n", rows: 1)
    try scene.extract()
    if let refused = try scene.quarantine.first { return refused }
    return try scene.staged("SELECT \(column.name) FROM row").joined()
  }

  @Test(
    "amounts",
    arguments: [
      ("1234.56", "123456"), ("-0.05", "-5"), ("12.3", "1230"), ("007", "700"), ("-0", "0"),
      ("1,234.56", "v|DQ-08|not an amount"), ("12.345", "v|DQ-08|more decimals than the currency has"),
      ("1.2E3", "v|DQ-08|not an amount"), ("1e19", "v|DQ-08|not an amount"), ("+1", "v|DQ-08|not an amount"),
      (".5", "v|DQ-08|not an amount"), ("5.", "v|DQ-08|not an amount"), ("1.2.3", "v|DQ-08|not an amount"),
      ("-", "v|DQ-08|not an amount"), (" 1", "v|DQ-08|not an amount"), ("１", "v|DQ-08|not an amount"),
      ("10000000000000000000", "v|DQ-09|out of range"), ("100000000000000.00", "10000000000000000"),
      ("100000000000000.01", "v|DQ-09|out of range"), ("-100000000000000.01", "v|DQ-09|out of range"),
      ("", "v|DQ-03|empty, but required"),
    ])
  func money(value: String, expected: String) throws {
    let result = try outcome(Column("v", .money, required: true), value)
    #expect(result == (expected.hasPrefix("v|") ? "1|" + expected : expected))
  }

  @Test(
    "integers",
    arguments: [
      ("0", "0"), ("-42", "-42"), ("000000007", "7"), ("9223372036854775807", "9223372036854775807"),
      ("9223372036854775808", "1|v|DQ-09|out of range"), ("1.0", "1|v|DQ-08|not an integer"),
      ("0x1", "1|v|DQ-08|not an integer"),
      ("--1", "1|v|DQ-08|not an integer"), ("", ""),
    ])
  func integer(value: String, expected: String) throws {
    #expect(try outcome(Column("v", .integer), value) == expected)
  }

  @Test(
    "dates: only days that the calendar has, in the agreed form",
    arguments: [
      ("2024-02-29", "2024-02-29"), ("2023-02-29", "bad"), ("2024-2-29", "bad"), ("20240229", "bad"),
      ("2024-13-01", "bad"),
      ("2024-00-01", "bad"), ("2024-01-00", "bad"), ("0000-01-01", "bad"), ("9999-12-31", "9999-12-31"),
      ("2024.02.29", "bad"),
      ("\u{feff}2024-02-29", "bad"), ("2024-02-29 ", "bad"), ("1900-02-29", "bad"), ("2000-02-29", "2000-02-29"),
    ])
  func date(value: String, expected: String) throws {
    let result = try outcome(Column("v", .date), value)
    #expect(result == (expected == "bad" ? "1|v|DQ-06|not a date yyyy-mm-dd" : expected))
  }

  @Test(
    "instants become the pipeline's time, with milliseconds",
    arguments: [
      ("2024-09-30T12:34:56.789+08:00", "2024-09-30T12:34:56.789+08:00"),
      ("2024-09-30T12:34:56+0800", "2024-09-30T12:34:56.000+08:00"),
      ("2024-09-30T20:00:00.5Z", "2024-10-01T04:00:00.500+08:00"),
      ("2024-03-01T00:30:00+09:00", "2024-02-29T23:30:00.000+08:00"),
      ("2024-09-30T23:59:59.999999-05:30", "2024-10-01T13:29:59.999+08:00"), ("2024-09-30T12:34:56", "no offset"),
      ("2024-09-30T12:34:56.789", "no offset"), ("2024-09-30T24:00:00Z", "bad"), ("2024-09-30T12:60:00Z", "bad"),
      ("2024-09-30T23:59:60Z", "bad"),
      ("2024-09-30 12:34:56Z", "bad"), ("2024-09-30T12:34:56.Z", "bad"), ("2024-09-30T12:34:56+8", "bad"),
      ("2023-02-29T12:34:56Z", "bad"),
      ("2024-09-30T12:34:56+19:00", "bad"), ("9999-12-31T23:00:00Z", "bad"), ("2024-09-30", "bad"),
    ])
  func timestamp(value: String, expected: String) throws {
    let bad = "1|v|DQ-06|not a time yyyy-mm-ddThh:mm:ss with an offset"
    let result = try outcome(Column("v", .timestamp), value)
    #expect(
      result == (expected == "bad" ? bad : expected == "no offset" ? "1|v|DQ-06|a time without an offset" : expected))
  }

  @Test("texts are measured in characters (DQ-05), flags are Y or N")
  func texts() throws {
    #expect(try outcome(Column("v", .text, max: 3), "中文字") == "中文字")
    #expect(try outcome(Column("v", .text, max: 3), "abcd") == "1|v|DQ-05|longer than 3 characters")
    #expect(try outcome(Column("v", .flag), "Y") == "1" && outcome(Column("v", .flag), "N") == "0")
    #expect(try outcome(Column("v", .flag), "y") == "1|v|DQ-12|not Y or N")
  }

  @Test("unknown and expired codes: strict lists reject, open ones keep the row and say so")
  func codes() throws {
    var column = Feeds.with(Column("v", .code)) { $0.list = "kind" }
    #expect(try outcome(column, "DEBIT") == "DEBIT")
    #expect(try outcome(column, "debit") == "1|v|DQ-12|not a code of the list kind")
    #expect(
      try outcome(column, "OLD") == "1|v|DQ-13|a code of the list kind that does not hold on the business date")
    column.unknown = .keep
    let scene = try scene(column)
    try scene.deliver("1;NEW\n2;OLD\n3;NEWER\n4;DEBIT\n", rows: 4)
    #expect(try scene.extract().accepted == 4)
    #expect(try scene.staged("SELECT v FROM row") == ["UNK", "OLD", "UNK", "DEBIT"])
    #expect(
      try scene.staged("SELECT * FROM finding") == [
        "DQ-12|v|not a code of the list kind|2|1",
        "DQ-13|v|a code of the list kind that does not hold on the business date|1|2",
      ])
  }

  @Test("a code is judged on the row's own business date")
  func datedCode() throws {
    let scene = try Scene(Feeds.card())
    let past = (Scene.date - 101).compact
    let edge = (Scene.date - 100).compact
    try scene.deliver(
      "1|+||+|OLD|+|\(past)|+|1\n2|+||+|OLD|+|\(edge)|+|1\n", rows: 2, totals: ["amount_fen": "2", "debit": "0"])
    try scene.extract()
    #expect(try scene.staged("SELECT line_no, rule, late, kind FROM row") == ["1||1|OLD", "2|DQ-13|1|OLD"])
  }

  @Test("the business date: tomorrow's rows are quarantined (DQ-07), those before the window late")
  func window() throws {
    let scene = try Scene(Feeds.card())
    let dates = ["20241001", "20240930", "20240929", "20240101"]
    let text = dates.enumerated().map { "\($0)|+||+|DEBIT|+|\($1)|+|1\n" }.joined()
    try scene.deliver(text, rows: 4, totals: ["amount_fen": "4", "debit": "4"])
    #expect(try scene.extract().late == 2)
    #expect(try scene.staged("SELECT rule, late FROM row") == ["DQ-07|0", "|0", "|1", "|1"])
    #expect(try scene.quarantine == ["1|posted_on|DQ-07|later than the business date of the delivery"])
    scene.windowFrom = nil
    #expect(try scene.extract().late == 0)
  }

  @Test("a card number must hold by Luhn (CRD-02)")
  func luhn() throws {
    let column = Feeds.with(Column("v", .text, max: 19)) { $0.check = "luhn" }
    #expect(try outcome(column, "4111111111111112") == "1|v|CRD-02|the check digit is wrong")
    #expect(try outcome(column, "4111111111111111") == "4111111111111111")
    #expect(try outcome(column, "411111111111111A") == "1|v|CRD-02|the check digit is wrong")
  }

  @Test("decimals are those of the row's currency, wherever its column stands")
  func currencies() throws {
    let amount = Feeds.with(Column("v", .money)) {
      $0.currency = nil
      $0.currencyColumn = "ccy"
    }
    let scene = try scene(amount)
    scene.feed.columns.append(Feeds.with(Column("ccy", .code, required: true)) { $0.list = "ccy" })
    try scene.deliver("1;100;JPY\n2;100.5;CNY\n3;100.0;JPY\n4;1;XXX\n", rows: 4)
    try scene.extract()
    #expect(try scene.staged("SELECT v FROM row") == ["100", "10050", "", ""])
    #expect(
      try scene.quarantine == [
        "3|v|DQ-08|more decimals than the currency has", "4|ccy|DQ-12|not a code of the list ccy",
      ])
  }

  @Test("where a contract says what an empty field means, it is read as that")
  func emptyAs() throws {
    #expect(try outcome(Feeds.with(Column("v", .text, required: true)) { $0.emptyAs = "-" }, "") == "-")
    #expect(try outcome(Feeds.with(Column("v", .integer, required: true)) { $0.emptyAs = "0" }, "") == "0")
  }

  @Test("the first column that is wrong is named; readable amounts of the row still count")
  func first() throws {
    let scene = try Scene(Feeds.card())
    try scene.deliver(
      "|+||+|NEW|+|x|+|3.00\n2|+|name of eleven|+|DEBIT|+|20240930|+|\n", rows: 2,
      totals: ["amount_fen": "3", "debit": "1"])
    try scene.extract()
    #expect(try scene.quarantine == ["1|txn_id|DQ-03|empty, but required", "2|name|DQ-05|longer than 10 characters"])
    #expect(try scene.staged("SELECT * FROM secret") == [])
  }
}

@Suite("rules of the contract") struct ContractRuleTests {
  @Test("reject sends rows to quarantine with their raw bytes, find counts them")
  func rules() throws {
    let scene = try Scene(Feeds.card(suffix: ".dat.gz"))
    scene.feed.rules = [
      RowRule("TXN-01", .reject, "amount_fen <= 0", because: "an amount is positive", column: "amount_fen"),
      RowRule("TXN-09", .find, "business_date < '2024-09-30'", because: "posted before today"),
      RowRule("NAM-01", .reject, "name IS NULL", because: "a name is wanted", column: "name"),
    ]
    let text =
      "1|+|A|+|DEBIT|+|20240930|+|-1\n2|+||+|DEBIT|+|20240930|+|2\n3|+|C|+|DEBIT|+|20240929|+|4\n4|+||+|DEBIT|+|20240929|+|8\n"
    try scene.deliver(text, rows: 4, totals: ["amount_fen": "13", "debit": "4"])
    let extracted = try scene.extract()
    #expect(extracted.accepted == 1 && extracted.quarantined == 3 && extracted.late == 1)
    #expect(
      try scene.quarantine == [
        "1|amount_fen|TXN-01|an amount is positive", "2|name|NAM-01|a name is wanted", "4|name|NAM-01|a name is wanted",
      ])
    #expect(
      try scene.staged("SELECT CAST(raw AS TEXT) FROM quarantine WHERE line_no = 2") == ["2|+||+|DEBIT|+|20240930|+|2"])
    #expect(try scene.staged("SELECT * FROM finding") == ["TXN-09||posted before today|2|3"])
    #expect(try scene.staged("SELECT name FROM secret") == ["C"])
    #expect(try scene.staged("SELECT * FROM total WHERE measure = 'amount_fen'") == ["amount_fen|fen|1300|400|900|0"])
  }

  @Test("a rule may look at the whole file and at a reference")
  func subqueries() throws {
    let scene = try Scene(Feeds.card())
    scene.pipeline.references = [
      Reference(
        "limits", [ReferenceColumn("kind", .text), ReferenceColumn("most", .integer)], rows: [["DEBIT", "500"]])
    ]
    scene.feed.rules = [
      RowRule(
        "LIM-01", .reject, "amount_fen > (SELECT most FROM ref_limits AS l WHERE l.kind = 'DEBIT')", because: "too much"
      ),
      RowRule(
        "SUM-01", .reject, "kind IN (SELECT kind FROM row GROUP BY kind HAVING COUNT(*) > 2)", because: "too many"),
    ]
    let lines = [
      "DEBIT|+|20240930|+|6", "DEBIT|+|20240930|+|5", "CREDIT|+|20240930|+|1", "CREDIT|+|20240930|+|2",
      "CREDIT|+|20240930|+|3",
    ]
    try scene.deliver(
      lines.enumerated().map { "\($0)|+||+|\($1)\n" }.joined(), rows: 5, totals: ["amount_fen": "17", "debit": "2"])
    try scene.extract()
    #expect(try scene.staged("SELECT rule FROM row") == ["LIM-01", "", "SUM-01", "SUM-01", "SUM-01"])
  }

  @Test("a rule that is no SQL is the pipeline's mistake")
  func broken() throws {
    let scene = try Scene(Feeds.card())
    scene.feed.rules = [RowRule("X", .reject, "amount_yuan > 0", because: "")]
    try scene.deliver("", rows: 0, totals: ["amount_fen": "0", "debit": "0"])
    #expect(scene.refusal()?.exit == .pipeline)
  }
}

@Suite("the same key twice in a file (DQ-10)") struct DuplicateTests {
  static let rows = "A|+|x|+|DEBIT|+|20240930|+|1\nB|+||+|DEBIT|+|20240930|+|2\n"

  @Test("identical events: the second is a repeat; the first stays")
  func identical() throws {
    let scene = try Scene(Feeds.card())
    try scene.deliver(Self.rows + Self.rows + Self.rows, rows: 6, totals: ["amount_fen": "9", "debit": "6"])
    let extracted = try scene.extract()
    #expect(extracted.accepted == 2 && extracted.repeated == 4 && extracted.quarantined == 0)
    #expect(try scene.staged("SELECT line_no FROM row WHERE rule IS NULL") == ["1", "2"])
    #expect(try scene.staged("SELECT line_no FROM secret") == ["1", "2"])
    #expect(try scene.staged("SELECT * FROM total WHERE measure = 'amount_fen'") == ["amount_fen|fen|900|300|0|600"])
  }

  @Test("different events, even if only in what the vault keeps: all are quarantined")
  func different() throws {
    let scene = try Scene(Feeds.card())
    let other = "A|+|y|+|DEBIT|+|20240930|+|1\nC|+||+|DEBIT|+|20240930|+|2\n"
    try scene.deliver(Self.rows + other, rows: 4, totals: ["amount_fen": "6", "debit": "4"])
    let extracted = try scene.extract()
    #expect(extracted.accepted == 2 && extracted.quarantined == 2)
    #expect(
      try scene.staged("SELECT line_no, rule, CAST(raw AS TEXT) FROM quarantine").first == "1|DQ-10|"
        + Self.rows.prefix { $0 != "\n" })
    #expect(try scene.staged("SELECT line_no FROM row WHERE rule = 'DQ-10'") == ["1", "3"])
  }

  @Test("a row that another rule has quarantined makes nobody a double")
  func quarantinedFirst() throws {
    let scene = try Scene(Feeds.card())
    scene.feed.rules = [RowRule("TXN-01", .reject, "amount_fen <= 0", because: "an amount is positive")]
    let text = "A|+||+|DEBIT|+|20240930|+|x\nA|+||+|DEBIT|+|20240930|+|-1\nA|+||+|DEBIT|+|20240930|+|1\n"
    try scene.deliver(text, rows: 3, totals: ["amount_fen": "0", "debit": "3"])
    try scene.extract()
    #expect(try scene.staged("SELECT rule FROM row") == ["DQ-08", "TXN-01", ""])
  }

  @Test("in a delta all stay, the last one wins later")
  func delta() throws {
    let scene = try Scene(Feeds.card(delivery: .delta))
    try scene.deliver(Self.rows + Self.rows, rows: 4, totals: ["amount_fen": "6", "debit": "4"])
    #expect(try scene.extract().accepted == 4)
  }

  @Test("a vaulted key is compared by its token; tokens of quarantined rows alone are not kept")
  func tokens() throws {
    let scene = try Scene(Feeds.card())
    scene.feed.columns[1].token = "holder"
    scene.feed.key = ["name"]
    let text =
      "1|+|a|+|DEBIT|+|20240930|+|1\n2|+|b|+|DEBIT|+|20240930|+|1\n3|+|a|+|DEBIT|+|20240930|+|1\n4|+|c|+|NEW|+|20240930|+|1\n"
    try scene.deliver(text, rows: 4, totals: ["amount_fen": "4", "debit": "3"])
    try scene.extract()
    #expect(try scene.staged("SELECT line_no, rule FROM row") == ["1|DQ-10", "2|", "3|DQ-10", "4|DQ-12"])
    #expect(try scene.staged("SELECT kind, value FROM token") == ["holder|b"])
    #expect(try scene.staged("SELECT COUNT(*) FROM row WHERE name IS NULL") == ["0"])
  }
}
