import Foundation
import MartTesting
import Testing

@Suite("a changed pipeline") struct ChangeTests {
  typealias Edit = ChangingMarket.Edit

  /// A change of the folder, and what it is.
  private struct Case {
    var kind: String
    var name: String
    var says: String
    var edits: [Edit]
    /// Tables that are made anew.
    var made: [String] = []
    /// True where a home under the changed pipeline is compared table by table, by Python.
    var counts = false
    var status: Int32 = 0
  }

  private static let dimStall = "models/dim_stall.sql"
  private static let cases = [
    Case(
      kind: "model", name: "goods_levy", says: "no effect",
      edits: [
        .replace("models/goods_levy.sql", "WITH sold AS", "WITH by_goods AS"),
        .replace("models/goods_levy.sql", "LEFT JOIN sold AS s", "LEFT JOIN by_goods AS s"),
      ], made: ["goods_levy"], counts: true),
    Case(
      kind: "model", name: "fact_sale", says: "no effect",
      edits: [.replace("models/fact_sale.sql", "FROM stg_sale", "FROM stg_sale -- as the till tells it")]),
    Case(
      kind: "model", name: "stall_day", says: "no effect",
      edits: [
        .replace(
          "models/stall_day.sql", "SELECT stall_no, sold_on, COUNT(*)", "select\n  stall_no,\n  sold_on, count( * )")
      ]),
    Case(
      kind: "model", name: "dim_stall", says: "no effect",
      edits: [.replace(dimStall, "title: Stalls of today", "title: The stalls of today")]),
    Case(
      kind: "model", name: "stall_day", says: "added column",
      edits: [
        .replace(
          "models/stall_day.sql", "  sale_cnt: ",
          "  max_fen: { type: integer, required: true, class: C2, unit: fen, doc: the dearest }\n  sale_cnt: "),
        .replace("models/stall_day.sql", "sold_on, COUNT(*)", "sold_on, MAX(amount_fen) AS max_fen, COUNT(*)"),
      ], made: ["stall_day"], counts: true),
    Case(
      kind: "model", name: "dear_sale", says: "changed rows",
      edits: [.replace("models/dear_sale.sql", "s.amount_fen >= c.dear_fen", "s.amount_fen >= c.dear_fen + 7000")],
      made: ["dear_sale", "market_kpi"], counts: true),
    Case(
      kind: "model", name: "dim_stall", says: "breaking for output S02",
      edits: [
        .replace(
          dimStall, "  rent_fen: { type: integer, required: true, class: C2, unit: fen, doc: rent of a month }\n", ""),
        .replace(dimStall, "SELECT stall_no, rent_fen", "SELECT stall_no"),
      ], made: ["dim_stall"], status: 78),
    Case(
      kind: "model", name: "stall_day", says: "changed type",
      edits: [
        .replace(
          "models/stall_day.sql", "sale_cnt:   { type: integer, required: true, unit: sales, additive: yes,",
          "sale_cnt:   { type: text, required: true,"),
        .replace("models/stall_day.sql", "COUNT(*) AS sale_cnt", "CAST(COUNT(*) AS VARCHAR(8)) AS sale_cnt"),
      ], made: ["stall_day"], counts: true),
    Case(
      kind: "model", name: "market_kpi", says: "changed figures M02",
      edits: [
        .replace("models/market_kpi.sql", "COUNT(*) FROM dear_sale", "COUNT(*) FROM dear_sale WHERE amount_fen > 60000")
      ],
      made: ["market_kpi"], counts: true),
    Case(
      kind: "check", name: "large_sales", says: "changed check",
      edits: [.replace("checks/large_sales.sql", "amount_fen > 100000", "amount_fen > 80000")]),
    Case(
      kind: "model", name: "fish_sale", says: "new model",
      edits: [
        .write(
          "models/fish_sale.sql",
          """
          /*---
          model: fish_sale
          title: Sales of fish
          grain: one row per sale
          owner: till
          key: [sale_no]
          refresh: full
          columns:
            sale_no: { type: text, doc: number of the sale }
          ---*/
          SELECT sale_no FROM fact_sale WHERE goods = 'FISH'
          """)
      ], made: ["fish_sale"]),
    Case(
      kind: "model", name: "goods_levy", says: "removed model", edits: [.remove("models/goods_levy.sql")]),
    Case(
      kind: "parameter", name: "dear_fen", says: "changed parameter",
      edits: [.replace("pipeline.yaml", "dear_fen: 50000", "dear_fen: 60000")], made: ["dear_sale", "market_kpi"],
      counts: true),
    Case(
      kind: "reference", name: "levy", says: "changed reference",
      edits: [.replace("reference/levy.csv", "FISH,500", "FISH,600")], made: ["goods_levy"], counts: true),
    Case(
      kind: "output", name: "S02", says: "changed output",
      edits: [.replace("outputs/s02.yaml", "FROM dim_stall", "FROM dim_stall WHERE rent_fen > 102000")]),
    Case(
      kind: "output", name: "S01", says: "no effect",
      edits: [.replace("outputs/s01.yaml", "FROM stall_day", "FROM stall_day AS d")]),
    Case(
      kind: "model", name: "troubled", says: "breaking for output S04", edits: [.remove("models/troubled.sql")],
      status: 78),
    Case(
      kind: "model", name: "complaint_day", says: "breaking for path M2",
      edits: [.remove("models/complaint_day.sql")], status: 78),
    Case(
      kind: "feed", name: "sale", says: "changed contract",
      edits: [
        .replace(
          "feeds/sale.yaml", "publishes:",
          "journal_rules:\n  - { id: SAL-02, reject: \"SELECT delivery_id, line_no FROM jrn_sale WHERE amount_fen < 1500\", "
            + "because: \"small sales are the keeper's own\" }\npublishes:")
      ], made: ["fact_sale", "dear_sale", "goods_levy", "market_kpi", "stall_day"], counts: true),
    Case(
      kind: "feed", name: "complaint", says: "changed contract",
      edits: [
        .replace("feeds/complaint.yaml", "control:", "  note_text: { type: text, max: 20, source: note }\ncontrol:")
      ], made: ["fact_complaint", "complaint_day"]),
    Case(
      kind: "model", name: "troubled", says: "changed rows",
      edits: [.replace("models/troubled.sql", "complaint_cnt > 1", "complaint_cnt > 0")], made: ["troubled"],
      counts: true),
    Case(
      kind: "figure", name: "M02", says: "changed figure",
      edits: [.replace("metrics/market.yaml", "sales of dear_fen and more", "sales of 500 yuan and more")]),
    Case(
      kind: "parameter", name: "unread_no", says: "changed parameter",
      edits: [.replace("pipeline.yaml", "unread_no: 1", "unread_no: 2")]),
  ]

