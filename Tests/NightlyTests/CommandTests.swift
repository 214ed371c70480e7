import Foundation
import MartTesting
import Testing

@Suite("the command line") struct CommandTests {
  @Test("a second run has nothing to do, says so when asked, and takes no time")
  func nothingToDo() throws {
    let bank = try BankHome(after: .all)
    let again = try bank.mart(["run", "--verbose"])
    #expect(again.status == 0 && again.errors.contains("nothing to do: 2024-09-30 is published"), "\(again.errors)")
    #expect(bank.current == "2024-09-30.1")
  }

  @Test("while a run holds the lock, a second one leaves at once with exit 75")
  func locked() throws {
    let bank = try BankHome()
    let holder = Process()
    holder.executableURL = URL(fileURLWithPath: "/usr/bin/env")
    let ready = bank.path + "/ready"
    holder.arguments = [
      "python3", "-c",
      "import fcntl,sys,time; f=open('\(bank.path)/run.lock','a'); fcntl.flock(f,fcntl.LOCK_EX); open('\(ready)','w'); time.sleep(60)",
    ]
    try holder.run()
    defer { holder.terminate() }
    while !FileManager.default.fileExists(atPath: ready) { usleep(10_000) }
    let second = try bank.mart(["run"])
    #expect(second.status == 75 && second.errors.contains("another run holds the lock"), "\(second.errors)")
    #expect(bank.current.isEmpty)
  }

  @Test("usage, a missing pipeline and an empty home each have their exit code and say what to do")
  func exits() throws {
    let bank = try BankHome()
    #expect(try bank.mart(["run", "--date", "30.09.2024"]).status == 64)
    #expect(try bank.mart(["run", "--from", "2024-09-30"]).status == 64)
    let unpublished = try bank.mart(["query", "SELECT 1"])
    #expect(unpublished.status == 64 && unpublished.errors.contains("mart run"), "\(unpublished.errors)")
    let lost = try Program("mart").run(["check", "--pipeline", bank.path + "/nowhere"])
    #expect(lost.status == 78, "\(lost.errors)")
    let early = try bank.mart(["run", "--date", "2031-01-01"])
    #expect(early.status == 66 && early.errors.contains("2031-01-01"), "\(early.errors)")
  }

  @Test("a question is read-only: neither a write nor another file is let through")
  func readOnly() throws {
    let bank = try BankHome(after: .all)
    let answer = try bank.mart(["query", "SELECT 40 + 2 AS n, '宽' AS w", "--format", "csv"])
    #expect(answer.output == "n,w\n42,宽\n", "\(answer.errors)")
    for statement in [
      "DELETE FROM dim_party", "ATTACH DATABASE '\(bank.path)/state/vault.sqlite' AS v", "PRAGMA query_only = OFF",
      "CREATE TABLE t(a)",
    ] {
      let refused = try bank.mart(["query", statement])
      #expect(refused.status != 0, "\(statement)")
    }
    #expect(try bank.mart(["query", "SELECT COUNT(*) > 0 FROM dim_party", "--format", "csv"]).output.hasSuffix("1\n"))
  }

