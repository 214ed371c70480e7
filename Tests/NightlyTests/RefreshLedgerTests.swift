import Foundation
import MartTesting
import Testing

@Suite("what was foretold of a night, beside what was done") struct RefreshLedgerTests {
  @Test("stands in the ledger for each table, and `mart history --tables` shows it")
  func ledger() throws {
    let shop = try ShopHome()
    try shop.edit("models/stall_now.sql", "refresh: full", "refresh: by stall_no")
    try shop.edit("pipeline.yaml", "calendar:", "reach:\n  stall_no: {}\ncalendar:")
    try shop.landSales("2024-09-01", "1:100")
    try shop.landStalls("2024-09-01", "A:Ann", "B:Bo", "C:Cy")
    try shop.run()
    try shop.landSales("2024-09-02", "2:200")
    try shop.landStalls("2024-09-02", "A:Ann", "B:Bea", "D:Di")
    try shop.run()
    try shop.landSales("2024-09-03", "3:300")
    try shop.run("--allow-missing", "stall")
    let told = try shop.ask(
      "SELECT run_id, table_name, predicted, actual, keys, rows FROM refresh ORDER BY 1, 2", of: "ledger.sqlite")
    #expect(
      told.split(separator: "\n") == [
        "1|fact_sale|in full|in full||1", "1|stall_now|in full|in full||3", "2|fact_sale|in full|in full||2",
        "2|stall_now|by key|by key|3|4", "3|fact_sale|in full|in full||3", "3|stall_now|kept|kept||0",
      ])
    let shown = try shop.mart("history", "--tables").output
    #expect(shown.contains("stall_now  by stall_no  kept"), "\(shown)")
  }

  @Test("is keys and rows too where a night was asked to foretell, and what `mart plan --foretell` says without it")
  func foretold() throws {
    let shop = try ShopHome()
    try shop.edit("models/stall_now.sql", "refresh: full", "refresh: by stall_no")
    try shop.edit("pipeline.yaml", "calendar:", "reach:\n  stall_no: {}\ncalendar:")
    try shop.landSales("2024-09-01", "1:100")
    try shop.landStalls("2024-09-01", "A:Ann", "B:Bo", "C:Cy")
    #expect(try shop.mart("plan", "--foretell").output.contains("all 2 tables in full: the first night"))
    try shop.run("--foretell")
    try shop.landSales("2024-09-02", "2:200")
    // A is as it was, B is otherwise, C has gone, D has come.
    try shop.landStalls("2024-09-02", "A:Ann", "B:Bea", "D:Di")
    let before = try shop.files()
    let plan = try shop.mart("plan", "--foretell")
    #expect(plan.output.contains(/fact_sale .* in full +2\n/), "\(plan.output)\(plan.errors)")
    #expect(plan.output.contains(/stall_now .* by key +3 +4\n/), "\(plan.output)\(plan.errors)")
    #expect(try shop.files() == before, "the home is as it was")
    try shop.run("--foretell")
    try shop.landSales("2024-09-03", "3:300")
    try shop.run("--foretell", "--allow-missing", "stall")
    let told = try shop.ask(
      """
      SELECT run_id, table_name, f.how, actual, f.keys, r.keys, f.rows, r.rows
        FROM foretold AS f JOIN refresh AS r USING (run_id, table_name) ORDER BY 1, 2
      """, of: "ledger.sqlite")
    #expect(
      told.split(separator: "\n") == [
        "2|fact_sale|in full|in full|||2|2", "2|stall_now|by key|by key|3|3|4|4",
        "3|fact_sale|in full|in full|||3|3", "3|stall_now|kept|kept|||0|0",
      ])
    try shop.landStalls("2024-09-04", "A:Ann")
    let early = try shop.mart("plan", "--foretell")
    #expect(
      early.status == 0 && early.errors.contains("not foretold: required deliveries of 2024-09-04 are missing"),
      "\(early.errors)")
    #expect(early.output.contains("2024-09-04     sale"), "\(early.output)")
    #expect(try shop.mart("history", "--tables").output.contains("predicted_keys"))
    #expect(try shop.mart("plan", "--foretell", "--full").status == 64)
  }
}

extension ShopHome {
  /// Every file of the home with its bytes, but for the lock.
  fileprivate func files() throws -> [String: Data] {
    let names = try #require(FileManager.default.enumerator(atPath: home)).compactMap { $0 as? String }
    let pairs = names.filter { $0 != "run.lock" }.compactMap { name in
      FileManager.default.contents(atPath: "\(home)/\(name)").map { (name, $0) }
    }
    return Dictionary(uniqueKeysWithValues: pairs)
  }
}
