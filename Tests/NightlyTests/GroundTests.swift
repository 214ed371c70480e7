import Foundation
import MartTesting
import Testing

@Suite("queries of retention.yaml") struct GroundTests {
  /// A ground's query, and what `mart check` says of it.
  private static let wrong = [
    ("SELECT b.party_idd FROM bridge_account_party AS b", "reads 'b.party_idd', which is no column"),
    ("SELECT party_id FROM bridge_account_part", "reads 'bridge_account_part', which is no table"),
    ("DELETE FROM dim_party", "may only read: it would delete from 'dim_party'"),
    ("UPDATE dim_party SET erased = 1", "may only read: it would update 'dim_party'"),
    ("ATTACH 'x' AS y", "may only read: it would attach or detach a database"),
    ("PRAGMA table_info(dim_party)", "may only read: it would run the pragma 'table_info'"),
    ("SELECT token FROM vault.vault_token", "may not read 'vault.vault_token'"),
    ("SELECT cust_no FROM stg_cif_core", "may not read 'stg_cif_core'"),
    ("SELECT party_id FROM meta_check", "reads 'party_id', which is no column"),
    ("SELECT party_id FROM dim_party; SELECT 1", "holds a second statement"),
    ("SELECT party_id FROM dim_party WHERE random() > 0", "calls random()"),
    ("SELECT party_id FROM dim_party WHERE valid_from < date('now')", "calls date()"),
    ("SELECT writefile('x', 'y') FROM dim_party", "writefile"),
    ("SELECT sex FROM dim_party", "returns 'sex' first, which is no key of persons"),
  ]

  @Test(
    "that read what there is not, write, look into the vault or name no person are found by mart check, all at once")
  func found() throws {
    let bank = try BankHome()
    let file = bank.pipeline + "/retention.yaml"
    let text = try String(contentsOfFile: file, encoding: .utf8)
    let added = Self.wrong.enumerated().map { index, item in
      "  wrong_\(index):\n    because: a test\n    basis: none\n    sql: |\n      \(item.0)\n"
    }.joined()
    try (text + added).write(toFile: file, atomically: true, encoding: .utf8)
    let checked = try bank.mart(["check"])
    #expect(checked.status == 78)
    let lines = checked.errors.split(separator: "\n").map(String.init)
    for (index, item) in Self.wrong.enumerated() {
      let said = lines.filter { $0.contains("ground 'wrong_\(index)' ") }
      #expect(said.count == 1 && said[0].contains(item.1), "\(item.0): \(said)")
      #expect(said.allSatisfy { $0.contains(#/retention\.yaml:\d+:/#) && $0.contains("[ground.") }, "\(said)")
    }
    #expect(lines.filter { $0.contains("ground '") }.count == Self.wrong.count, "\(checked.errors)")
  }

  @Test("are told together with what is wrong elsewhere, and no night begins and nobody is erased before they hold")
  func together() throws {
    let bank = try BankHome(after: .opening)
    let file = bank.pipeline + "/retention.yaml"
    let text = try String(contentsOfFile: file, encoding: .utf8)
    try text.replacing("SELECT c.party_id FROM fact_consent", with: "SELECT c.partyid FROM fact_consent")
      .write(toFile: file, atomically: true, encoding: .utf8)
    let models = bank.pipeline + "/models/conformed/dim_card.sql"
    let sql = try String(contentsOfFile: models, encoding: .utf8)
    try sql.replacing("FROM stg_", with: "FROM stgg_").write(toFile: models, atomically: true, encoding: .utf8)
    let checked = try bank.mart(["check"])
    #expect(
      checked.status == 78 && checked.errors.contains("ground 'requested' reads 'c.partyid'"), "\(checked.errors)")
    #expect(checked.errors.contains("model 'dim_card' reads 'stgg_"), "\(checked.errors)")
    try sql.write(toFile: models, atomically: true, encoding: .utf8)
    for command in [["run"], ["erase", "--requested"]] {
      let refused = try bank.mart(command)
      #expect(refused.status == 78 && refused.errors.contains("ground 'requested'"), "\(refused.errors)")
    }
    #expect(bank.current == "2023-12-31.1")
  }
}
