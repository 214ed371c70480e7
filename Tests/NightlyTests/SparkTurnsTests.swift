import Foundation
import MartTesting
import Testing

/// Nights that go on from a warehouse, with an application that plays Spark's part in SQLite (Tests/Oracles/sqlite_night.py):
/// what goes between `mart` and the application, and the SQL of touched keys, without Java.
@Suite("a night that goes on from the warehouse of the last one") struct SparkTurnsTests {
  private func market(_ settings: String = "") throws -> Market {
    let market = try Market(nights: 1)
    try Self.play(market.home, settings)
    return market
  }

  private static func play(_ home: String, _ settings: String) throws {
    let player = #""command": ["python3"], "runner": "Tests/Oracles/sqlite_night.py", "master": """#
    try Data("{\(player)\(settings)}".utf8).write(to: URL(fileURLWithPath: home + "/spark.json"))
  }

  /// How the last night was to make each table, and made it, with keys and rows.
  private func ways(_ market: Market) throws -> String {
    try market.ask(
      """
      SELECT table_name, declared, predicted, actual, keys, rows, because FROM refresh
      WHERE run_id = (SELECT MAX(run_id) FROM refresh) ORDER BY table_name
      """, of: "ledger.sqlite")
  }

  private func hashes(_ market: Market) throws -> String {
    try market.ask("SELECT table_name, row_hash FROM meta_table ORDER BY 1")
  }

  private func run(_ market: Market, _ option: String = "", fault: String = "") throws -> Program.Ended {
    try market.shell("SQLITE_NIGHT_FAULT=\(fault)", "run --engine spark \(option)")
  }

  @Test(
    "rows, keys and ways are those of SQLite: a next night, then a correction; tables that stay in the warehouse too",
    arguments: ["", #", "rows_in_sqlite": 25"#])
  func equal(_ settings: String) throws {
    let (sqlite, spark) = (try Market(nights: 1), try market(settings))
    func both() throws {
      #expect(try sqlite.mart("run").status == 0)
      let ran = try run(spark)
      try #require(ran.status == 0, "\(ran.errors)")
      #expect(try hashes(spark) == hashes(sqlite))
    }
    try both()
    for market in [sqlite, spark] { try market.land(1) }
    try both()
    if settings.isEmpty { #expect(try ways(spark) == ways(sqlite)) }
    #expect(try ways(spark).contains("fact_sale|by stall_no|by key|by key|"))
    let correction = """
      rows = market.rows_of(0)['sale'][1:]
      rows[5]['amount_fen'] = 4711
      market.deliver(landing, 'sale', market.day(0), rows, sequence=2)
      """
    for market in [sqlite, spark] { try market.python(correction) }
    try both()
    if settings.isEmpty { #expect(try ways(spark) == ways(sqlite)) }
    let faults = try spark.mart("verify")
    #expect(faults.status == 0, "\(faults.output)\(faults.errors)")
  }

  @Test("where the warehouse is not as it was published, every table is made in full, and the ledger says why")
  func damaged() throws {
    for damage in ["printf x >> stall_day/rows.sqlite", "rm -r fact_sale", "touch fact_sale/part-more"] {
      let (sqlite, spark) = (try Market(nights: 1), try market())
      #expect(try run(spark).status == 0)
      for market in [sqlite, spark] { try market.land(1) }
      #expect(try sqlite.mart("run").status == 0)
      let done = try Program.system("sh", ["-c", "cd '\(spark.home)/current/warehouse/' && \(damage)"])
      #expect(done.status == 0, "\(done.errors)")
      let ran = try run(spark)
      #expect(ran.status == 0, "\(ran.errors)")
      #expect(try hashes(spark) == hashes(sqlite))
      let told = try ways(spark)
      #expect(told.contains("|in full|in full||") && !told.contains("by key|"), "\(damage): \(told)")
      #expect(told.contains("|what lies beside the mart of 2024-09-01.1 is not as it was published"), "\(told)")
    }
  }

  @Test("--full asks nothing of the warehouse, and a night after one of SQLite is in full")
  func full() throws {
    let spark = try market()
    #expect(try run(spark).status == 0)
    try spark.land(1)
    #expect(try run(spark, "--full").status == 0)
    #expect(try ways(spark).contains("|by stall_no|in full|in full||"))
    try spark.land(2)
    #expect(try spark.mart("run").status == 0)
    try spark.land(3)
    #expect(try run(spark).status == 0)
    #expect(try ways(spark).contains("are not those of 2024-09-03.1"))
  }

  @Test("rows that are not last night's and tonight's publish nothing")
  func other() throws {
    let spark = try market()
    #expect(try run(spark).status == 0)
    try spark.land(1)
    let ran = try run(spark, fault: "lose-row")
    #expect(ran.status == 65 && ran.errors.contains("[spark.before]; nothing was published"), "\(ran.errors)")
    #expect(spark.current == "2024-09-01.1")
    #expect(try run(spark).status == 0 && spark.current == "2024-09-02.1")
  }

  @Test("the committed bank's last nights, in which numbers change persons and two persons become one")
  func bank() throws {
    let bank = try BankHome()
    for script in ["moving.py", "merging.py"] {
      #expect(try Program.system("python3", ["Tests/Oracles/" + script, bank.path]).status == 0)
    }
    #expect(try bank.mart(["run", "--from", "2023-12-31", "--to", "2024-08-31"]).status == 0)
    let other = try ScratchHome()
    let copied = try Program.system("cp", ["-a", bank.path, other.file("home")])
    #expect(copied.status == 0, "\(copied.errors)")
    let spark = other.file("home")
    try Self.play(spark, "")
    #expect(try bank.mart(["run"]).status == 0)
    let ran = try Program("mart").run(["run", "--engine", "spark", "--home", spark, "--pipeline", bank.pipeline])
    #expect(ran.status == 0, "\(ran.errors)")
    func ask(_ home: String, _ file: String, _ sql: String) throws -> String {
      try Program.system("sqlite3", ["-readonly", "\(home)/\(file)", sql]).output
    }
    let hashes = "SELECT table_name, row_hash FROM meta_table ORDER BY 1"
    let ways = """
      SELECT table_name, actual, keys, rows FROM refresh WHERE run_id = (SELECT MAX(run_id) FROM refresh) ORDER BY table_name
      """
    #expect(try ask(spark, "current/mart.sqlite", hashes) == ask(bank.path, "current/mart.sqlite", hashes))
    #expect(try ask(spark, "ledger.sqlite", ways) == ask(bank.path, "ledger.sqlite", ways))
    #expect(try ask(spark, "ledger.sqlite", ways).split(separator: "\n").filter { $0.contains("|by key|") }.count > 20)
  }
}