  @Test("a question may stand in a file or on standard input, and begin with a comment; a mistake in it is the asker's")
  func questionInFile() throws {
    let bank = try BankHome(after: .all)
    let file = bank.path + "/question.sql"
    func ask(_ text: String) throws -> Program.Ended {
      try Data(text.utf8).write(to: URL(fileURLWithPath: file))
      return try bank.mart(["query", "--file", file, "--format", "csv"])
    }
    let answer = try ask("\u{FEFF}-- how many?\n--- really\nSELECT 40 + 2 AS n;\n-- done\n")
    #expect(answer.output == "n\n42\n", "\(answer.errors)")
    let piped = try Program.system(
      "sh", ["-c", "'\(Program.folder)/mart' query --home '\(bank.path)' --file - --format csv < '\(file)'"])
    #expect(piped.output == "n\n42\n", "\(piped.errors)")
    let wrong = try ask("SELECT nope FROM dim_party")
    #expect(
      wrong.status == 64 && wrong.errors.contains("question.sql: error: no such column: nope;"), "\(wrong.errors)")
    let two = try ask("SELECT 1; DELETE FROM dim_party")
    #expect(two.status == 64 && two.errors.contains("a second statement begins with DELETE"), "\(two.errors)")
    #expect(try ask("-- nothing").status == 64)
    let lost = try bank.mart(["query", "--file", bank.path + "/none.sql"])
    #expect(lost.status == 64 && lost.errors.contains("none.sql: error: the file cannot be read"), "\(lost.errors)")
    #expect(try bank.mart(["query"]).status == 64)
    #expect(try bank.mart(["query", "SELECT 1", "--file", file]).status == 64)
  }

  @Test("what cannot be written is lost, and told: a result by the exit code, a complaint by nothing but its own")
  func fullDisk() throws {
    let bank = try BankHome(after: .all)
    func run(_ words: String) throws -> Program.Ended {
      try Program.system("sh", ["-c", "'\(Program.folder)/mart' \(words)"])
    }
    let cut = try run("query --home '\(bank.path)' --format csv 'SELECT date_id FROM dim_date' > /dev/full")
    #expect(cut.status == 73 && cut.errors.contains("did not reach standard output in full"), "\(cut.errors)")
    #expect(try run("query --home '\(bank.path)' 'SELECT nope' 2> /dev/full").status == 64)
    #expect(try run("run --home '\(bank.path)' --pipeline '\(bank.pipeline)' --verbose 2> /dev/full").status == 0)
    #expect(try run("query --home '\(bank.path)' 'SELECT date_id FROM dim_date' | head -1").status == 0)
  }

  /// A model that is odd over made rows, and in no night: no member of staff has the number 2.
  private func addOddModel(to bank: BankHome) throws {
    let text = """
      /*---
      model: odd
      title: Odd
      zh: 怪
      grain: one row per member of staff
      owner: office
      key: [staff_no]
      refresh: full
      columns:
        staff_no: { type: text, required: true, zh: 员工号 }
      ---*/
      SELECT staff_no FROM stg_assistant_usage WHERE staff_no = '2'
      """
    try Data(text.utf8).write(to: URL(fileURLWithPath: bank.pipeline + "/models/odd.sql"))
  }

  @Test("without a terminal, --verbose says a line for every night that is published, and --quiet nothing")
  func linesOfNights() throws {
    let bank = try BankHome()
    try addOddModel(to: bank)
    let ran = try bank.mart(["run", "--verbose"])
    let nights = ran.errors.split(separator: "\n").compactMap {
      $0.wholeMatch(of: /published (\S+), night (\d) of 4: ([\d,]+) rows in \d+\.\d s/)
    }
    #expect(nights.map(\.1) == ["2023-12-31.1", "2024-08-31.1", "2024-09-29.1", "2024-09-30.1"], "\(ran.errors)")
    #expect(nights.map(\.2) == ["1", "2", "3", "4"])
    let counted = try Program.system(
      "sqlite3",
      [
        "-readonly", bank.path + "/current/mart.sqlite",
        "SELECT SUM(rows) FROM meta_delivery GROUP BY business_date ORDER BY business_date",
      ])
    let rows = nights.map { String($0.3.filter { $0 != "," }) }
    #expect(rows == counted.output.split(separator: "\n").map(String.init), "\(counted.errors)")
    #expect(ran.errors.contains("1 warning about the pipeline; `mart check --pipeline"), "\(ran.errors)")
    try bank.forget()
    #expect(try bank.mart(["run", "--verbose", "--quiet"]).errors.isEmpty)
  }

  @Test("check shows what is odd without being wrong, and counts one thing as one")
  func warnings() throws {
    let bank = try BankHome()
    let checked = try bank.mart(["check"])
    #expect(checked.status == 0 && checked.output.contains(" is good: 30 feeds, "), "\(checked.errors)")
    #expect(checked.errors.isEmpty, "the retail pipeline is without warnings: \(checked.errors)")
    try addOddModel(to: bank)
    let odd = try bank.mart(["check"])
    #expect(odd.status == 0 && odd.errors.contains(": warning: model 'odd' gives two rows with one key (staff_no)"))
    #expect(odd.errors.split(separator: "\n").count == 1, "\(odd.errors)")
    #expect(try bank.mart(["check", "--quiet"]).errors.isEmpty)
    let one = bank.path + "/one"
    try FileManager.default.createDirectory(atPath: one + "/feeds", withIntermediateDirectories: true)
    try Data("pipeline: one\ntitle: One\nzh: 一\nversion: \"1\"\ntime_zone: \"+08:00\"\nkey: k\n".utf8)
      .write(to: URL(fileURLWithPath: one + "/pipeline.yaml"))
    let feed = """
      feed: visit
      title: Visits
      zh: 访问
      owner: front desk
      delivery: events
      file: V_{yyyymmdd}.csv
      due: { by: "02:00" }
      format: { separator: ",", header: names }
      key: [id]
      columns:
        id: { type: text, max: 9, required: true, zh: 标识 }
        day: { type: date, role: business_date, required: true, zh: 日期 }
      control: { form: lines, rows: count }
      """
    try Data(feed.utf8).write(to: URL(fileURLWithPath: one + "/feeds/visit.yaml"))
    let single = try Program("mart").run(["check", "--pipeline", one])
    #expect(
      single.output.hasSuffix("is good: 1 feed, 0 models, 0 checks, 0 paths, 0 outputs, 0 figures\n"), "\(single)")
  }

  @Test("doctor refuses the published test key, and other people's eyes on a key of one's own")
  func doctor() throws {
    let bank = try BankHome()
    let test = try bank.mart(["doctor"])
    #expect(test.status == 78 && test.output.contains("published test key"), "\(test.output)")
    let key = (bank.pipeline as NSString).deletingLastPathComponent + "/../keys/retail.key"
    try Data((String(repeating: "0123456789abcdef", count: 4) + "\n").utf8).write(to: URL(fileURLWithPath: key))
    try FileManager.default.setAttributes([.posixPermissions: 0o644], ofItemAtPath: key)
    #expect(try bank.mart(["doctor"]).output.contains("chmod 600"))
    try FileManager.default.setAttributes([.posixPermissions: 0o600], ofItemAtPath: key)
    let own = try bank.mart(["doctor"])
    #expect(own.status == 0, "\(own.output)\(own.errors)")
  }

  @Test("the report opens without a network and shows the night")
  func report() throws {
    let bank = try BankHome(after: .all)
    let page = try String(contentsOfFile: bank.path + "/current/report.html", encoding: .utf8)
    #expect(page.contains("2024-09-30.1") && page.contains("<svg"))
    #expect(!page.contains("src=") && !page.contains("href=\"http") && page.contains("default-src 'none'"))
  }
}

