import Foundation
import MartTesting
import Testing

@Suite("the mart as a past night knew it") struct KnownThenTests {
  private func shop() throws -> ShopHome {
    let shop = try ShopHome()
    for (day, keeper) in [(1, "Ann"), (2, "Abe"), (3, "Amy"), (5, "Ada"), (6, "Ada")] {
      try shop.landSales("2024-09-0\(day)", "\(day):\(day)00")
      try shop.landStalls("2024-09-0\(day)", "A:\(keeper)")
      try shop.run()
    }
    try shop.landSales("2024-09-02", sequence: 2, "2:222")
    try shop.landStalls("2024-09-03", sequence: 2, "A:Alf")
    try shop.run()
    return shop
  }

  private func ask(_ shop: ShopHome, _ sql: String, _ date: String) throws -> String {
    let ended = try shop.mart("query", sql, "--as-known-on", date, "--format", "csv")
    #expect(ended.status == 0, "\(ended.errors)")
    return ended.output.split(separator: "\n").dropFirst().joined(separator: " ")
  }

  @Test("has neither what came later nor what was corrected later, also of nights that are kept no more")
  func knowledge() throws {
    let shop = try shop()
    let sales = "SELECT sale_no, amount_fen FROM fact_sale ORDER BY 1"
    #expect(try ask(shop, sales, "2024-09-02") == "1,100 2,200")
    #expect(try ask(shop, sales, "2024-09-06") == "1,100 2,222 3,300 5,500 6,600")
    #expect(try ask(shop, "SELECT keeper FROM stall_now", "2024-09-03") == "Amy")
    #expect(try ask(shop, "SELECT as_of FROM run_context", "2024-09-04") == "2024-09-03", "the last night before")
    #expect(!FileManager.default.fileExists(atPath: shop.home + "/generations/2024-09-02.1"))
    #expect(try FileManager.default.contentsOfDirectory(atPath: shop.home).allSatisfy { !$0.hasPrefix("past") })
  }

  @Test("is row for row the mart that the night published")
  func sameRows() throws {
    let shop = try shop()
    let hashes = "SELECT table_name, rows, row_hash FROM meta_table ORDER BY 1"
    let published = try shop.ask(hashes, of: "generations/2024-09-05.1/mart.sqlite")
      .replacingOccurrences(of: "|", with: ",").replacingOccurrences(of: "\n", with: " ")
    #expect(try ask(shop, hashes, "2024-09-05") == published)
  }

  @Test("is read-only, and a day before the first night or no day at all is said")
  func refusals() throws {
    let shop = try ShopHome()
    try shop.landSales("2024-09-02", "1:100")
    try shop.landStalls("2024-09-02", "A:Ann")
    try shop.run()
    let early = try shop.mart("query", "SELECT 1", "--as-known-on", "2024-09-01")
    #expect(early.status == 64 && early.errors.contains("the first one is of 2024-09-02"), "\(early.errors)")
    #expect(try shop.mart("query", "SELECT 1", "--as-known-on", "yesterday").status == 64)
    #expect(try shop.mart("query", "DELETE FROM fact_sale", "--as-known-on", "2024-09-02").status == 64)
  }
}
