import Foundation
import MartCore
import MartTesting
import Testing

@Suite("generations made again from the archive") struct RebuildTests {
  /// Four nights: a repeat, a correction that makes another generation of the third, and a feed that stays away.
  private func shop() throws -> ShopHome {
    let shop = try ShopHome()
    try shop.landSales("2024-09-01", "1:100", "2:200")
    try shop.landStalls("2024-09-01", "A:Ann", "B:Bo")
    try shop.run()
    try shop.landSales("2024-09-02", "3:300")
    try shop.run("--allow-missing", "stall")
    try shop.landSales("2024-09-03", "4:400")
    try shop.landStalls("2024-09-03", "B:Bo")
    try shop.land(
      "sale", "2024-09-02", sequence: 2,
      [["sale_no": "3", "stall_no": "A", "sold_on": "2024-09-02", "amount_fen": "300"]])
    try shop.run()
    try shop.landSales("2024-09-02", sequence: 3, "3:301")
    try shop.run()
    try shop.landSales("2024-09-04", "5:500")
    try shop.landStalls("2024-09-04", "B:Bea")
    try shop.run()
    return shop
  }

  private func again(_ shop: ShopHome) -> String { shop.folder.file("again") }

  private func bytes(_ home: String, _ label: String) throws -> String {
    try Program.system(
      "sh",
      [
        "-c",
        "cd '\(home)/generations/\(label)' && find mart.sqlite outbox quarantine -type f | sort | xargs sha256sum",
      ]
    ).output
  }

  @Test("have the same bytes, with other jobs and the files of each night in the reverse order")
  func sameBytes() throws {
    let shop = try shop()
    let ended = try shop.mart(
      "rebuild", "2024-09-04.1", "--into", again(shop), "--jobs", "1", "--reverse")
    #expect(ended.status == 0, "\(ended.errors)")
    #expect(ended.output.hasPrefix("2024-09-04.1 is the same"), "\(ended.output)")
    #expect(ended.output.contains("after 5 nights"), "\(ended.output)")
    let (before, after) = (try bytes(shop.home, "2024-09-04.1"), try bytes(again(shop), "2024-09-04.1"))
    #expect(before == after && before.contains("mart.sqlite") && before.contains("outbox/till"))
  }

  @Test("of a bank: the last night of September has the same bytes")
  func bank() throws {
    let bank = try BankHome(after: .all)
    let label = bank.current
    let ended = try bank.mart(["rebuild", label, "--into", bank.path + "/../again", "--jobs", "1", "--reverse"])
    #expect(ended.status == 0, "\(ended.errors)")
    #expect(try bytes(bank.path, label) == bytes(bank.path + "/../again", label))
  }

  @Test("may be one of the middle, or one that is kept no more")
  func older() throws {
    let shop = try shop()
    #expect(!FileManager.default.fileExists(atPath: shop.home + "/generations/2024-09-01.1"))
    for (index, label) in ["2024-09-01.1", "2024-09-03.2"].enumerated() {
      let ended = try shop.mart("rebuild", label, "--into", again(shop) + "\(index)", "--json")
      #expect(ended.status == 0 && ended.output.contains("\"generation\": \"\(label)\""), "\(ended.errors)")
    }
  }

  @Test("use the contracts of then, also after these have changed")
  func contractsOfThen() throws {
    let shop = try shop()
    try shop.edit("models/stall_now.sql", "SELECT stall_no, keeper", "SELECT stall_no, keeper || '!' AS keeper")
    try shop.landSales("2024-09-05", "6:600")
    try shop.landStalls("2024-09-05", "B:Bea")
    try shop.run()
    let ended = try shop.mart("rebuild", "2024-09-05.1", "--into", again(shop))
    #expect(ended.status == 0, "\(ended.errors)")
    #expect(try shop.ask("SELECT keeper FROM stall_now") == "Bea!")
  }

  @Test("have what people had decided by then, not what they decided later")
  func decisions() throws {
    let shop = try ShopHome()
    let file = shop.home + "/state/decisions.sqlite"
    func decide(_ sql: String) throws {
      let made = try Program.system("sqlite3", [file, sql])
      #expect(made.status == 0, "\(made.errors)")
    }
    try shop.landSales("2024-09-01", "1:100")
    try shop.landStalls("2024-09-01", "A:Ann")
    try shop.run()
    try decide(
      """
      CREATE TABLE id_answer(answer_id INTEGER PRIMARY KEY, src_a TEXT NOT NULL, src_cust_id_a INTEGER NOT NULL,
        src_b TEXT NOT NULL, src_cust_id_b INTEGER NOT NULL, word TEXT NOT NULL, decided_by TEXT NOT NULL,
        decided_at TEXT NOT NULL) STRICT;
      """)
    let then = try Data(contentsOf: URL(fileURLWithPath: file))
    try shop.landSales("2024-09-02", "2:100")
    try shop.landStalls("2024-09-02", "A:Ann")
    try shop.run()
    try decide("INSERT INTO id_answer VALUES (1, 'A', 1, 'B', 2, 'different', 'x', 'now')")
    let ended = try shop.mart("rebuild", "2024-09-02.1", "--into", again(shop))
    #expect(ended.status == 0, "\(ended.errors)")
    #expect(try Data(contentsOf: URL(fileURLWithPath: again(shop) + "/state/decisions.sqlite")) == then)
    #expect(try shop.mart("rebuild", "2024-09-01.1", "--into", again(shop) + "1").status == 0)
    #expect(!FileManager.default.fileExists(atPath: again(shop) + "1/state/decisions.sqlite"))
  }

  @Test("follow a rollback: what was given up is not made")
  func rollback() throws {
    let shop = try shop()
    #expect(try shop.mart("rollback", "2024-09-03.1").status == 0)
    try shop.run()
    let current = try shop.ask("SELECT generation FROM meta_build")
    let ended = try shop.mart("rebuild", current, "--into", again(shop))
    #expect(ended.status == 0, "\(ended.errors)")
  }

  @Test("end with 65 and the first difference where the generation is not what its deliveries make")
  func difference() throws {
    let shop = try shop()
    let made = try Program.system(
      "sqlite3", [shop.home + "/ledger.sqlite", "UPDATE seal SET manifest_sha256 = 'x' WHERE label = '2024-09-03.1'"])
    #expect(made.status == 0, "\(made.errors)")
    let ended = try shop.mart("rebuild", "2024-09-04.1", "--into", again(shop))
    #expect(ended.status == 65 && ended.errors.contains("2024-09-03.1 is not what was published"), "\(ended.errors)")
  }

  @Test("say what is missing: the generation, the new home's emptiness, a file of the archive")
  func missing() throws {
    let shop = try shop()
    let unknown = try shop.mart("rebuild", "2024-09-09.1", "--into", again(shop))
    #expect(unknown.status == 64 && unknown.errors.contains("was never published"), "\(unknown.errors)")
    let full = try shop.mart("rebuild", "2024-09-04.1", "--into", shop.home)
    #expect(full.status == 64 && full.errors.contains("something in the new home"), "\(full.errors)")
    let removed = try Program.system(
      "sh", ["-c", "find '\(shop.home)/archive' -name '*.gz' | sort | head -1 | xargs rm"])
    #expect(removed.status == 0)
    let lost = try shop.mart("rebuild", "2024-09-04.1", "--into", again(shop))
    #expect(lost.status == 66 && lost.errors.contains("the archive has no copy of"), "\(lost.errors)")
  }
}
