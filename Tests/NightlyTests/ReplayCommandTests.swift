import Foundation
import MartTesting
import Testing

@Suite("quarantined rows taken in again") struct ReplayCommandTests {
  /// Three nights under a rule that is too strict: sales above 500 and stalls of Zed are refused.
  private func shop() throws -> ShopHome {
    let shop = try ShopHome()
    try shop.edit(
      "feeds/sale.yaml", "publishes:",
      "rules:\n  - { id: S-01, reject: \"amount_fen > 500\", because: \"nothing is so dear\" }\npublishes:")
    try append(
      shop, "feeds/stall.yaml", "rules:\n  - { id: S-02, reject: \"keeper = 'Zed'\", because: \"nobody knows him\" }\n")
    try shop.landSales("2024-09-01", "1:100", "2:700")
    try shop.landStalls("2024-09-01", "A:Ann", "B:Zed")
    try shop.run()
    try shop.landSales("2024-09-02", "3:900", "4:50")
    try shop.landStalls("2024-09-02", "A:Ann", "B:Zed")
    try shop.run()
    try shop.landSales("2024-09-03", "5:600", "6:60")
    try shop.landStalls("2024-09-03", "A:Ann", "B:Zed")
    try shop.run()
    return shop
  }

  private func append(_ shop: ShopHome, _ file: String, _ text: String) throws {
    let path = "\(shop.pipelineFolder)/\(file)"
    try (String(contentsOfFile: path, encoding: .utf8) + text).write(toFile: path, atomically: true, encoding: .utf8)
  }

  private let account = """
    SELECT c.business_date, c.measure, c.announced, c.accepted, c.quarantined, c.difference FROM meta_conservation AS c
     WHERE c.feed = 'sale' AND c.measure = 'amount_fen' ORDER BY 1
    """

  @Test("go to their own business dates, the accounts close, and outputs that were sent are told")
  func events() throws {
    let shop = try shop()
    #expect(try shop.ask(account).contains("2024-09-01|amount_fen|800|100|700|0"))
    try shop.edit("feeds/sale.yaml", "amount_fen > 500", "amount_fen > 800")
    let ended = try shop.mart("replay", "--feed", "sale", "--rule", "S-01")
    #expect(ended.status == 0, "\(ended.errors)")
    #expect(
      ended.output == """
        sale: 2 rows taken in again
        1 row is refused as before
        published 2024-09-03.2

        """)
    #expect(
      try shop.ask(account) == """
        2024-09-01|amount_fen|800|800|0|0
        2024-09-02|amount_fen|950|50|900|0
        2024-09-03|amount_fen|660|660|0|0
        """)
    let sales = try shop.ask("SELECT sale_no, sold_on, line_no FROM fact_sale ORDER BY 1")
    #expect(
      sales.split(separator: "\n") == [
        "1|2024-09-01|2", "2|2024-09-01|3", "4|2024-09-02|3", "5|2024-09-03|2", "6|2024-09-03|3",
      ])
    #expect(try shop.ask("SELECT rule, COUNT(*) FROM meta_quarantine GROUP BY 1") == "S-01|1\nS-02|3")
    let restated = try shop.text("outbox/till/S01_SALES_v1_20240901.r1.csv.gz").split(separator: "\n")
    #expect(restated.count == 2 && restated[1].hasPrefix("2,after,2024-09-01,700,"), "\(restated)")
    #expect(try shop.ask("SELECT kind, feed FROM decision", of: "ledger.sqlite") == "replay|sale S-01")
    let report = try String(contentsOfFile: shop.home + "/current/report.html", encoding: .utf8)
    #expect(report.contains("quarantined rows of sale of 2024-09-01 were taken in again"))
  }

  @Test("once: what was taken in is not taken in again, and what is refused as before stays")
  func once() throws {
    let shop = try shop()
    let refused = try shop.mart("replay")
    #expect(refused.status == 0 && refused.output == "6 rows are refused as before\nnothing to take in again\n")
    #expect(try shop.ask("SELECT generation FROM meta_build") == "2024-09-03.1")
    try shop.edit("feeds/sale.yaml", "amount_fen > 500", "amount_fen > 5000")
    try shop.edit("feeds/stall.yaml", "'Zed'", "'Zoe'")
    #expect(try shop.mart("replay").output.hasSuffix("published 2024-09-03.2\n"))
    let again = try shop.mart("replay", "--json")
    #expect(again.output.contains("\"taken_in\": 0, \"remaining\": 0"), "\(again.output)\(again.errors)")
    #expect(try shop.ask("SELECT stall_no, keeper FROM stall_now") == "A|Ann\nB|Zed")
    #expect(try shop.ask("SELECT COUNT(*) FROM meta_quarantine") == "0")
    try shop.landSales("2024-09-04", "7:70")
    try shop.landStalls("2024-09-04", "A:Ann")
    try shop.run()
    #expect(try shop.ask("SELECT stall_no, keeper FROM stall_now") == "A|Ann")
    #expect(try shop.ask("SELECT COUNT(*), SUM(amount_fen) FROM fact_sale") == "7|2480")
  }

  @Test("are taken in by a rebuild too, and by no night that a rollback gave up")
  func rebuilt() throws {
    let shop = try shop()
    try shop.edit("feeds/sale.yaml", "amount_fen > 500", "amount_fen > 5000")
    #expect(try shop.mart("replay").status == 0)
    let ended = try shop.mart("rebuild", "2024-09-03.2", "--into", shop.folder.file("again"), "--jobs", "1")
    #expect(ended.status == 0, "\(ended.errors)")
    #expect(try shop.mart("rollback", "2024-09-03.1").status == 0)
    #expect(try shop.mart("replay", "--feed", "sale").output.hasPrefix("sale: 3 rows taken in again\n"))
  }

  @Test("are asked for by the name of a feed that there is")
  func unknown() throws {
    let ended = try shop().mart("replay", "--feed", "sales")
    #expect(ended.status == 64 && ended.errors.contains("did you mean 'sale'"), "\(ended.errors)")
  }
}
