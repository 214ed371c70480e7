import Foundation
import MartTesting
import Testing

/// What leaves a home, judged by Python from outside.
@Suite("personal data") struct PrivacyTests {
  private func judge(_ oracle: String, _ bank: BankHome, _ arguments: [String]? = nil) throws -> Program.Ended {
    try Program.system(
      "python3",
      ["Tests/Oracles/\(oracle).py"] + (arguments ?? [Program.folder + "/mart", bank.pipeline, bank.path]))
  }

  @Test(
    "three hundred contracts, questions and commands that try to leak are refused by name, and nothing is published")
  func attacks() throws {
    let bank = try BankHome(after: .all)
    let judged = try judge("attacks", bank)
    #expect(judged.status == 0, "\(judged.output)\(judged.errors)")
    let count = try #require(judged.output.firstMatch(of: #/(\d+) attacks, 0 got through\n$/#)?.output.1)
    #expect((Int(count) ?? 0) >= 200)
    #expect(bank.current == "2024-09-30.1")
  }

  @Test("a class made stricter in a feed's contract names every model and output that is concerned, for ten columns")
  func stricter() throws {
    let bank = try BankHome(after: .all)
    let judged = try judge("stricter", bank)
    #expect(judged.status == 0 && judged.output.hasSuffix("10 columns, 0 wrong\n"), "\(judged.output)\(judged.errors)")
  }

  @Test("no planted value stands in anything that leaves the vault: plain, in GB18030, in hex or in base64")
  func leaks() throws {
    let bank = try BankHome()
    let ran = try bank.mart(["run", "--verbose"])
    #expect(ran.status == 0)
    let log = bank.path + "/run.log"
    let page = try bank.mart(["check", "--privacy"])
    let plan = try bank.mart(["plan", "--json"])
    try Data((ran.output + ran.errors + page.output + plan.output).utf8).write(to: URL(fileURLWithPath: log))
    let judged = try judge("leaks", bank, [bank.path, log])
    #expect(judged.status == 0 && judged.output.hasSuffix(": 0 hits\n"), "\(judged.output)\(judged.errors)")
    // A value that did stand somewhere would be found, also in hex.
    let value = try String(contentsOfFile: bank.path + "/personal_values.txt", encoding: .utf8).split(separator: "\n")[
      7]
    let hex = value.utf8.map { String(format: "%02X", $0) }.joined()
    try "id=0\(hex)\n".write(toFile: bank.path + "/run.log", atomically: true, encoding: .utf8)
    let planted = try judge("leaks", bank, [bank.path])
    #expect(planted.status == 1 && planted.output.contains("run.log: hex"), "\(planted.output)\(planted.errors)")
  }

  @Test("mart check --privacy lists what is declassified and why, what each output may carry, and what the vault keeps")
  func page() throws {
    let bank = try BankHome()
    let page = try bank.mart(["check", "--privacy", "--json"])
    let script = """
      import json, re, sys, glob
      page = json.loads(sys.argv[1])
      texts = [open(f, encoding='utf-8').read() for f in glob.glob(sys.argv[2] + '/models/*/*.sql')]
      assert len(page['declassified']) == sum(len(re.findall(r'^  \\w+: .*declassify:', t, re.M)) for t in texts) > 100
      assert all(r['why'] for r in page['declassified'])
      outputs = {r['output'] for r in page['outputs']}
      assert outputs == {'E0%d' % n for n in range(1, 10)}, outputs
      assert all(r['class'] <= r['ceiling'] <= 'C2' for r in page['outputs'])
      assert all(r['leaves_as'].startswith('token of ' + r['user']) for r in page['outputs'] if r['column'].endswith('_token'))
      feeds = [open(f, encoding='utf-8').read() for f in glob.glob(sys.argv[2] + '/feeds/*/*.yaml')]
      assert len(page['vault']) == sum(len(re.findall(r'class: (?:C2i|C3)', t)) for t in feeds)
      """
    let judged = try Program.system("python3", ["-c", script, page.output, bank.pipeline])
    #expect(page.status == 0 && judged.status == 0, "\(page.errors)\(judged.errors)")
  }
}

