import Foundation
import MartTesting
import Testing

/// The retail pipeline over the committed bank, on both engines.
@Suite("the sample bank on Spark", .enabled(if: SparkHere.isThere, SparkHere.reason), .serialized)
struct SparkBankTests {
  private static var isFull: Bool { ProcessInfo.processInfo.environment["NIGHTS_ON_SPARK"] == "all" }

  @Test(
    "every table of a night in which numbers change persons and one is deleted has the row hash that SQLite gives it, and every output its bytes"
  )
  func sameRows() throws {
    let bank = try BankHome()
    let landed = try Program.system("python3", ["Tests/Oracles/moving.py", bank.path])
    #expect(landed.status == 0, "\(landed.errors)")
    if !Self.isFull {
      let before = try bank.mart(["run", "--from", "2023-12-31", "--to", "2024-09-29"])
      #expect(before.status == 0, "\(before.errors)")
    }
    let spark = try SparkHome(copying: bank.path, pipeline: bank.pipeline)
    let ran = try bank.mart(["run"])
    #expect(ran.status == 0, "\(ran.errors)")
    let sparked = try spark.spark()
    try #require(sparked.status == 0, "\(sparked.errors)")
    let sqlite = try SparkHome(copying: bank.path, pipeline: bank.pipeline)
    let hashes = try spark.hashes()
    #expect(try spark.ask("SELECT COUNT(*) FROM id_event WHERE kind = 'MOVE'") != "0")
    #expect(hashes.count > 90 && spark.current == sqlite.current)
    for difference in try spark.differences(from: sqlite) { Issue.record("\(difference)") }
    let outboxes = try Program.system("diff", ["-r", sqlite.home + "/current/outbox", spark.home + "/current/outbox"])
    #expect(outboxes.status == 0, "\(outboxes.output)")
  }
}
