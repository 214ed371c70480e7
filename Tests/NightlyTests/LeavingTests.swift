import Foundation
import MartTesting
import Testing

/// Case U49, planted by Tests/Oracles/leaving.py and judged by it and by erased.py, neither of which shares code with the engine.
@Suite("persons who withdraw, fall silent or leave") struct LeavingTests {
  private func leaving(_ bank: BankHome, _ command: String, _ arguments: String...) throws -> String {
    let ended = try Program.system("python3", ["Tests/Oracles/leaving.py", command, bank.path] + arguments)
    #expect(ended.status == 0, "\(command): \(ended.output)\(ended.errors)")
    return ended.output
  }

  /// `kind party` or `party state` lines by their first or second word.
  private func words(_ text: String) -> [(String, String)] {
    text.split(separator: "\n").compactMap { line in
      let words = line.split(separator: " ").map(String.init)
      return words.count > 1 ? (words[0], words[1]) : nil
    }
  }

  @Test(
    "an opt-out, a call ban under one of three numbers, an erasure with an open loan, an erased number that comes again, and a hundred persons of all kinds (U49)"
  )
  func everyKind() throws {
    let bank = try BankHome()
    let key = (bank.pipeline as NSString).deletingLastPathComponent + "/../keys/retail.key"
    _ = try leaving(bank, "register")
    #expect(try bank.mart(["run", "--from", "2023-12-31", "--to", "2024-09-29"]).status == 0)
    let asked = Dictionary(words(try leaving(bank, "ask"))) { first, _ in first }
    let (gone, owes) = (try #require(asked["gone"]), try #require(asked["owes"]))
    let first = try bank.mart(["erase", "--party", gone])
    #expect(first.status == 0 && first.output.contains("EXECUTED"), "\(first.output)\(first.errors)")
    let ran = try bank.mart(["run"])
    #expect(ran.status == 0 && bank.current == "2024-09-30.1", "\(ran.errors)")
    #expect(try leaving(bank, "judge", key) == "0 wrong\n")

    let before = try ScratchHome()
    #expect(try Program.system("cp", ["-r", bank.path, before.file("before")]).status == 0)
    let requested = words(try bank.mart(["erase", "--requested"]).output).filter { $0.0 == owes }
    #expect(requested.map(\.1) == ["LEGAL_HOLD"])
    let kinds = words(try leaving(bank, "kinds"))
    #expect(kinds.count == 100 && Set(kinds.map(\.0)).count >= 24, "\(Set(kinds.map(\.0)).sorted())")
    let list = before.file("list")
    try kinds.map { $0.1 + "\n" }.joined().write(toFile: list, atomically: true, encoding: .utf8)
    let erased = try bank.mart(["erase", "--list", list])
    #expect(erased.status == 0, "\(erased.errors)")
    try erased.output.write(toFile: before.file("said"), atomically: true, encoding: .utf8)
    let verdicts = try leaving(bank, "verdicts", before.file("said"))
    #expect(verdicts.hasPrefix("100 persons, ") && verdicts.hasSuffix(" 0 wrong\n"), "\(verdicts)")

    let again = try bank.mart(["run"])
    #expect(again.status == 0 && bank.current == "2024-09-30.2", "\(again.errors)")
    let said = words(erased.output)
    let (left, held) = (said.filter { $0.1 == "EXECUTED" }.map(\.0), said.filter { $0.1 == "LEGAL_HOLD" }.map(\.0))
    #expect(left.count > 10 && held.count > 50)
    let judged = try Program.system(
      "python3", ["Tests/Oracles/erased.py", before.file("before"), bank.path] + left + ["--held", owes] + held)
    #expect(judged.status == 0 && judged.output.hasSuffix("\n0 wrong\n"), "\(judged.output)\(judged.errors)")
  }

  @Test("who is left without a number is closed in the night that says so; cards and accounts go with a number")
  func lastNumber() throws {
    let bank = try BankHome(after: .butLast)
    #expect(try Program.system("python3", ["Tests/Oracles/moving.py", bank.path]).status == 0)
    let ran = try bank.mart(["run"])
    #expect(ran.status == 0 && bank.current == "2024-09-30.1", "\(ran.errors)")
    let asked = try Program.system(
      "sqlite3",
      [
        bank.path + "/current/mart.sqlite",
        """
        SELECT status, COUNT(*) FROM customer_360 WHERE NOT EXISTS (
          SELECT 1 FROM id_xref AS x WHERE x.party_id = customer_360.party_id AND x.valid_to = '9999-12-31') GROUP BY status;
        SELECT (SELECT COUNT(*) FROM customer_360 WHERE status = 'A') - value FROM mgt_kpi WHERE kpi_id = 'K01' AND org = 'BANK';
        SELECT COUNT(*) FROM id_event WHERE kind = 'MOVE';
        SELECT COUNT(*) FROM bridge_account_party AS h JOIN id_xref AS x ON x.src = h.src AND x.src_cust_id = h.src_cust_id
          AND x.is_current = 1 WHERE h.is_current = 1 AND h.party_id <> x.party_id;
        SELECT COUNT(*) FROM dim_card AS k JOIN id_xref AS x ON x.src = 'CARD' AND x.src_cust_id = k.src_cust_id
          AND x.is_current = 1 WHERE k.is_current = 1 AND k.party_id <> x.party_id;
        SELECT COUNT(DISTINCT k.party_id = e.old_party_id), COUNT(DISTINCT k.party_id), MIN(k.valid_to = e.event_date OR k.is_current)
          FROM id_event AS e JOIN dim_card AS k ON k.src_cust_id = e.src_cust_id WHERE e.kind = 'MOVE' AND e.src = 'CARD';
        """,
      ])
    #expect(asked.output == "C|2\n0\n3\n0\n0\n2|2|1\n", "\(asked.output)\(asked.errors)")
  }
}
