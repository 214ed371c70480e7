import Foundation
import MartTesting
import Testing

/// Nights of a small market whose models Spark makes, beside the same nights on SQLite.
@Suite("nights on Spark", .enabled(if: SparkHere.isThere, SparkHere.reason), .serialized) struct SparkNightsTests {
  @Test("first night, next night and a correction give the rows of SQLite; the engine and its version are told")
  func sameRows() throws {
    let sqlite = try SparkHome(nights: 1)
    let spark = try sqlite.copy()
    func both(_ label: String) throws {
      #expect(try sqlite.mart(["run"]).status == 0)
      let ran = try spark.spark()
      #expect(ran.status == 0, "\(ran.errors)")
      #expect(sqlite.current == label && spark.current == label)
      #expect(try spark.differences(from: sqlite) == [])
    }
    try both("2024-09-01.1")
    #expect(try spark.ask("SELECT engine FROM meta_build").hasPrefix("spark "))
    #expect(FileManager.default.fileExists(atPath: spark.home + "/current/warehouse/fact_sale"))
    #expect(
      try FileManager.default.contentsOfDirectory(atPath: spark.home + "/current").contains("answers.json") == false)
    let night = "rows = market.rows_of(1)\nfor feed in rows: market.deliver(landing, feed, market.day(1), rows[feed])"
    for home in [sqlite, spark] { try home.land(night) }
    try both("2024-09-02.1")
    #expect(try spark.ways() == sqlite.ways() && spark.ways().contains { $0.hasPrefix("fact_sale|by key|12|") })
    // The first night's sales once more, one of them corrected and one gone.
    let correction = """
      rows = market.rows_of(0)['sale'][1:]
      rows[5]['amount_fen'] = 4711
      market.deliver(landing, 'sale', market.day(0), rows, sequence=2)
      """
    for home in [sqlite, spark] { try home.land(correction) }
    try both("2024-09-02.2")
    #expect(try spark.ways() == sqlite.ways() && spark.ways().contains { $0.hasPrefix("stall_day|by key|") })
    // And back on SQLite, after Spark.
    let back = try spark.mart(["run"])
    #expect(back.status == 0, "\(back.errors)")
  }

  @Test("a gate that stops publishes nothing, says why, and the mended night has the rows of SQLite")
  func stopped() throws {
    let spark = try SparkHome(nights: 1)
    #expect(try spark.mart(["run"]).status == 0)
    try spark.land(
      """
      rows = market.rows_of(1)
      rows['sale'][0]['stall_no'] = 'S999'
      for feed in rows: market.deliver(landing, feed, market.day(1), rows[feed])
      """)
    let ran = try spark.spark()
    #expect(ran.status == 65 && ran.errors.contains("check sale_stalls"), "\(ran.errors)")
    #expect(spark.current == "2024-09-01.1")
  }

  @Test(
    "an application that is killed, leaves no table or has no Java publishes nothing, and says what to do",
    arguments: [
      (["timeout", "-s", "KILL", "1"], "", 65, "[spark.ended]"),
      (["timeout", "-s", "KILL", "5"], "", 65, "[spark.ended]"),
      (["timeout", "-s", "KILL", "9"], "", 65, "[spark.ended]"), ([], "drop-table", 65, "[spark.table]"),
      ([], "drop-result", 65, "[spark.ended]"), ([], "wrong-rows", 65, "[spark.rows]"),
    ])
  func killed(_ prefix: [String], _ fault: String, _ status: Int32, _ rule: String) throws {
    let spark = try SparkHome(nights: 1)
    let command = (prefix + [SparkHere.python]).map { "\"\($0)\"" }.joined(separator: ", ")
    var settings = "\"command\": [\(command)]"
    if !fault.isEmpty {
      setenv("SPARK_FAULT", fault, 1)
      settings += ", \"runner\": \"Tests/Oracles/faulty_night.py\""
    }
    let ran = try spark.spark(settings: settings)
    unsetenv("SPARK_FAULT")
    #expect(
      ran.status == status && ran.errors.contains(rule) && ran.errors.contains("nothing was published"), "\(ran.errors)"
    )
    #expect(spark.current == "")
  }

  @Test("struck at a call or in its application, a night publishes nothing; run again, it has the same rows")
  func struck() throws {
    let ended = try Program.system(
      "python3", ["Tests/Oracles/spark_faults.py", Program.folder + "/mart", SparkHere.python, "--points", "3"])
    #expect(ended.status == 0, "\(ended.output)\(ended.errors)")
    #expect(ended.output.hasPrefix("skipped") || ended.output.hasSuffix("\n3 points, 0 faults\n"), "\(ended.output)")
  }

  @Test("a run that is killed takes its application with it, and the same night then has the rows of SQLite")
  func killedRun() throws {
    let sqlite = try SparkHome(nights: 1)
    let spark = try sqlite.copy()
    #expect(try sqlite.mart(["run"]).status == 0)
    let ran = try spark.spark(killedAfter: 6)
    #expect(ran.status == SIGKILL && spark.current == "")
    Thread.sleep(forTimeInterval: 4)
    let left = try Program.system("pgrep", ["-f", spark.home])
    #expect(left.output == "", "an application goes on for nobody")
    #expect(try spark.spark().status == 0)
    #expect(try spark.differences(from: sqlite) == [])
  }
}
