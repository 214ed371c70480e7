import Foundation
import MartTesting
import Testing

@Suite("mart erase") struct EraseTests {
  private func query(_ bank: BankHome, _ sql: String, _ file: String = "current/mart.sqlite") throws -> [String] {
    let told = try Program.system("sqlite3", ["\(bank.path)/\(file)", sql])
    return told.output.split(separator: "\n").map(String.init)
  }

  private func copy(_ bank: BankHome) throws -> ScratchHome {
    let folder = try ScratchHome()
    let copied = try Program.system("cp", ["-r", bank.path, folder.file("before")])
    #expect(copied.status == 0, "\(copied.errors)")
    return folder
  }

  private func judge(_ before: ScratchHome, _ bank: BankHome, _ arguments: [String]) throws -> Program.Ended {
    try Program.system("python3", ["Tests/Oracles/erased.py", before.file("before"), bank.path] + arguments)
  }

  @Test("of a hundred persons whom the law lets go leave every file, who is held keeps all but marketing, others all")
  func hundred() throws {
    let bank = try BankHome(after: .all)
    let before = try copy(bank)
    let persons = try query(
      bank,
      "SELECT party_id FROM id_xref WHERE is_current = 1 GROUP BY party_id ORDER BY cust_status = 'C' DESC, party_id LIMIT 100"
    )
    let list = bank.path + "/../list"
    try (persons.joined(separator: "\n") + "\n").write(toFile: list, atomically: true, encoding: .utf8)
    let erased = try bank.mart(["erase", "--list", list])
    #expect(erased.status == 0, "\(erased.errors)")
    let lines = erased.output.split(separator: "\n").map { $0.split(separator: " ").map(String.init) }
    let gone = lines.filter { $0.count > 1 && $0[1] == "EXECUTED" }.map { $0[0] }
    let held = lines.filter { $0.count > 1 && $0[1] == "LEGAL_HOLD" }.map { $0[0] }
    #expect(gone.count + held.count == 100 && gone.count > 10 && held.count > 10)
    for reason in ["open_account", "loan", "retention_years"] { #expect(erased.output.contains(reason + ":")) }
    // Who has an account that is open, by another way than the pipeline's.
    let open = try query(
      bank,
      "SELECT DISTINCT b.party_id FROM bridge_account_party b JOIN fact_balance f USING (account_id) WHERE b.is_current = 1 AND f.valid_to > '2024-09-30'"
    )
    #expect(Set(gone).isDisjoint(with: open))
    #expect(
      erased.output.contains(#/archive +\d+ +0\n/#) && erased.output.contains(#/state/vault.sqlite +1 +0\n/#),
      "\(erased.output)")
    #expect(
      try query(bank, "SELECT feed FROM decision WHERE kind = 'erase'", "ledger.sqlite") == [
        "\(gone.count) executed, \(held.count) on legal hold"
      ])

    let ran = try bank.mart(["run"])
    #expect(ran.status == 0 && bank.current == "2024-09-30.2", "\(ran.errors)")
    let judged = try judge(before, bank, gone + ["--held"] + held)
    #expect(judged.status == 0 && judged.output.hasSuffix("\n0 wrong\n"), "\(judged.output)\(judged.errors)")
    let again = try bank.mart(["run", "--verbose"])
    #expect(again.errors.contains("nothing to do"), "\(again.errors)")
    // Made in full, the same night has the same rows.
    #expect(try bank.mart(["verify"]).status == 0)
  }

  @Test("a number that is delivered again is refused by ERA-01, revives nobody, and the account still closes")
  func again() throws {
    let bank = try BankHome(after: .butLast)
    let before = try copy(bank)
    let persons = try query(
      bank,
      """
      SELECT party_id FROM id_xref WHERE is_current = 1 AND src = 'CORE' AND party_id NOT IN
        (SELECT party_id FROM bridge_account_party WHERE party_id IS NOT NULL) GROUP BY 1 ORDER BY 1 LIMIT 30
      """)
    #expect(persons.count == 30)
    #expect(try bank.mart(["erase"] + persons.flatMap { ["--party", $0] }).status == 0)
    // The source lists them all once more on the next night, which its limits would else stop.
    let ran = try bank.mart(["run"])
    #expect(ran.status == 0 && bank.current == "2024-09-30.1", "\(ran.errors)")
    let refused = try query(
      bank,
      "SELECT COUNT(*) FROM meta_quarantine q JOIN meta_delivery d USING (delivery_id) WHERE q.rule = 'ERA-01' AND d.feed = 'cif_core'"
    )
    #expect(refused == ["30"])
    let list = persons.joined(separator: ", ")
    #expect(
      try query(
        bank,
        "SELECT COUNT(*), SUM(erased), COUNT(birth_year), COUNT(sex) FROM dim_party WHERE is_current = 1 AND party_id IN (\(list))"
      ) == ["30|30|0|0"])
    #expect(try query(bank, "SELECT COUNT(*) FROM meta_conservation WHERE difference <> 0") == ["0"])
    #expect(
      try query(
        bank, "SELECT COUNT(*) FROM vault_token WHERE kind = 'customer' AND token IN (\(list))", "state/vault.sqlite")
        == ["0"])
    let judged = try judge(before, bank, persons + ["--scan-only"])
    #expect(judged.status == 0 && judged.output.hasSuffix("\n0 wrong\n"), "\(judged.output)\(judged.errors)")
    let shown = try bank.mart(["quarantine", "--rule", "ERA-01", "--show-values"])
    #expect(shown.status == 0 && shown.output.contains("erased before"))
  }

  @Test("asks for somebody, knows whom, and never runs a night without the key of its tombstones")
  func refusals() throws {
    let unpublished = try BankHome()
    #expect(try unpublished.mart(["erase"]).status == 64)
    #expect(try unpublished.mart(["erase", "--party", "1"]).errors.contains("mart run"))
    let bank = try BankHome(after: .all)
    let nobody = try bank.mart(["erase", "--party", "1"])
    #expect(nobody.status == 64 && nobody.errors.contains("there is no person 1"), "\(nobody.errors)")
    #expect(try bank.mart(["erase", "--src", "CORE", "--number-token", "1"]).status == 64)
    #expect(try bank.mart(["erase", "--src", "CORE"]).status == 64)
    let number = try query(
      bank,
      """
      SELECT src_cust_id FROM id_xref WHERE src = 'CORE' AND is_current = 1 AND party_id NOT IN
        (SELECT party_id FROM bridge_account_party WHERE party_id IS NOT NULL) LIMIT 1
      """)[0]
    let erased = try bank.mart(["erase", "--src", "CORE", "--number-token", number])
    #expect(erased.status == 0 && erased.output.contains("EXECUTED"), "\(erased.errors)")
    // Said twice, it is done once.
    #expect(try bank.mart(["erase", "--src", "CORE", "--number-token", number]).status == 0)
    let key = (bank.pipeline as NSString).deletingLastPathComponent + "/../keys/retail.tombstone.key"
    let kept = try Data(contentsOf: URL(fileURLWithPath: key))
    #expect(!kept.isEmpty)
    try FileManager.default.removeItem(atPath: key)
    let stopped = try bank.mart(["run"])
    #expect(
      stopped.status == 78 && stopped.errors.contains("the key that knows them again is gone"), "\(stopped.errors)")
    let nobodyAgain = try bank.mart(["erase", "--src", "CORE", "--number-token", number])
    #expect(nobodyAgain.status == 78, "a new key would not know the old marks")
  }
}
