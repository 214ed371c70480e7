import Foundation
import MartTesting
import Testing

/// The page of a real night, and what the ledger keeps so that it can speak of other nights.
@Suite("the report of a night") struct ReportPageTests {
  private static let hasBrowser =
    ["chromium", "chromium-browser", "google-chrome"].contains {
      (try? Program.system("sh", ["-c", "command -v \($0)"]).status) == 0
    }

  private func ledger(_ bank: BankHome, _ sql: String) throws -> String {
    let asked = try Program.system("sqlite3", [bank.path + "/ledger.sqlite", sql])
    #expect(asked.status == 0, "\(asked.errors)")
    return asked.output.trimmingCharacters(in: .whitespacesAndNewlines)
  }

  private func report(_ bank: BankHome) throws -> String {
    try String(contentsOfFile: bank.path + "/current/report.html", encoding: .utf8)
  }

  @Test(
    "in a browser, light and dark: no word on the console, no empty picture, contrast, and keys that sort and scroll",
    .enabled(if: hasBrowser, "there is no Chromium: apt-get install chromium"))
  func browser() throws {
    let bank = try BankHome(after: .all)
    let seen = try Program.system(
      "python3", [Program.repository + "/Tests/Oracles/report_page.py", bank.path + "/current/report.html"])
    #expect(seen.status == 0, "\(seen.output)\(seen.errors)")
    #expect(seen.output.contains("'dark': True") && seen.output.contains("'dark': False"))
  }

  @Test(
    "the ledger keeps the figures of every night, and the report shows how they went; an older ledger begins with tonight"
  )
  func trend() throws {
    let bank = try BankHome(after: .butLast)
    #expect(try ledger(bank, "SELECT COUNT(DISTINCT run_id) FROM figure") == "3")
    // As an earlier release left it.
    _ = try ledger(bank, "DROP TABLE figure; DROP TABLE delivery_time")
    let last = try bank.mart(["run"])
    #expect(last.status == 0, "\(last.errors)")
    #expect(!(try report(bank).contains("class=\"spark\"")))
    #expect(try bank.mart(["rollback", "2024-09-29.1"]).status == 0)
    #expect(try bank.mart(["run"]).status == 0)
    #expect(!(try report(bank).contains("class=\"spark\"")), "a day that was made twice is one night")

    let fresh = try BankHome(after: .all)
    let page = try report(fresh)
    let kept = try ledger(
      fresh, "SELECT group_concat(value, ' ') FROM (SELECT value FROM figure WHERE kpi_id = 'K01' ORDER BY run_id)")
    let values = kept.split(separator: " ").map(String.init)
    #expect(values.count == 4)
    let asked = try fresh.mart([
      "query", "SELECT value FROM mgt_kpi WHERE kpi_id = 'K01' AND org = 'BANK'", "--format", "csv",
    ])
    #expect(asked.output == "value\n\(values[3])\n")
    let words = try #require(
      page.firstMatch(of: /aria-label="K01 [^,]*, 4 nights: ([0-9,]+) on 2023-12-31, ([0-9,]+) on 2024-09-30/))
    #expect(
      String(words.1).replacing(",", with: "") == values[0] && String(words.2).replacing(",", with: "") == values[3])
  }

  @Test("a delivery's time is that of the later of data and control, and is compared with what the contract says")
  func dueTimes() throws {
    let bank = try BankHome()
    let files = FileManager.default
    let midnight = try #require(ISO8601DateFormatter().date(from: "2024-09-30T16:00:00Z"))
    for name in try files.contentsOfDirectory(atPath: bank.path + "/landing") {
      try files.setAttributes([.modificationDate: midnight], ofItemAtPath: bank.landing(name))
    }
    // cif_core is due by 00:30 of the next day, +08:00; its control comes at 00:42.
    try files.setAttributes(
      [.modificationDate: midnight.addingTimeInterval(42 * 60)], ofItemAtPath: bank.landing("CIF_CORE_20240930.ok"))
    #expect(try bank.mart(["run"]).status == 0)
    let told = try ledger(
      bank, "SELECT landed_at || ' ' || due_at FROM delivery_time WHERE feed = 'cif_core' ORDER BY run_id DESC LIMIT 1")
    #expect(told == "2024-09-30T16:42:00Z 2024-09-30T16:30:00Z")
    let page = try report(bank)
    #expect(page.contains("<td>2024-10-01 00:42</td><td><span class=\"state bad\">12 min late</span></td>"))
    #expect(page.contains("1 of 30 late"))
  }

  @Test("a night that the gate stops leaves its own page, which says why; last night's stays")
  func stopped() throws {
    let bank = try BankHome(after: .butLast)
    let before = try report(bank)
    try """
    /*---
    check: nobody
    title: There is nobody
    severity: stop
    owner: retail desk
    ---*/
    SELECT party_id FROM dim_party
    """.write(toFile: bank.pipeline + "/checks/nobody.sql", atomically: true, encoding: .utf8)
    let run = try bank.mart(["run"])
    #expect(run.status == 65, "\(run.errors)")
    let told = try bank.mart(["report", "--candidate"])
    #expect(told.status == 0, "\(told.errors)")
    let path = told.output.trimmingCharacters(in: .whitespacesAndNewlines)
    let page = try String(contentsOfFile: path, encoding: .utf8)
    #expect(page.contains("Not published: the gate stopped this night") && page.contains("nobody"))
    #expect(page.contains("<span class=\"state bad\">failed</span></td><td>nobody</td>"))
    #expect(try report(bank) == before)
    #expect(
      try ledger(bank, "SELECT COUNT(DISTINCT run_id) FROM figure") == "3",
      "figures of what is not published are not kept")
  }
}
