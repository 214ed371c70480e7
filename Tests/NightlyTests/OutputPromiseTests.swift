import Contracts
import Foundation
import MartCore
import MartTesting
import Testing

/// What users of outputs were promised, and what they say they got.
@Suite("outputs and their users") struct OutputPromiseTests {
  let folder: ScratchHome
  let home: String
  let folderOfPipeline: String

  init() throws {
    folder = try ScratchHome()
    home = folder.file("home")
    folderOfPipeline = folder.file("shop/pipeline")
    try FileManager.default.createDirectory(atPath: folder.file("shop"), withIntermediateDirectories: true)
    try FileManager.default.copyItem(
      atPath: Program.repository + "/Tests/Fixtures/two-feeds/pipeline", toPath: folderOfPipeline)
    try BankHome.writeTestKey(to: folder.file("shop"), name: "shop.key")
  }

  /// Lands what both feeds bring for a day.
  private func land(_ date: String) throws {
    let pipeline = try Pipeline.load(folder: folderOfPipeline)
    let day = try #require(BusinessDate(iso: date))
    let sales = [["sale_no": date, "stall_no": "A", "sold_on": date, "amount_fen": "150"]]
    for (feed, rows) in [("sale", sales), ("stall", [["stall_no": "A", "keeper": "Ann"]])] {
      try FeedFile(try #require(pipeline.feed(feed)), of: pipeline).write(
        rows, on: day, sequence: 1, into: home + "/landing", tweaks: [])
    }
  }

  @discardableResult
  private func mart(_ arguments: String...) throws -> Program.Ended {
    try Program("mart").run(arguments + ["--home", home, "--pipeline", folderOfPipeline])
  }

  /// The control of the current night's sales, changed and laid down as what their user got.
  private func acknowledge(_ date: String, as name: String, _ change: (String) -> String = { $0 }) throws {
    let compact = date.filter { $0 != "-" }
    let control = try String(contentsOfFile: "\(home)/current/outbox/till/S01_SALES_v1_\(compact).ctl", encoding: .utf8)
    try FileManager.default.createDirectory(atPath: home + "/acks/till", withIntermediateDirectories: true)
    try Data(change(control).utf8).write(to: URL(fileURLWithPath: "\(home)/acks/till/\(name).ack"))
  }

  private func ask(_ sql: String, of file: String = "current/mart.sqlite") throws -> String {
    try Program.system("sqlite3", ["-readonly", "\(home)/\(file)", sql]).output
      .trimmingCharacters(in: .whitespacesAndNewlines)
  }

  private func edit(_ file: String, _ old: String, _ new: String) throws {
    let path = folderOfPipeline + "/" + file
    let text = try String(contentsOfFile: path, encoding: .utf8)
    #expect(text.contains(old))
    try Data(text.replacingOccurrences(of: old, with: new).utf8).write(to: URL(fileURLWithPath: path))
  }

  @Test("`mart outputs` shows what was sent, and what its user says he got")
  func states() throws {
    try land("2024-09-01")
    #expect(try mart("run").status == 0)
    func lines() throws -> [String] {
      try mart("outputs").output.split(separator: "\n").dropFirst(2)
        .map { $0.split(separator: " ").joined(separator: " ") }
    }
    #expect(try lines() == ["S01 SALES till 1 2024-09-01.1 1 sent no", "S02 STALLS office 1 2024-09-01.1 1 sent no"])
    try acknowledge("2024-09-01", as: "a")
    #expect(try lines().first == "S01 SALES till 1 2024-09-01.1 1 sent yes")
    try acknowledge("2024-09-01", as: "b") { $0.replacingOccurrences(of: "rows=1", with: "rows=2") }
    #expect(try lines().first == "S01 SALES till 1 2024-09-01.1 1 sent differs rows 1 sent, 2 told")
    #expect(try mart("outputs", "--json").output.contains("\"acknowledged\": \"differs\""))
  }

