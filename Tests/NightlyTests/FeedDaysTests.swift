import Contracts
import Foundation
import MartCore
import MartTesting
import Testing

/// Feeds that come on some days only, and feeds whose files change from a day on.
@Suite("days of feeds") struct FeedDaysTests {
  @Test("a feed of workdays is due from Monday to Friday, not on holidays, and on weekends that are worked")
  func workdays() throws {
    let shop = try ShopHome()
    try shop.edit("feeds/stall.yaml", "required: false", "required: true, on: workday")
    try shop.edit(
      "pipeline.yaml", "to: \"2024-12-31\" }",
      "to: \"2024-12-31\", holidays: [\"2024-09-16\"], worked: [\"2024-09-14\"] }")
    // Friday the 13th, a worked Saturday, a Sunday, a holiday, a Tuesday.
    for day in 13...17 { try shop.landSales("2024-09-\(day)", "\(day):100") }
    for day in [13, 14, 17] { try shop.landStalls("2024-09-\(day)", "A:Ann") }
    let ended = try shop.mart("plan", "--no-keys")
    let states = ended.output.split(separator: "\n").filter { $0.contains(" stall ") }.map { line in
      line.contains("not due") ? "not due" : "due"
    }
    #expect(states == ["due", "due", "not due", "not due", "due"], "\(ended.output)\(ended.errors)")
    try shop.run()
    #expect(try shop.ask("SELECT COUNT(*) FROM meta_delivery WHERE status = 'stale'") == "0")
    try shop.landSales("2024-09-18", "18:100")
    let missing = try shop.mart("run")
    #expect(missing.status == 66 && missing.errors.contains("stall"), "a Wednesday: \(missing.errors)")
  }

  @Test("a feed of month ends is not due on the last night that has landed, and is stale where a month ends without it")
  func monthEnds() throws {
    let shop = try ShopHome()
    try shop.edit("feeds/stall.yaml", "required: false", "required: false, on: month_end")
    try shop.landSales("2024-08-31", "1:100")
    try shop.landStalls("2024-08-31", "A:Ann")
    try shop.run()
    try shop.landSales("2024-09-13", "2:100")
    try shop.run()
    #expect(try shop.ask("SELECT COUNT(*) FROM meta_delivery WHERE status = 'stale'") == "0")
    try shop.landSales("2024-09-30", "3:100")
    try shop.run()
    #expect(try shop.ask("SELECT business_date FROM meta_delivery WHERE status = 'stale'") == "2024-09-30")
  }

  @Test("of Monday's events those of the weekend are not late where the feed comes on workdays")
  func weekend() throws {
    let shop = try ShopHome()
    try shop.edit("feeds/sale.yaml", "required: true }\nformat", "required: true, on: workday }\nformat")
    try shop.landSales("2024-09-13", "1:100")
    for day in 13...15 { try shop.landStalls("2024-09-\(day)", "A:Ann") }
    try shop.landStalls("2024-09-16", "A:Ann")
    let rows = [("2", "2024-09-14"), ("3", "2024-09-16"), ("4", "2024-09-12")].map {
      ["sale_no": $0.0, "stall_no": "A", "sold_on": $0.1, "amount_fen": "1"]
    }
    try shop.land("sale", "2024-09-16", rows)
    try shop.run()
    #expect(try shop.ask("SELECT sale_no FROM fact_sale WHERE late = 1") == "4")
  }

  /// A row of stalls as its file of a day has it.
  private func landStall(_ shop: ShopHome, _ date: String, sequence: Int = 1, _ row: [String: String]) throws {
    let pipeline = try Pipeline.load(folder: shop.pipelineFolder)
    let day = try #require(BusinessDate(iso: date))
    let feed = try #require(pipeline.feed("stall")).asDelivered(on: day)
    try FeedFile(feed, of: pipeline).write([row], on: day, sequence: sequence, into: shop.home + "/landing")
  }

