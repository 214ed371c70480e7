import Contracts
import Foundation
import MartCore
import MartTesting
import Testing

/// A night without a feed that may stay away publishes, and says so wherever somebody could be misled.
@Suite("feeds that may stay away") struct OptionalFeedTests {
  let folder: ScratchHome
  let home: String
  let folderOfPipeline: String
  let pipeline: Pipeline

  init() throws {
    folder = try ScratchHome()
    home = folder.file("home")
    folderOfPipeline = folder.file("shop/pipeline")
    try FileManager.default.createDirectory(atPath: folder.file("shop"), withIntermediateDirectories: true)
    try FileManager.default.copyItem(
      atPath: Program.repository + "/Tests/Fixtures/two-feeds/pipeline", toPath: folderOfPipeline)
    try BankHome.writeTestKey(to: folder.file("shop"), name: "shop.key")
    pipeline = try Pipeline.load(folder: folderOfPipeline)
  }

  private func land(
    _ name: String, _ date: String, sequence: Int = 1, _ rows: [[String: String]], _ tweaks: [FeedFile.Tweak] = []
  ) throws {
    let feed = try #require(pipeline.feed(name))
    try FeedFile(feed, of: pipeline).write(
      rows, on: try #require(BusinessDate(iso: date)), sequence: sequence, into: home + "/landing", tweaks: tweaks)
  }

  private func landSale(_ number: String, _ date: String) throws {
    try land("sale", date, [["sale_no": number, "stall_no": "A", "sold_on": date, "amount_fen": "150"]])
  }

  private func landStalls(_ date: String, _ keepers: [String], _ tweaks: [FeedFile.Tweak] = []) throws {
    let rows = keepers.enumerated().map { ["stall_no": "\($0)", "keeper": $1] }
    try land("stall", date, rows, tweaks)
  }

  @discardableResult
  private func run(_ arguments: String...) throws -> Program.Ended {
    try Program("mart").run(["run"] + arguments + ["--home", home, "--pipeline", folderOfPipeline])
  }

  private func ask(_ sql: String, of file: String = "current/mart.sqlite") throws -> String {
    try Program.system("sqlite3", ["-readonly", "\(home)/\(file)", sql]).output
      .trimmingCharacters(in: .whitespacesAndNewlines)
  }

  private var label: String { get throws { try ask("SELECT generation FROM meta_build") } }

  private var statuses: String {
    get throws {
      try ask("SELECT business_date, status FROM meta_delivery WHERE feed = 'stall' ORDER BY business_date, sequence")
        .replacingOccurrences(of: "\n", with: " ")
    }
  }

  private func stallsAsOf() throws -> String {
    try ask("SELECT as_of FROM meta_table WHERE table_name = 'stall_now'")
  }

  /// Endings of what lies in the outbox of a user.
  private func outbox(_ user: String) throws -> [String] {
    try FileManager.default.contentsOfDirectory(atPath: "\(home)/current/outbox/\(user)").sorted()
      .map { String($0.drop { $0 != "." }) }
  }

  /// Two nights: one with everything, one without the stalls.
  private func publishWithoutStalls() throws {
    try landSale("1", "2024-09-01")
    try landStalls("2024-09-01", ["Ann", "Bo"])
    #expect(try run().status == 0)
    try #expect(stallsAsOf() == "2024-09-01" && outbox("office") == [".csv.gz", ".ctl", ".ok"])
    try landSale("2", "2024-09-02")
  }

  @Test("not landed: the night publishes; status, table and output say that the feed is stale")
  func absent() throws {
    try publishWithoutStalls()
    let ran = try run("--verbose")
    #expect(ran.status == 0, "\(ran.errors)")
    #expect(ran.errors.contains("STALL_20240902.csv") && ran.errors.contains("DL-01"), "\(ran.errors)")
    #expect(try label == "2024-09-02.1" && statuses == "2024-09-01|accepted 2024-09-02|stale")
    #expect(try stallsAsOf() == "2024-09-01" && ask("SELECT COUNT(*) FROM stall_now") == "2")
    #expect(try ask("SELECT as_of FROM meta_table WHERE table_name = 'fact_sale'") == "2024-09-02")
    #expect(try outbox("till") == [".csv.gz", ".ctl", ".ok"] && outbox("office") == [".held"])
    let note = try String(contentsOfFile: "\(home)/current/outbox/office/S02_STALLS_v1_20240902.held", encoding: .utf8)
    #expect(note.contains("cause=stall brought nothing for 2024-09-02\nowner=market office\n"), "\(note)")
    #expect(try run("--verbose").errors.contains("nothing to do"))
  }

  @Test("landing later the same night, or on a later one, it ends to be stale")
  func later() throws {
    try publishWithoutStalls()
    #expect(try run().status == 0)
    try landStalls("2024-09-02", ["Ann", "Cy"])
    #expect(try run().status == 0)
    #expect(try label == "2024-09-02.2" && statuses == "2024-09-01|accepted 2024-09-02|accepted")
    #expect(try stallsAsOf() == "2024-09-02" && outbox("office") == [".csv.gz", ".ctl", ".ok"])

    try landSale("3", "2024-09-03")
    #expect(try run().status == 0)
    #expect(try outbox("office") == [".held"])
    try landSale("4", "2024-09-04")
    try landStalls("2024-09-03", ["Ann", "Dee"])
    try landStalls("2024-09-04", ["Ann", "Dee", "Eve"])
    #expect(try run().status == 0)
    #expect(try label == "2024-09-04.1" && stallsAsOf() == "2024-09-04")
    #expect(
      try statuses == "2024-09-01|accepted 2024-09-02|accepted 2024-09-03|accepted 2024-09-04|accepted")
    #expect(try ask("SELECT COUNT(*) FROM stall_now") == "3" && outbox("office") == [".csv.gz", ".ctl", ".ok"])
  }

