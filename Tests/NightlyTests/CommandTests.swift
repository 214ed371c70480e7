import Foundation
import MartTesting
import Testing

@Suite("the command line") struct CommandTests {
  @Test("a second run has nothing to do, says so when asked, and takes no time")
  func nothingToDo() throws {
    let bank = try BankHome()
    #expect(try bank.mart(["run"]).status == 0)
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
    let bank = try BankHome()
    #expect(try bank.mart(["run"]).status == 0)
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
    let bank = try BankHome()
    #expect(try bank.mart(["run"]).status == 0)
    let page = try String(contentsOfFile: bank.path + "/current/report.html", encoding: .utf8)
    #expect(page.contains("2024-09-30.1") && page.contains("<svg"))
    #expect(!page.contains("src=\"http") && !page.contains("<script"))
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
    let bank = try BankHome()
    #expect(try bank.mart(["run"]).status == 0)
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
