import Foundation
import MartTesting
import Testing

/// The retail pipeline over the committed bank, on both engines.
@Suite("the sample bank on Spark", .enabled(if: SparkHere.isThere, SparkHere.reason), .serialized)
struct SparkBankTests {
  private static var isFull: Bool { ProcessInfo.processInfo.environment["NIGHTS_ON_SPARK"] == "all" }

  /// Two pairs of numbers are said to be one person each: one from the last night on, one since March.
  private func landMerges(_ bank: BankHome) throws {
    let persons = try String(contentsOfFile: bank.path + "/persons.csv", encoding: .utf8)
    let numbers = persons.split(separator: "\n").filter { $0.hasPrefix("CORE,") }.prefix(4).map {
      $0.split(separator: ",")[1]
    }
    let file = bank.landing("CUST_LINK_20240930")
    let rows = ["2024-09-30", "2024-03-01"].enumerated().map { place, day in
      "I,MERGE-\(place),SAME,CORE,\(numbers[2 * place]),CORE,\(numbers[2 * place + 1]),,\(day),\n"
    }
    let text = try String(contentsOfFile: file + ".csv", encoding: .utf8) + rows.joined()
    let control = try String(contentsOfFile: file + ".ctl", encoding: .utf8).replacing("rows=0", with: "rows=2")
    try Data(text.utf8).write(to: URL(fileURLWithPath: file + ".csv"))
    try Data(control.utf8).write(to: URL(fileURLWithPath: file + ".ctl"))
  }

  @Test("every table of a night with merges has the row hash that SQLite gives it, and every output its bytes")
  func sameRows() throws {
    let bank = try BankHome()
    try landMerges(bank)
    if !Self.isFull {
      let before = try bank.mart(["run", "--from", "2023-12-31", "--to", "2024-09-29"])
      #expect(before.status == 0, "\(before.errors)")
    }
    let spark = try SparkHome(copying: bank.path, pipeline: bank.pipeline)
    let ran = try bank.mart(["run"])
    #expect(ran.status == 0, "\(ran.errors)")
    let sparked = try spark.spark()
    #expect(sparked.status == 0, "\(sparked.errors)")
    let sqlite = try SparkHome(copying: bank.path, pipeline: bank.pipeline)
    let hashes = try spark.hashes()
    #expect(try spark.ask("SELECT COUNT(*) FROM id_event WHERE kind = 'MERGE'") != "0")
    #expect(hashes.count > 90 && spark.current == sqlite.current)
    for difference in try spark.differences(from: sqlite) { Issue.record("\(difference)") }
    let outboxes = try Program.system("diff", ["-r", sqlite.home + "/current/outbox", spark.home + "/current/outbox"])
    #expect(outboxes.status == 0, "\(outboxes.output)")
  }
}