  @Test("is classed by what it does, and its rows counted as Python counts them over a mart that it made")
  func classes() throws {
    let market = try ChangingMarket()
    let before = try market.market.bytes()
    for change in Self.cases {
      let what: Comment = "\(change.kind) \(change.name), \(change.says)"
      let folder = try market.changed(change.edits)
      let (told, status, errors) = try market.change(folder)
      #expect(status == change.status, "\(what): \(errors)")
      #expect(told.changes.map(\.name) == [change.name] && told.changes.map(\.kind) == [change.kind], what)
      #expect(told.changes.map(\.class) == [change.says], what)
      #expect(Set(told.tables.map(\.table)) == Set(change.made), what)
      if change.says == "no effect" { #expect(told.differing.isEmpty && told.outputs.isEmpty, what) }
      if change.counts {
        #expect(told.differing.sorted { $0.table < $1.table } == (try market.published(under: folder)), what)
      }
    }
    #expect(try market.market.bytes() == before)
    let left = try FileManager.default.contentsOfDirectory(atPath: market.market.home)
    #expect(!left.contains { $0.hasPrefix("plan") }, "\(left)")
  }

  @Test("shows figures, outputs, checks and keys before and after")
  func shown() throws {
    let market = try ChangingMarket()
    func ask(_ sql: String) throws -> Int { Int(try market.market.ask(sql)) ?? -1 }
    let raised = try market.change(
      try market.changed([.replace("pipeline.yaml", "dear_fen: 50000", "dear_fen: 60000")]))
    let dear = try [50000, 60000].map { try ask("SELECT COUNT(*) FROM fact_sale WHERE amount_fen >= \($0)") }
    #expect(raised.told.figures.map(\.figure) == ["M02"])
    #expect(raised.told.figures.map(\.before) == [dear[0]] && raised.told.figures.map(\.after) == [dear[1]])
    let output = try #require(raised.told.outputs.first)
    #expect(output.output == "S05" && output.rows_before == dear[0] && output.rows_after == dear[1])
    #expect(output.removed == dear[0] - dear[1] && output.added == 0 && output.changed == 0)
    let sales = try #require(raised.told.tables.first { $0.table == "dear_sale" })
    let keys = try market.market.ask(
      "SELECT sale_no FROM fact_sale WHERE amount_fen >= 50000 AND amount_fen < 60000 ORDER BY sale_no LIMIT 10")
    #expect(sales.examples.map(\.key).joined(separator: "\n") == keys)
    #expect(sales.examples.allSatisfy { $0.change == "removed" })

    let stricter = try market.change(
      try market.changed([.replace("checks/large_sales.sql", "amount_fen > 100000", "amount_fen > 80000")]))
    let found = try ask("SELECT COUNT(*) FROM fact_sale WHERE amount_fen > 80000")
    #expect(stricter.told.checks.map(\.check) == ["large_sales"])
    #expect(stricter.told.checks.map(\.before) == [0] && stricter.told.checks.map(\.after) == [found] && found > 0)
    #expect(stricter.status == 0, "a warning stops nothing")

    let fewer = try market.change(
      try market.changed([.replace("outputs/s02.yaml", "FROM dim_stall", "FROM dim_stall WHERE rent_fen > 102000")]))
    let gone = try ask("SELECT COUNT(*) FROM dim_stall WHERE NOT rent_fen > 102000")
    #expect(fewer.told.outputs.map(\.removed) == [gone] && gone > 0 && fewer.told.tables.isEmpty)
  }

  @Test("that would be stopped by a check says so with exit 65; one that cannot be made, with the findings and 78")
  func refused() throws {
    let market = try ChangingMarket()
    let stopped = try market.plan(
      try market.changed([.replace(Self.dimStall, "is_current = 1", "is_current = 1 AND rent_fen > 102000")]))
    #expect(stopped.status == 65 && stopped.output.contains("nothing would be published"), "\(stopped.errors)")
    let lost = try market.plan(
      try market.changed([.replace("models/fact_sale.sql", "FROM stg_sale", "FROM stg_sale WHERE goods <> 'FISH'")]))
    let fish = try market.market.ask("SELECT -SUM(amount_fen) FROM fact_sale WHERE goods = 'FISH'")
    #expect(lost.status == 65)
    #expect(lost.output.contains("feed sale: amount_fen of fact_sale is off by \(fish); nothing would be published"))
    #expect(lost.output.contains("path M1 step 2: amount_fen of fact_sale is off by \(fish)"), "\(lost.output)")
    let wrong = try market.plan(try market.changed([.replace(Self.dimStall, "rent_fen FROM", "rent AS rent_fen FROM")]))
    #expect(wrong.status == 78 && wrong.errors.contains("'rent', which is no column"), "\(wrong.errors)")
    let broken = try market.plan(try market.changed([.remove("models/troubled.sql")]))
    #expect(broken.output.contains("breaking for output S04"), "\(broken.output)")
    #expect(broken.errors.contains("output 'S04' reads 'troubled', which is no table"), "\(broken.errors)")
    let renamed = try market.plan(
      try market.changed([
        .replace("outputs/s02.yaml", "  rent_fen: {", "  month_fen: {"),
        .replace("outputs/s02.yaml", "rent_fen\n", "rent_fen AS month_fen\n"),
      ]))
    #expect(renamed.status == 78 && renamed.output.contains("breaking for output S02"), "\(renamed.output)")
  }

  @Test("of the published folder is none: the plan is the next night's")
  func unchanged() throws {
    let market = try ChangingMarket()
    let same = try market.plan(market.market.pipeline, "--json")
    #expect(same.status == 0 && !same.output.contains("\"change\""), "\(same.output)")
    let talk = try market.plan(try market.changed([.write("README.md", "read me")]), "--json")
    #expect(talk.status == 0 && !talk.output.contains("\"change\""), "\(talk.output)")
  }
}
