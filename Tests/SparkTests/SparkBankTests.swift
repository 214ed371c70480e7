import Foundation
import MartTesting
import Testing

/// The retail pipeline over the committed bank, or one of SPARK_CUSTOMERS, on both engines.
@Suite("the sample bank on Spark", .enabled(if: SparkHere.isThere, SparkHere.reason), .serialized)
struct SparkBankTests {
  private static let asked = ProcessInfo.processInfo.environment
  private static var isFull: Bool { asked["NIGHTS_ON_SPARK"] == "all" }
  private static var customers: Int { asked["SPARK_CUSTOMERS"].flatMap { Int($0) } ?? 755 }

  @Test(
    "every table of a night that makes touched keys anew, in which numbers change persons, two persons turn out to be one, a number is deleted and balances of the day before are corrected has the row hash that SQLite gives it, and every output its bytes"
  )
  func sameRows() throws {
    let bank = try BankHome(customers: Self.customers)
    for script in ["moving.py", "merging.py"] {
      let landed = try Program.system("python3", ["Tests/Oracles/" + script, bank.path])
      #expect(landed.status == 0, "\(landed.errors)")
    }
    let right = bank.path + "/right.gz"
    if !Self.isFull {
      let data = bank.landing("DPBAL_20240929.dat.gz")
      let wrong = try Program.system("python3", ["Tests/Oracles/wrong_balances.py", data, data, right])
      #expect(wrong.status == 0, "\(wrong.errors)")
      let before = try bank.mart(["run", "--from", "2023-12-31", "--to", "2024-08-31"])
      #expect(before.status == 0, "\(before.errors)")
    }
    let spark = try SparkHome(copying: bank.path, pipeline: bank.pipeline)
    func both(_ days: [String] = []) throws {
      let ran = try bank.mart(["run"] + days)
      #expect(ran.status == 0, "\(ran.errors)")
      let sparked = try spark.spark(days)
      try #require(sparked.status == 0, "\(sparked.errors)")
    }
    if !Self.isFull {
      try both(["--from", "2024-09-29", "--to", "2024-09-29"])
      for landing in [bank.path, spark.home].map({ $0 + "/landing/DPBAL_20240929.2" }) {
        try FileManager.default.copyItem(atPath: right, toPath: landing + ".dat.gz")
        try Data().write(to: URL(fileURLWithPath: landing + ".ok"))
      }
    }
    try both()
    let sqlite = try SparkHome(copying: bank.path, pipeline: bank.pipeline)
    let hashes = try spark.hashes()
    #expect(try spark.ask("SELECT COUNT(DISTINCT kind) FROM id_event WHERE kind IN ('MOVE', 'MERGE')") == "2")
    let restated = try Program.system("find", ["-L", spark.home + "/current/outbox", "-name", "*.r1.*"])
    #expect(Self.isFull || !restated.output.isEmpty)
    #expect(hashes.count > 90 && spark.current == sqlite.current)
    let ways = try spark.ways()
    #expect(try ways == sqlite.ways())
    #expect(ways.filter { $0.contains("|by key|") }.count > 30)
    for difference in try spark.differences(from: sqlite) { Issue.record("\(difference)") }
    let outboxes = try Program.system("diff", ["-r", sqlite.home + "/current/outbox", spark.home + "/current/outbox"])
    #expect(outboxes.status == 0, "\(outboxes.output)")
  }
}
