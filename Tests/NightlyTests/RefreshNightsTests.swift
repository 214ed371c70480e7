import MartCore
import MartStore
import MartTesting
import Testing

@Suite("nights that go on from the last one") struct RefreshNightsTests {
  /// Rows and row hash of every table that is no meta table.
  private func tables(_ bank: BankHome) throws -> [String] {
    let mart = try Store("\(bank.path)/current/mart.sqlite", .readOnly)
    defer { try? mart.close() }
    return try mart.use { session in
      let listed = try session.rows("SELECT table_name, row_hash FROM meta_table ORDER BY table_name")
      return try listed.map { row in
        let table = row[0].display
        let hash = try RowHash.of(table: table, in: session)
        #expect(hash.description == row[1].display, "what meta_table says of \(table)")
        return "\(table) \(hash)"
      }
    }
  }

  private func days(_ range: ClosedRange<Int>) -> [String] { range.map { "2024-09-\($0 < 10 ? "0" : "")\($0)" } }

  @Test("ten nights of a bank equal ten full builds, table by table")
  func tenNights() throws {
    let goesOn = try BankHome(customers: 755, history: "full")
    let inFull = try BankHome(landingOf: goesOn)
    for bank in [goesOn, inFull] {
      let ran = try bank.mart(["run", "--from", "2023-09-30", "--to", "2024-09-20"])
      #expect(ran.status == 0, "\(ran.errors)")
    }
    for day in days(21...30) {
      #expect(try goesOn.mart(["run", "--date", day]).status == 0)
      #expect(try inFull.mart(["run", "--date", day, "--full"]).status == 0)
      #expect(try tables(goesOn) == tables(inFull), "night of \(day)")
    }
    let told = try Store("\(goesOn.path)/ledger.sqlite", .readOnly)
    defer { try? told.close() }
    // What is foretold to be kept is kept; what is foretold to change may turn out to have nothing to do.
    let wrong = try told.use {
      try $0.rows("SELECT run_id, table_name FROM refresh WHERE predicted = 'kept' AND actual <> 'kept'")
    }
    #expect(wrong.isEmpty, "\(wrong)")
    let truth = try Program.system("python3", ["Tests/Oracles/truth.py", goesOn.path])
    #expect(truth.status == 0, "\(truth.output)\(truth.errors)")
  }

  @Test("a changed contract makes the next night in full, and the night after goes on again")
  func changedContract() throws {
    let bank = try BankHome(customers: 755)
    #expect(try bank.mart(["run", "--from", "2023-12-31", "--to", "2024-08-31"]).status == 0)
    let model = bank.pipeline + "/models/conformed/dim_card.sql"
    let text = try String(contentsOfFile: model, encoding: .utf8)
    #expect(text.contains("c.card_kind"))
    try text.replacing(" c.card_kind", with: " lower(c.card_kind) AS card_kind").write(
      toFile: model, atomically: true, encoding: .utf8)
    for day in days(29...30) {
      let ran = try bank.mart(["run", "--date", day])
      #expect(ran.status == 0, "\(ran.errors)")
      let old = try bank.mart([
        "query", "SELECT COUNT(*) FROM dim_card WHERE card_kind <> lower(card_kind)", "--format", "csv",
      ])
      #expect(old.output.hasSuffix("\n0\n"), "no row of the night before is left: \(old.output)")
    }
  }
}
