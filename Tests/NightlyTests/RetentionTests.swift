import Foundation
import MartTesting
import Testing

@Suite("what is kept of past nights") struct RetentionTests {
  private func archived(_ shop: ShopHome) throws -> Set<String> {
    let found = try Program.system(
      "sh", ["-c", "cd '\(shop.home)/archive' && find . -name '*.gz' | sed 's|.*/||; s|.gz||'"])
    return Set(found.output.split(separator: "\n").map(String.init))
  }

  @Test("is as many generations, and deliveries of as many days, as the pipeline says; never less than kept ones need")
  func configured() throws {
    let shop = try ShopHome()
    try shop.edit("pipeline.yaml", "calendar:", "keep: { generations: 2, archive_days: 1 }\ncalendar:")
    try shop.edit(
      "feeds/sale.yaml", "publishes:",
      "rules:\n  - { id: S-01, reject: \"amount_fen > 500\", because: \"nothing is so dear\" }\npublishes:")
    for day in 1...6 {
      try shop.landSales("2024-09-0\(day)", day == 2 ? "\(day):900" : "\(day):\(day)00", "1\(day):1", "2\(day):1")
      if day <= 3 { try shop.landStalls("2024-09-0\(day)", "A:Keeper of \(day)") }
      try shop.run("--allow-missing", "stall")
    }
    let kept = try FileManager.default.contentsOfDirectory(atPath: shop.home + "/generations").sorted()
    #expect(kept == ["2024-09-05.1", "2024-09-06.1"])
    let names = try shop.ask(
      """
      SELECT file FROM meta_delivery WHERE sha256 IN (\(try archived(shop).map { "'\($0)'" }.joined(separator: ", ")))
       ORDER BY file
      """)
    #expect(
      names.split(separator: "\n") == [
        "SALE_20240902.csv", "SALE_20240905.csv", "SALE_20240906.csv", "STALL_20240903.csv",
      ], "a row in quarantine, the days that are kept, and the last snapshot")
    #expect(try shop.mart("verify", "--all").status == 0)
    let gone = try shop.mart("rebuild", "2024-09-06.1", "--into", shop.folder.file("again"))
    #expect(gone.status == 66 && gone.errors.contains("no copy of SALE_20240901.csv"), "\(gone.errors)")
    try shop.edit("feeds/sale.yaml", "amount_fen > 500", "amount_fen > 5000")
    let replayed = try shop.mart("replay")
    #expect(replayed.output.hasPrefix("sale: 2 rows taken in again\n"), "\(replayed.output)\(replayed.errors)")
  }

  @Test("goes when the next run begins, where a run was killed before it removed what it no longer keeps")
  func killed() throws {
    let shop = try ShopHome()
    try shop.edit("pipeline.yaml", "calendar:", "keep: { generations: 2 }\ncalendar:")
    for day in 1...3 {
      try shop.landSales("2024-09-0\(day)", "\(day):\(day)00")
      try shop.landStalls("2024-09-0\(day)", "A:Keeper of \(day)")
      let oldest = "'\(shop.home)/generations/2024-09-01.1'"
      if day == 3 { _ = try Program.system("sh", ["-c", "cp -a \(oldest) '\(shop.folder.file("oldest"))'"]) }
      try shop.run()
      // What was there between the rename that published and the removal.
      if day == 3 { _ = try Program.system("sh", ["-c", "cp -a '\(shop.folder.file("oldest"))' \(oldest)"]) }
    }
    func kept() throws -> [String] {
      try FileManager.default.contentsOfDirectory(atPath: shop.home + "/generations").sorted()
    }
    #expect(try kept() == ["2024-09-01.1", "2024-09-02.1", "2024-09-03.1"])
    try shop.run()
    #expect(try kept() == ["2024-09-02.1", "2024-09-03.1"])
    #expect(try shop.mart("verify", "--all").status == 0)
  }
}