  @Test("refused: the same, with the refusal in the ledger; nothing runs again until another file comes")
  func refused() throws {
    try publishWithoutStalls()
    try landStalls("2024-09-02", ["Ann", "Bo"], [.rows(1)])
    let ran = try run("--verbose")
    #expect(ran.status == 0 && ran.errors.contains("DL-02"), "\(ran.errors)")
    #expect(try label == "2024-09-02.1" && statuses == "2024-09-01|accepted 2024-09-02|stale")
    #expect(try stallsAsOf() == "2024-09-01" && outbox("office") == [".held"])
    #expect(
      try ask("SELECT feed, business_date, file, rule FROM refusal", of: "ledger.sqlite")
        == "stall|2024-09-02|STALL_20240902.csv|DL-02")
    #expect(try run("--verbose").errors.contains("nothing to do"))

    try landStalls("2024-09-02", ["Ann", "Bo", "Cy"])
    #expect(try run().status == 0)
    #expect(try label == "2024-09-02.2" && stallsAsOf() == "2024-09-02" && outbox("office").count == 3)
    #expect(try statuses == "2024-09-01|accepted 2024-09-02|accepted")
  }

  @Test("a correction without a higher sequence, and a file of the future, are refused and hold nothing else")
  func refusedByName() throws {
    try publishWithoutStalls()
    try landStalls("2024-09-01", ["Ann", "Zoe"])
    try landStalls("2024-09-02", ["Ann", "Bo"])
    try landStalls("2199-01-01", ["Ann"])
    let ran = try run("--verbose")
    #expect(ran.status == 0 && ran.errors.contains("DL-04") && ran.errors.contains("DL-05"), "\(ran.errors)")
    #expect(try label == "2024-09-02.1" && statuses == "2024-09-01|accepted 2024-09-02|accepted")
    #expect(try ask("SELECT group_concat(keeper) FROM stall_now") == "Ann,Bo")
    #expect(try ask("SELECT group_concat(rule) FROM refusal", of: "ledger.sqlite") == "DL-05,DL-04")
    #expect(try run("--verbose").errors.contains("nothing to do"))
  }

  @Test(
    "DL-09: an optional delivery of which too much is bad is left out like one that was refused; a required one stops")
  func unfit() throws {
    try publishWithoutStalls()
    let long = (1...5).map { String(repeating: "\($0)", count: 90) }
    try landStalls("2024-09-02", ["Ann", "Bo"] + long)
    let ran = try run("--verbose")
    #expect(ran.status == 0 && ran.errors.contains("DL-09"), "\(ran.errors)")
    #expect(try label == "2024-09-02.1" && statuses == "2024-09-01|accepted 2024-09-02|stale")
    #expect(try stallsAsOf() == "2024-09-01" && outbox("office") == [".held"] && outbox("till").count == 3)
    #expect(
      try ask("SELECT feed, business_date, file, rule FROM refusal", of: "ledger.sqlite")
        == "stall|2024-09-02|STALL_20240902.csv|DL-09")
    #expect(try run("--verbose").errors.contains("nothing to do"))

    try landStalls("2024-09-02", ["Ann", "Bo", "Cy"])
    #expect(try run().status == 0)
    #expect(try label == "2024-09-02.2" && stallsAsOf() == "2024-09-02" && outbox("office").count == 3)

    let sales = (0..<6).map { ["sale_no": "\($0)", "stall_no": "A", "sold_on": "2024-09-09", "amount_fen": "150"] }
    try land("sale", "2024-09-03", sales)
    try landStalls("2024-09-03", ["Ann"])
    let stopped = try run()
    #expect(stopped.status == 65 && stopped.errors.contains("DL-09"), "\(stopped.errors)")
    #expect(try label == "2024-09-02.2")
  }
}