  @Test(
    "a column that is gained, lost, renamed or widened from a day on: files of each day are read as they were written")
  func columns() throws {
    let shop = try ShopHome()
    try landStall(shop, "2024-09-01", ["stall_no": "A", "keeper": "Ann"])
    try shop.landSales("2024-09-01", "1:100")
    try shop.run()
    try shop.edit(
      "feeds/stall.yaml", "  keeper:   { type: text, max: 20, required: true }",
      """
        site:     { type: text, max: 9, until: "2024-09-04" }
        keeper:   { type: text, max: 40, required: true, source: tenant, was: [{ until: "2024-09-03", source: keeper, max: 20 }] }
        goods:    { type: text, max: 9, from: "2024-09-03" }
      """)
    // The contract of the first day had no site; it is written as of the second.
    try shop.edit(
      "feeds/stall.yaml", "max: 9, until: \"2024-09-04\" }", "max: 9, from: \"2024-09-02\", until: \"2024-09-04\" }")
    try shop.edit("models/stall_now.sql", "  keeper: {", "  goods: { type: text }\n  site: { type: text }\n  keeper: {")
    try shop.edit("models/stall_now.sql", "SELECT stall_no, keeper", "SELECT stall_no, goods, site, keeper")
    for (day, row) in [
      ("02", ["site": "gate", "keeper": "Ann"]),
      ("03", ["site": "gate", "keeper": "a keeper with quite a long name", "goods": "fish"]),
      ("04", ["keeper": "Bo", "goods": "fish"]),
    ] {
      try shop.landSales("2024-09-\(day)", "\(day):100")
      try landStall(shop, "2024-09-\(day)", row.merging(["stall_no": "A"]) { first, _ in first })
      try shop.run()
      let asked = try shop.ask("SELECT COALESCE(goods, '-'), COALESCE(site, '-'), keeper FROM stall_now")
      let expected = ["02": "-|gate|Ann", "03": "fish|gate|a keeper with quite a long name", "04": "fish|-|Bo"]
      #expect(asked == expected[day], "\(day)")
    }
    #expect(
      try String(contentsOfFile: shop.home + "/landing/STALL_20240902.csv", encoding: .utf8).hasPrefix(
        "stall_no,site,keeper\n"))
    #expect(
      try String(contentsOfFile: shop.home + "/landing/STALL_20240904.csv", encoding: .utf8).hasPrefix(
        "stall_no,tenant,goods\n"))
    // A correction of an old day has that day's form.
    try landStall(shop, "2024-09-02", sequence: 2, ["stall_no": "A", "site": "hall", "keeper": "Ann"])
    try shop.run()
    #expect(try shop.ask("SELECT status FROM meta_delivery WHERE file = 'STALL_20240902.2.csv'") == "accepted")
    let then = try shop.mart("query", "SELECT * FROM stall_now", "--as-known-on", "2024-09-01", "--format", "csv")
    #expect(then.output == "stall_no,keeper\nA,Ann\n", "under the contract of then: \(then.output)\(then.errors)")
    let again = try shop.mart("rebuild", "2024-09-04.2", "--into", shop.folder.file("again"))
    #expect(again.status == 0, "\(again.errors)")
  }

  @Test("a key is in all deliveries, and a column does not end before it begins")
  func findings() throws {
    let shop = try ShopHome()
    try shop.edit(
      "feeds/stall.yaml", "stall_no: { type: text, max: 12,", "stall_no: { type: text, max: 12, from: \"2024-09-02\",")
    try shop.edit(
      "feeds/stall.yaml", "keeper:   { type: text,",
      "keeper:   { from: \"2024-09-02\", until: \"2024-09-01\", type: text,")
    let ended = try shop.mart("check")
    #expect(ended.status == 78, "\(ended.errors)")
    #expect(
      ended.errors.contains("'stall_no' is a key or has a role, and must be in all deliveries"), "\(ended.errors)")
    #expect(ended.errors.contains("'keeper' ends before it begins"), "\(ended.errors)")
  }
}
