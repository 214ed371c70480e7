import Foundation
import MartCore
import MartTesting
import Testing

/// U26: a link that comes late and goes again.
@Suite("a late link between two customers") struct LateLinkTests {
  /// The committed bank without its last night; with the link, a declared pair from the second night to the third.
  private func bank(withLink: Bool) throws -> BankHome {
    let bank = try BankHome()
    try shell("cd '\(bank.path)/landing' && ls | grep -e 20240930 -e 2024-09-30 | xargs rm", bank)
    guard withLink else { return bank }
    // Holders of a permit and of another one: documents of two kinds, which only a link makes one person.
    for (date, operation) in [("20240831", "I"), ("20240929", "D")] {
      let file = bank.landing("CUST_LINK_\(date).csv")
      let row = "\(operation),LX90000001,SAME,CORE,100000000077280,CORE,100000000314424,,2024-08-31,\n"
      try shell("chmod u+w '\(file)' && printf '%s' '\(row)' >> '\(file)'", bank)
      let control = bank.landing("CUST_LINK_\(date).ctl")
      let text = try String(contentsOfFile: control, encoding: .utf8)
      let rows = try #require(text.firstMatch(of: /rows=(\d+)/)).1
      try text.replacing("rows=\(rows)", with: "rows=\((Int(rows) ?? 0) + 1)")
        .write(toFile: control, atomically: true, encoding: .utf8)
    }
    return bank
  }

  private func shell(_ command: String, _ bank: BankHome) throws {
    let ended = try Program.system("sh", ["-c", command])
    guard ended.status == 0 else { throw Failure(.internal, ended.errors, remedy: "look at the test") }
  }

  private func rows(_ mart: String, _ sql: String) throws -> [String] {
    let asked = try Program.system("sqlite3", ["-readonly", mart, sql])
    #expect(asked.status == 0, "\(asked.errors)")
    return asked.output.split(separator: "\n").map(String.init)
  }

  @Test("merges two parties from their first day and parts them again; all tables then are as if it had never been")
  func comesAndGoes() throws {
    let (plain, linked) = (try bank(withLink: false), try bank(withLink: true))
    for bank in [plain, linked] {
      let ran = try bank.mart(["run"])
      #expect(ran.status == 0, "\(ran.errors)")
    }
    func persons(_ bank: BankHome, _ label: String) throws -> Int {
      let sql = "SELECT COUNT(DISTINCT party_id) FROM id_xref WHERE valid_to = '9999-12-31'"
      return try Int(rows("\(bank.path)/generations/\(label)/mart.sqlite", sql).first ?? "") ?? 0
    }
    #expect(try persons(linked, "2024-08-31.1") == persons(plain, "2024-08-31.1") - 1)
    #expect(try persons(linked, "2024-09-29.1") == persons(plain, "2024-09-29.1"))
    let current = "\(linked.path)/current/mart.sqlite"
    let events = try rows(
      current, "SELECT event_date, kind, rule FROM id_event WHERE kind <> 'NEW' AND rule = 'D3' ORDER BY 1")
    #expect(events == ["2024-08-31|MERGE|D3", "2024-09-29|REVIVE|D3"])
    let differing = try rows(
      current,
      "ATTACH '\(plain.path)/current/mart.sqlite' AS p; SELECT table_name FROM meta_table m JOIN p.meta_table o USING (table_name) WHERE m.row_hash <> o.row_hash"
    )
    #expect(differing == ["id_event"])
    let key = "SELECT DISTINCT new_party_id FROM id_event WHERE kind = 'MERGE' AND rule = 'D3'"
    let told = try linked.mart(["explain", try rows(current, key).first ?? ""])
    #expect(told.output.contains("MERGE") && told.output.contains("REVIVE"), "\(told.errors)")
  }
}
