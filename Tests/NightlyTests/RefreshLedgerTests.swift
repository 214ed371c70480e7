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
}
