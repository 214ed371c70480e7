import Foundation
import MartTesting
import Testing

@Suite("outputs that were sent before a correction came") struct RestatementTests {
  /// Three nights, all sent.
  private func shop() throws -> ShopHome {
    let shop = try ShopHome()
    try shop.landSales("2024-09-01", "1:100", "2:200")
    try shop.landStalls("2024-09-01", "A:Ann", "B:Bo")
    try shop.run()
    try shop.landSales("2024-09-02", "3:300")
    try shop.landStalls("2024-09-02", "A:Ann", "B:Bea")
    try shop.run()
    try shop.landSales("2024-09-03", "4:400")
    try shop.landStalls("2024-09-03", "A:Ann", "B:Bea")
    try shop.run()
    return shop
  }

  private func id(_ shop: ShopHome, _ file: String) throws -> String {
    try shop.ask("SELECT delivery_id FROM meta_delivery WHERE file = '\(file)'")
  }

  private func control(_ shop: ShopHome, _ name: String) throws -> [String] {
    try String(contentsOfFile: "\(shop.home)/current/outbox/\(name)", encoding: .utf8).split(separator: "\n")
      .map(String.init)
  }

  @Test("leave once more: the changed rows alone, before and after, of each night since, with the delivery behind")
  func corrected() throws {
    let shop = try shop()
    try shop.landSales("2024-09-02", sequence: 2, "3:301", "5:50")
    try shop.landSales("2024-09-04", "6:600")
    try shop.landStalls("2024-09-04", "A:Ann")
    try shop.run()
    let till = try shop.outbox("till")
    #expect(
      till == [
        "S01_SALES_v1_20240902.r1.csv.gz", "S01_SALES_v1_20240902.r1.ctl", "S01_SALES_v1_20240902.r1.ok",
        "S01_SALES_v1_20240903.r1.csv.gz", "S01_SALES_v1_20240903.r1.ctl", "S01_SALES_v1_20240903.r1.ok",
        "S01_SALES_v1_20240904.csv.gz", "S01_SALES_v1_20240904.ctl", "S01_SALES_v1_20240904.ok",
      ])
    #expect(try shop.outbox("office").allSatisfy { !$0.contains(".r1") }, "stalls did not change")
    let cause = try id(shop, "SALE_20240902.2.csv")
    #expect(
      try shop.text("outbox/till/S01_SALES_v1_20240902.r1.csv.gz") == """
        sale_no,side,as_of,amount_fen,cause
        3,before,2024-09-02,300,\(cause)
        3,after,2024-09-02,301,\(cause)
        5,after,2024-09-02,50,\(cause)

        """)
    #expect(try shop.text("outbox/till/S01_SALES_v1_20240903.r1.csv.gz").contains("3,after,2024-09-03,301,\(cause)\n"))
    let lines = try control(shop, "till/S01_SALES_v1_20240902.r1.ctl")
    for line in [
      "output=S01", "business_date=2024-09-02", "generation=2024-09-04.1", "revision=1", "rows=3",
      "total.amount_fen=51",
      "cause=\(cause)",
    ] { #expect(lines.contains(line), "\(line) in \(lines)") }
  }

  @Test("are counted up: a second correction is told against the first")
  func twice() throws {
    let shop = try shop()
    try shop.landSales("2024-09-02", sequence: 2, "3:301")
    try shop.run()
    #expect(try shop.outbox("till").filter { $0.hasSuffix(".r1.ok") } == ["S01_SALES_v1_20240902.r1.ok"])
    try shop.landSales("2024-09-02", sequence: 3, "3:302")
    try shop.run()
    #expect(
      try shop.text("outbox/till/S01_SALES_v1_20240902.r2.csv.gz").split(separator: "\n").dropFirst().map {
        $0.split(separator: ",").prefix(4).joined(separator: ",")
      } == ["3,before,2024-09-02,301", "3,after,2024-09-02,302"])
  }

  @Test("stay as they are where a correction changes nothing of them, or what was held never left")
  func unchanged() throws {
    let shop = try ShopHome()
    try shop.landSales("2024-09-01", "1:100")
    try shop.landStalls("2024-09-01", "A:Ann")
    try shop.run()
    try shop.landSales("2024-09-02", "2:200")
    try shop.run()
    #expect(try shop.outbox("office") == ["S02_STALLS_v1_20240902.held"])
    try shop.landSales("2024-09-03", "3:300")
    try shop.landStalls("2024-09-02", "A:Abe")
    try shop.landStalls("2024-09-03", "A:Abe")
    try shop.run()
    #expect(try shop.outbox("office").allSatisfy { !$0.contains(".r") }, "09-02 was never sent, 09-01 is as it was")
    try shop.landSales("2024-09-01", sequence: 2, "1:100")
    try shop.run()
    #expect(try shop.outbox("till").allSatisfy { !$0.contains(".r") }, "the same bytes again")
  }

  @Test("of a snapshot: the days until the next delivery, not the days that it told the truth about")
  func snapshot() throws {
    let shop = try shop()
    try shop.landStalls("2024-09-01", sequence: 2, "A:Ann", "B:Bob")
    try shop.run()
    #expect(try shop.outbox("office").filter { $0.hasSuffix(".r1.ok") } == ["S02_STALLS_v1_20240901.r1.ok"])
    #expect(try shop.text("outbox/office/S02_STALLS_v1_20240901.r1.csv.gz").contains("B,after,2024-09-01,Bob,"))
  }

  @Test("are shown by `mart outputs`, acknowledged for themselves, and made again by a rebuild")
  func followedUp() throws {
    let shop = try shop()
    try shop.landSales("2024-09-02", sequence: 2, "3:301")
    try shop.run()
    let acks = shop.home + "/acks/till"
    try FileManager.default.createDirectory(atPath: acks, withIntermediateDirectories: true)
    try FileManager.default.copyItem(
      atPath: shop.home + "/current/outbox/till/S01_SALES_v1_20240902.r1.ctl", toPath: acks + "/r1.ack")
    let told = try shop.mart("outputs").output.split(separator: "\n").map(String.init)
    let restated = try #require(told.first { $0.contains("SALES 2024-09-02.r1") }, "\(told)")
    #expect(restated.contains("yes"), "\(restated)")
    #expect(try #require(told.first { $0.hasPrefix("S01") }).contains(" no"), "\(told)")
    let again = try shop.mart("rebuild", "2024-09-03.2", "--into", shop.folder.file("again"), "--jobs", "1")
    #expect(again.status == 0, "\(again.errors)")
  }
}