@Suite("commands over published nights") struct PublishedNightsTests {
  @Test("plan says what waits and what it would stop, history what was run, metric what a figure is")
  func planHistoryMetric() throws {
    let bank = try BankHome()
    let before = try bank.mart(["plan"])
    #expect(before.status == 0 && before.output.contains("CARD_TXN_20240930.dat.gz"), "\(before.errors)")
    #expect(before.output.contains("to take in") && !before.output.contains("accepted"))
    _ = try Program.system("sh", ["-c", "rm '\(bank.path)'/landing/CARD_TXN_20240930.*"])
    #expect(try bank.mart(["plan"]).output.contains("late"))
    #expect(try bank.mart(["run"]).status == 66)
    let history = try bank.mart(["history", "--json"])
    #expect(history.output.contains("\"status\": \"failed\"") && history.output.contains("DL-01"))
    #expect(history.output.contains("\"generation\": \"2024-09-29.1\", "))
    let metric = try bank.mart(["metric", "K01"])
    #expect(
      metric.output.contains("K01.CORE") && metric.output.contains("Owner: management accounting"), "\(metric.errors)")
    let unknown = try bank.mart(["metric", "K1"])
    #expect(unknown.status == 64 && unknown.errors.contains("K01"), "\(unknown.errors)")
  }

  @Test("a rollback shows the night before at once, can be undone, and the next run publishes the same bytes again")
  func rollback() throws {
    let bank = try BankHome(after: .all)
    let bytes = try bank.bytes()
    #expect(try bank.mart(["rollback"]).output == "2024-09-29.1 is current\n")
    #expect(bank.current == "2024-09-29.1")
    #expect(try bank.mart(["rollback", "2024-09-30.1"]).status == 0)
    #expect(try bank.bytes() == bytes)
    #expect(try bank.mart(["rollback"]).status == 0)
    #expect(try bank.mart(["run"]).status == 0)
    #expect(try bank.current == "2024-09-30.1" && bank.bytes() == bytes)
    let unknown = try bank.mart(["rollback", "2020-01-01.1"])
    #expect(unknown.status == 64 && unknown.errors.contains("2024-09-29.1"))
  }
}
