import Foundation
import MartTesting
import Testing

@Suite("mart quarantine") struct QuarantineCommandTests {
  private func ledger(_ bank: BankHome) throws -> String {
    try Program.system("sqlite3", ["\(bank.path)/ledger.sqlite", "SELECT kind, feed FROM decision"]).output
  }

  @Test("tells by feed and rule how many there were on each night, where the latest is, and whom to ask what")
  func summary() throws {
    let bank = try BankHome(after: .all)
    let counted = try bank.mart([
      "query", "--format", "csv",
      "SELECT d.feed, q.rule, COUNT(*), MAX(d.file) FROM meta_quarantine q JOIN meta_delivery d USING (delivery_id) GROUP BY 1, 2",
    ]).output.split(separator: "\n").dropFirst()
    let said = try bank.mart(["quarantine", "--summary"])
    let lines = said.output.split(separator: "\n").dropFirst(2)
    #expect(said.status == 0 && lines.count == counted.count && counted.count > 2, "\(said.output)")
    for line in counted {
      let cells = line.split(separator: ",").map(String.init)
      let own = try #require(lines.first { $0.hasPrefix(cells[0] + " ") && $0.contains(" \(cells[1]) ") }, "\(line)")
      #expect(own.contains(" \(cells[2]) ") && own.contains(cells[3] + ":"), "\(own)")
      let nights = try #require(own.firstMatch(of: #/ {2}(\d+(?: \d+){0,6}) {2}/#)?.output.1, "\(own)")
      let sum = nights.split(separator: " ").compactMap { Int($0) }.reduce(0, +)
      #expect(sum == Int(cells[2]), "\(own)")
    }
    let one = try bank.mart(["quarantine", "--rule", "DQ-02"]).output
    #expect(one.contains("CIF_CORE_") && !one.contains("value"))
  }

  @Test("shows values to the owner of the vault alone, whose mode is 0600, and the ledger says so without them")
  func values() throws {
    let bank = try BankHome(after: .all)
    let vault = bank.path + "/state/vault.sqlite"
    let shown = try bank.mart(["quarantine", "--feed", "cif_core", "--show-values", "--json"])
    #expect(shown.status == 0, "\(shown.errors)")
    // The lines as Python reads them in landing.
    let script = """
      import gzip, json, sys
      for row in json.loads(sys.argv[2]):
          name, line = row['place'].rsplit(':', 1)
          data = gzip.open(sys.argv[1] + '/landing/' + name).read().split(b'\\n')[int(line) - 1]
          text = data.decode('gb18030', 'replace')
          same = text.replace('\\ufffd', '')[:20] == row['value'].split('\\\\x')[0][:20]
          print('same' if same else 'other: ' + row['place'])
      """
    let compared = try Program.system("python3", ["-c", script, bank.path, shown.output])
    let verdicts = compared.output.split(separator: "\n")
    #expect(verdicts.count > 0 && verdicts.allSatisfy { $0 == "same" }, "\(compared.output)\(compared.errors)")
    #expect(try ledger(bank) == "show-values|cif_core\n")

    try FileManager.default.setAttributes([.posixPermissions: 0o640], ofItemAtPath: vault)
    let open = try bank.mart(["quarantine", "--show-values"])
    #expect(open.status == 65 && open.output.isEmpty && open.errors.contains("600"), "\(open.errors)")
    try FileManager.default.setAttributes([.posixPermissions: 0o600], ofItemAtPath: vault)
    if geteuid() == 0 {
      try FileManager.default.setAttributes([.ownerAccountID: 12_345], ofItemAtPath: vault)
      let foreign = try bank.mart(["quarantine", "--show-values"])
      #expect(foreign.status == 65 && foreign.output.isEmpty && foreign.errors.contains("owner of the vault"))
    }
    #expect(try ledger(bank) == "show-values|cif_core\n", "who was refused saw nothing")
    #expect(try bank.mart(["quarantine", "--summary", "--show-values"]).status == 64)
  }
}