@Suite("mart retain") struct RetainTests {
  private func keep(_ bank: BankHome, _ change: (String) -> String) throws {
    let file = bank.pipeline + "/retention.yaml"
    let text = try String(contentsOfFile: file, encoding: .utf8)
    try change(text).write(toFile: file, atomically: true, encoding: .utf8)
  }

  @Test("says what would go and why, lets it go and nothing else, and never the last generations")
  func periods() throws {
    let bank = try BankHome(after: .all)
    let bytes = try bank.bytes()
    let calm = try bank.mart(["retain", "--plan", "--json"])
    #expect(
      calm.status == 0 && !calm.output.contains(#/"archive"[^}]*"would_go": ?[1-9]/#), "\(calm.output)\(calm.errors)")
    try keep(bank) {
      $0.replacing("archive:     { days: 1825", with: "archive:     { days: 20")
        .replacing("vault:       { days: 1825", with: "vault:       { days: 1")
        .replacing("generations: { days: 30", with: "generations: { days: 1")
    }
    func archived() throws -> Int {
      Int(
        try Program.system("sh", ["-c", "find '\(bank.path)/archive' -name '*.gz' | wc -l"]).output
          .trimmingCharacters(in: .whitespacesAndNewlines)) ?? 0
    }
    func query(_ file: String, _ sql: String) throws -> String {
      try Program.system("sqlite3", ["\(bank.path)/\(file)", sql]).output.trimmingCharacters(in: .newlines)
    }
    let old = try query(
      "state/journal.sqlite",
      "SELECT COUNT(DISTINCT sha256) FROM delivery WHERE business_date <= '2024-09-10' AND sha256 NOT IN (SELECT sha256 FROM delivery WHERE business_date > '2024-09-10')"
    )
    let before = try archived()
    let plan = try bank.mart(["retain", "--plan"])
    #expect(plan.status == 0 && plan.output.contains(#/archive +20 +\d/#), "\(plan.output)\(plan.errors)")
    #expect(try archived() == before, "a plan changes nothing")
    let newest =
      "SELECT COUNT(*) FROM v_cif_core v WHERE NOT EXISTS (SELECT 1 FROM v_cif_core n WHERE n.cust_no = v.cust_no AND (n.business_date, n.sequence, n.line_no) > (v.business_date, v.sequence, v.line_no))"
    let kept = try query("state/vault.sqlite", newest)
    let went = try bank.mart(["retain"])
    #expect(went.status == 0, "\(went.errors)")
    #expect(try archived() == before - (Int(old) ?? 0) && Int(old) ?? 0 > 0)
    #expect(try query("state/vault.sqlite", newest) == kept && kept != "0", "what holds now stays")
    #expect(try bank.bytes() == bytes && bank.current == "2024-09-30.1")
    #expect(try query("ledger.sqlite", "SELECT feed FROM decision WHERE kind = 'retain'").hasPrefix("archive \(old)"))
    #expect(try Program.system("sh", ["-c", "ls '\(bank.path)/generations' | wc -l"]).output.contains("3"))
    #expect(try bank.mart(["retain", "--plan"]).output.contains(#/archive +20 +0/#))
    // A hold keeps what a period would let go; a mistake in the file is found by mart check.
    try keep(bank) { $0.replacing("archive:     { days: 20", with: "archive:     { hold: dispute 2024-17, days: 1") }
    let held = try bank.mart(["retain", "--plan"])
    #expect(held.output.contains(#/archive +1 +0 +0 +on hold: dispute 2024-17/#), "\(held.output)\(held.errors)")
    try keep(bank) { $0.replacing("  vault: ", with: "  volt: ") }
    let wrong = try bank.mart(["check"])
    #expect(wrong.status == 78 && wrong.errors.contains("'volt' is no place of a home"), "\(wrong.errors)")
  }
}
