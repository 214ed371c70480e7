import Foundation
import MartTesting
import Testing

/// What analysts run: make targets, the lineage of a column, the mart in a browser.
@Suite("the analyst's day") struct AnalystTests {
  private func make(_ arguments: String..., home: String) throws -> Program.Ended {
    try Program.system(
      "make", ["-s", "-C", Program.repository, "HOME_DIR=\(home)", "BIN=\(Program.folder)"] + arguments)
  }

  @Test("make targets say what to do without a mart, and answer with one")
  func targets() throws {
    let (empty, bank) = (try BankHome(), try BankHome(after: .all))
    for target in ["risk", "marketing", "segment", "report", "export"] {
      let early = try make(target, home: empty.path)
      #expect(early.status != 0 && early.errors.contains("run `make run` first"), "\(target): \(early.errors)")
    }
    #expect(try make("risk", home: bank.path).output.contains("B0"))
    #expect(try make("marketing", home: bank.path).output.contains("SUPPRESS"))
    let tiers = try make("segment", "WHERE=tier = 'T5'", home: bank.path)
    #expect(tiers.status == 0 && tiers.output.contains("T5") && !tiers.output.contains("T4"), "\(tiers)")
    let harm = try make("segment", "WHERE=1) ; DROP TABLE dim_party; --", home: bank.path)
    #expect(harm.status != 0, "\(harm)")
    let report = try make("report", home: bank.path)
    #expect(report.output == bank.path + "/current/report.html\n")
    let out = bank.path + "/export"
    let exported = try make("export", "OUT=\(out)", home: bank.path)
    #expect(exported.status == 0, "\(exported.errors)")
    let rows = try Program.system("sh", ["-c", "tail -n +2 '\(out)/dim_party.csv' | wc -l"])
    let asked = try bank.mart(["query", "SELECT COUNT(*) AS n FROM dim_party", "--format", "csv"])
    #expect(
      asked.output.split(separator: "\n").last.map(String.init)
        == rows.output.trimmingCharacters(in: .whitespacesAndNewlines))
    #expect(try make("export", "TO=xls", home: bank.path).errors.contains("TO is csv or parquet"))
  }

  @Test("a column is traced to the feeds' columns, as a tree, for Graphviz and as JSON; a wrong name gets the nearest")
  func lineage() throws {
    func ask(_ arguments: String...) throws -> Program.Ended { try Program("mart").run(["lineage"] + arguments) }
    let tree = try ask("E01.exposure_fen").output.split(separator: "\n")
    #expect(tree.first == "E01.exposure_fen" && tree.dropFirst().first == "└─ risk_party_now.exposure_fen")
    #expect(
      tree.contains {
        $0.hasSuffix("stg_loan_account.balance_fen  may  (feed loan_account, LN_ACCT_{yyyymmdd}.dat.gz)")
      })
    let dot = try ask("risk_party_now.exposure_fen", "--format", "dot").output
    #expect(
      dot.hasPrefix("digraph lineage {")
        && dot.contains("\"risk_party.exposure_fen\" -> \"risk_party_now.exposure_fen\";"))
    let json = try JSONSerialization.jsonObject(with: Data(try ask("dim_card.card_id", "--json").output.utf8))
    #expect((json as? [String: Any])?["column"] as? String == "dim_card.card_id")
    let wrong = try ask("E01.exposure")
    #expect(wrong.status == 64 && wrong.errors.contains("did you mean 'E01.exposure_fen'?"), "\(wrong.errors)")
  }

  @Test(
    "the browser's server gets the generation itself, read-only, with the dictionary's words, and the next one when it comes"
  )
  func explore() throws {
    let (empty, bank) = (try BankHome(), try BankHome(after: .butLast))
    let server = bank.path + "/server"
    try "#!/bin/sh\ncp \"$5\" '\(bank.path)/metadata'\necho \"$@\" >> '\(bank.path)/asked'\nexec sleep 20\n"
      .write(toFile: server, atomically: true, encoding: .utf8)
    try FileManager.default.setAttributes([.posixPermissions: 0o700], ofItemAtPath: server)
    let early = try empty.mart(["explore", "--datasette", server])
    #expect(early.status == 64 && early.errors.contains("mart run"), "\(early.errors)")
    let lost = try bank.mart(["explore", "--datasette", bank.path + "/none"])
    #expect(lost.status == 64 && lost.errors.contains("make explore"), "\(lost.errors)")
    let process = Process()
    process.executableURL = URL(fileURLWithPath: Program.folder + "/mart")
    process.arguments = ["explore", "--datasette", server, "--home", bank.path, "--pipeline", bank.pipeline]
    process.standardError = FileHandle.nullDevice
    try process.run()
    defer { process.terminate() }
    func asked() -> [String] {
      ((try? String(contentsOfFile: bank.path + "/asked", encoding: .utf8)) ?? "").split(separator: "\n").map(
        String.init)
    }
    func wait(_ lines: Int) { for _ in 0..<200 where asked().count < lines { usleep(50_000) } }
    wait(1)
    #expect(
      asked().first?.hasPrefix("serve --immutable \(bank.path)/generations/2024-09-29.1/mart.sqlite") == true,
      "\(asked())")
    let metadata = try String(contentsOfFile: bank.path + "/metadata", encoding: .utf8)
    #expect(metadata.contains("客户标识") && metadata.contains("loans_by_bucket_and_type"))
    #expect(try bank.mart(["run"]).status == 0)
    wait(2)
    #expect(asked().last?.contains("/generations/2024-09-30.1/mart.sqlite") == true, "\(asked())")
  }

  @Test(
    "a signal ends the browser's server too, and the exit code tells which; one that does not listen is ended all the same",
    arguments: [(SIGTERM, Int32(143)), (SIGINT, Int32(130)), (SIGHUP, Int32(129))])
  func exploreEnds(_ number: Int32, _ status: Int32) throws {
    let bank = try BankHome(after: .opening)
    let server = bank.path + "/server"
    try """
    #!/bin/sh
    sleep 300 &
    echo $$ $! > '\(bank.path)/pids'
    \(number == SIGHUP ? "trap '' HUP" : "")
    wait
    """.write(toFile: server, atomically: true, encoding: .utf8)
    try FileManager.default.setAttributes([.posixPermissions: 0o700], ofItemAtPath: server)
    let process = Process()
    process.executableURL = URL(fileURLWithPath: Program.folder + "/mart")
    process.arguments = ["explore", "--datasette", server, "--home", bank.path, "--pipeline", bank.pipeline]
    process.standardError = FileHandle.nullDevice
    try process.run()
    defer { if process.isRunning { kill(process.processIdentifier, SIGKILL) } }
    func pids() -> [pid_t] {
      ((try? String(contentsOfFile: bank.path + "/pids", encoding: .utf8)) ?? "")
        .split { $0 == " " || $0 == "\n" }.compactMap { pid_t($0) }
    }
    for _ in 0..<200 where pids().count < 2 { usleep(50_000) }
    let children = pids()
    #expect(children.count == 2)
    kill(process.processIdentifier, number)
    for _ in 0..<200 where process.isRunning { usleep(50_000) }
    #expect(!process.isRunning && process.terminationReason == .exit && process.terminationStatus == status)
    for child in children {
      for _ in 0..<40 where kill(child, 0) == 0 && !isZombie(child) { usleep(50_000) }
      #expect(kill(child, 0) != 0 || isZombie(child), "\(child) is left behind")
    }
  }

  /// Ended, but nobody has asked how: a child whose parent ended first, where nothing reaps it.
  private func isZombie(_ process: pid_t) -> Bool {
    let stat = (try? String(contentsOfFile: "/proc/\(process)/stat", encoding: .utf8)) ?? ") Z"
    return stat.components(separatedBy: ") ").last?.hasPrefix("Z") == true
  }

  @Test("the sqlite3 shell opens on the current night, read-only and with headers, and says what to do without one")
  func shell() throws {
    let (empty, bank) = (try BankHome(), try BankHome(after: .opening))
    let early = try empty.mart(["sql", "SELECT 1"])
    #expect(early.status == 64 && early.errors.contains("mart run"), "\(early.errors)")
    let asked = try bank.mart(["sql", "SELECT business_date AS day FROM run_context"])
    #expect(asked.status == 0 && asked.output.hasPrefix("day") && asked.output.contains("2023-12-31"), "\(asked)")
    let harm = try bank.mart(["sql", "DELETE FROM dim_party"])
    #expect(harm.status != 0 && harm.errors.contains("readonly"), "\(harm)")
    let table = try bank.mart(["query", "SELECT 'a|b' AS w, 2 AS n", "--format", "markdown"])
    #expect(table.output == "| w | n |\n|---|---:|\n| a\\|b | 2 |\n", "\(table.output)")
  }

  private static let datasette = Program.repository + "/.build/explore/bin/datasette"
  private static let canExplore =
    FileManager.default.isExecutableFile(atPath: datasette)
    && (try? Program.system("sh", ["-c", "command -v chromium || command -v google-chrome"]).status) == 0

  @Test(
    "in a browser: tables with the dictionary's words, facets and ready questions; nothing is written, and nobody named",
    .enabled(if: canExplore, "there is no Datasette (`make explore`) or no Chromium"))
  func exploreInBrowser() throws {
    let bank = try BankHome(after: .all)
    let seen = try Program.system(
      "python3",
      [
        Program.repository + "/Tests/Oracles/explore_page.py", Program.folder + "/mart", Self.datasette, bank.path,
        bank.pipeline,
      ])
    #expect(seen.status == 0, "\(seen.output)\(seen.errors)")
  }

  private static let python = Program.repository + "/.build/analysts/bin/python"
  private static let hasSQLGlot = (try? Program.system(python, ["-c", "import sqlglot"]).status) == 0

  @Test(
    "sqlglot finds the sources of columns that we find",
    .enabled(if: hasSQLGlot, "there is no sqlglot: `make analysts`"))
  func lineageByOthers() throws {
    let bank = try BankHome(after: .opening)
    let compared = try Program.system(
      Self.python,
      [
        Program.repository + "/Tests/Oracles/lineage_sqlglot.py", bank.path + "/current/mart.sqlite",
        bank.pipeline,
      ])
    #expect(compared.status == 0, "\(compared.output)\(compared.errors)")
  }
}