  @Test("what a user got otherwise than it was sent is a warning, a line of the ledger and a line of the report, once")
  func disputes() throws {
    try land("2024-09-01")
    #expect(try mart("run").status == 0)
    try acknowledge("2024-09-01", as: "right")
    try acknowledge("2024-09-01", as: "wrong") {
      $0.replacingOccurrences(of: "total.amount_fen=150", with: "total.amount_fen=149")
    }
    try acknowledge("2024-09-01", as: "other") { $0.replacingOccurrences(of: "2024-09-01.1", with: "2023-01-01.1") }
    try acknowledge("2024-09-01", as: "strange") { _ in "\u{0}got it, thanks" }
    try land("2024-09-02")
    let ran = try mart("run", "--verbose")
    let difference = "till got another S01 of 2024-09-01.1 than was sent: total.amount_fen 150 sent, 149 told"
    #expect(ran.status == 0 && ran.errors.contains(difference), "\(ran.errors)")
    #expect(ran.errors.contains("no night that is kept sent it to till") && ran.errors.contains("strange.ack"))
    let report = try String(contentsOfFile: home + "/current/report.html", encoding: .utf8)
    #expect(report.contains(difference) && report.contains("till acknowledged S01 of 2024-09-01.1 as it was sent"))
    let kept = try ask("SELECT file, verdict FROM acknowledgement ORDER BY file", of: "ledger.sqlite")
    #expect(kept == "other.ack|unknown\nright.ack|agrees\nstrange.ack|unreadable\nwrong.ack|differs")
    try land("2024-09-03")
    let next = try mart("run", "--verbose")
    #expect(next.status == 0 && !next.errors.contains("than was sent"), "\(next.errors)")
    #expect(try ask("SELECT COUNT(*) FROM acknowledgement", of: "ledger.sqlite") == "4")
  }

  @Test("a night that fails has told nobody: the next one tells of the acknowledgement again")
  func failedNight() throws {
    try land("2024-09-01")
    #expect(try mart("run").status == 0)
    try acknowledge("2024-09-01", as: "wrong") { $0.replacingOccurrences(of: "rows=1", with: "rows=7") }
    try land("2024-09-02")
    try edit(
      "outputs/s01.yaml", "SELECT c.as_of, s.sale_no, s.amount_fen", "SELECT c.as_of, s.sale_no, 2 AS amount_fen")
    try edit("outputs/s01.yaml", "FROM fact_sale AS s", "FROM (SELECT 'x' AS sale_no FROM fact_sale) AS s")
    #expect(try mart("run").status == 65)
    try edit("outputs/s01.yaml", "FROM (SELECT 'x' AS sale_no FROM fact_sale) AS s", "FROM fact_sale AS s")
    let ran = try mart("run", "--verbose")
    #expect(ran.status == 0 && ran.errors.contains("rows 1 sent, 7 told"), "\(ran.errors)")
  }

  @Test("columns that change without a new version are refused by check and by the night; a new version lets them pass")
  func silentChange() throws {
    try land("2024-09-01")
    #expect(try mart("run").status == 0)
    try edit("outputs/s02.yaml", "  keeper:   { type: text }", "  holder:   { type: text }")
    try edit("outputs/s02.yaml", "s.keeper", "s.keeper AS holder")
    try land("2024-09-02")
    for command in ["check", "run"] {
      let refused = try mart(command)
      #expect(refused.status == 78, "\(refused.errors)")
      #expect(
        refused.errors.contains(
          "output S02 has 'holder text' anew, has 'keeper text' no more, under version 1 as before [output.version]"),
        "\(refused.errors)")
    }
    #expect(try ask("SELECT generation FROM meta_build") == "2024-09-01.1")
    try edit("outputs/s02.yaml", "version: 1", "version: 2")
    #expect(try mart("run").status == 0)
    #expect(FileManager.default.fileExists(atPath: home + "/current/outbox/office/S02_STALLS_v2_20240902.csv.gz"))
    try edit("outputs/s02.yaml", "version: 2", "version: 1")
    let back = try mart("check")
    #expect(back.status == 78 && back.errors.contains("was published as version 2, and is 1 again"), "\(back.errors)")
  }
}
