import Foundation
import MartTesting
import Testing

/// GL-01: the ledger against the accounts, day by day.
@Suite("the ledger against the accounts") struct LedgerTieTests {
  /// The first CNY balance of the ledger's file of a date is so much larger, and the control says so.
  private func raise(_ bank: BankHome, _ date: String, by minor: Int) throws {
    let script = """
      import re, sys
      date, more = sys.argv[1], int(sys.argv[2])
      lines = open(f'GL_{date}.csv').read().split('\\n')
      place = next(i for i, line in enumerate(lines) if ',DEMAND,CNY,' in line)
      cells = lines[place].split(',')
      cells[6] = str(int(cells[6]) + more)
      lines[place] = ','.join(cells)
      open(f'GL_{date}.csv', 'w').write('\\n'.join(lines))
      control = open(f'GL_{date}.ctl').read()
      grown = lambda found: 'balance_cny_fen=' + str(int(found[1]) + more)
      open(f'GL_{date}.ctl', 'w').write(re.sub(r'balance_cny_fen=(\\d+)', grown, control))
      print(cells[1])
      """
    let done = try Program.system(
      "sh", ["-c", "cd '\(bank.path)/landing' && python3 -c \"$1\" \(date) \(minor)", "sh", script])
    #expect(done.status == 0 && done.output.count == 3, "\(done.errors)")
  }

  private func ask(_ bank: BankHome, _ sql: String) throws -> String {
    try bank.mart(["query", sql, "--format", "csv"]).output.split(separator: "\n").dropFirst().joined(separator: " ")
  }

  @Test(
    "GL-01: a difference warns on a night and names its cell; on a month's last night it stops; each day has its own")
  func differences() throws {
    let bank = try BankHome()
    try raise(bank, "20240929", by: 100)
    try raise(bank, "20240930", by: 250)
    let stopped = try bank.mart(["run", "--verbose"])
    #expect(stopped.status == 65 && bank.current == "2024-09-29.1", "\(stopped.errors)")
    #expect(stopped.errors.contains("subject=DEMAND ccy=CNY difference=250"), "\(stopped.errors)")
    #expect(stopped.errors.contains("GL-01") && stopped.errors.contains("core finance"))
    let tie = "SELECT biz_date, difference FROM ledger_tie WHERE difference <> 0"
    #expect(try ask(bank, tie) == "2024-09-29,100")
    #expect(try ask(bank, "SELECT failing, status FROM meta_check WHERE check_id = 'ledger_tied'") == "1,failed")
    let days = "SELECT COUNT(DISTINCT biz_date) FROM ledger_tie"
    #expect(try ask(bank, days) == "2", "the days of five weeks: 31 August and 29 September")

    try raise(bank, "20240930", by: -250)
    #expect(try bank.mart(["run"]).status == 0)
    #expect(try ask(bank, tie) == "2024-09-29,100" && ask(bank, days) == "3")
    #expect(try ask(bank, "SELECT failing FROM meta_check WHERE check_id = 'ledger_tied'") == "0")
    #expect(try ask(bank, "SELECT value FROM mgt_kpi WHERE kpi_id = 'K50' AND org = 'BANK'") == "0")
    // Two items are known to differ, and counted apart.
    #expect(try ask(bank, "SELECT COUNT(*) FROM ledger_tie WHERE known_minor <> 0 AND biz_date = '2024-09-30'") == "2")
  }

  @Test("without the ledger a night leaves nothing out, and the last night of a month holds the figures of management")
  func absent() throws {
    let bank = try BankHome()
    for date in ["20240929", "20240930"] {
      for suffix in ["csv", "ctl"] { try FileManager.default.removeItem(atPath: bank.landing("GL_\(date).\(suffix)")) }
    }
    let plan = try bank.mart(["plan", "--json"])
    #expect(plan.status == 0, "\(plan.errors)")
    #expect(try bank.mart(["run"]).status == 0)
    func held(_ label: String) throws -> [String] {
      let outbox = "\(bank.path)/generations/\(label)/outbox"
      let found = try Program.system("sh", ["-c", "cd '\(outbox)' && find . -name '*.held' | sort"])
      return found.output.split(separator: "\n").map { String($0.split(separator: "/").last?.prefix(3) ?? "") }
    }
    #expect(try held("2024-09-29.1") == [] && held("2024-09-30.1") == ["E07", "E09"])
  }
}
