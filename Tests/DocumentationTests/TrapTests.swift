import Foundation
import MartTesting
import Testing

/// Each trap's naive query gives the wrong number over the small bank, and the other one the bank's own.
@Suite("traps for analysts") struct TrapTests {
  /// Nothing here changes it.
  private nonisolated(unsafe) static let made = Result {
    let bank = try BankHome(after: .all)
    return bank
  }

  let bank: BankHome

  init() throws { bank = try Self.made.get() }

  /// The first number that a query answers.
  private func number(_ name: String) throws -> Int64 {
    let told = try bank.mart(["query", "--file", "\(TrapPage.folder)/\(name).sql", "--format", "csv"])
    let cell = told.output.split(separator: "\n").dropFirst().first?.split(separator: ",").first
    return try #require(cell.flatMap { Int64($0) }, "\(name): \(told.errors)")
  }

  private func numbers(_ name: String) throws -> (naive: Int64, right: Int64) {
    (try number("\(name)_naive"), try number("\(name)_right"))
  }

  /// Figures of the generator, which made the raw files.
  private func truth(_ id: String) throws -> Int64 {
    let program = "import json,sys; print(json.load(open(sys.argv[1]))['metrics'][sys.argv[2]])"
    let told = try Program.system("python3", ["-c", program, bank.path + "/truth.json", id])
    return try #require(Int64(told.output.trimmingCharacters(in: .whitespacesAndNewlines)), "\(told.errors)")
  }

  @Test("the page shows them with both answers; RECORD=1 writes it anew")
  func page() throws {
    let page = try #require(try Page.all().first { $0.path == TrapPage.path })
    try Recording(page).compare(try TrapPage(bank: bank).lines(page.lines))
    #expect(try TrapPage.traps().count >= 4)
  }

  @Test("a sum over the bridge counts joint accounts and insured persons again")
  func bridge() throws {
    let (naive, right) = try numbers("1_bridge")
    #expect(try right == truth("K03"))
    // Joint accounts by their raw files; policies again for the insured, who have no share of them.
    let joint = try Program.system("python3", ["Tests/Oracles/joint.py", bank.path, "2024-09-30"])
    let twice = joint.output.split(separator: "\n").first.map {
      $0.split { "| ,".contains($0) }.compactMap { Int64($0) }
    }
    let insured = try Program.system(
      "sqlite3",
      [
        "-readonly", bank.path + "/current/mart.sqlite",
        """
        SELECT SUM(b.amount_fen) FROM fact_balance b JOIN bridge_account_party h ON h.account_id = b.account_id
         WHERE h.role = 'INSURED' AND h.is_current = 1 AND b.kind = 'INSURANCE' AND b.valid_to = '9999-12-31'
        """,
      ])
    let policies = Int64(insured.output.trimmingCharacters(in: .whitespacesAndNewlines)) ?? 0
    let extra = try #require(twice)[1] + policies
    #expect(extra > 0 && naive == right + extra)
  }

  @Test("a day's balance is not the month's average, which is each day's balance summed")
  func average() throws {
    let (naive, right) = try numbers("2_average")
    let days = try Program.system(
      "sqlite3",
      [
        "-readonly", bank.path + "/current/mart.sqlite",
        """
        SELECT SUM(b.amount_fen) / 30 FROM dim_date d
          JOIN fact_balance b ON b.valid_from <= d.date_id AND b.valid_to > d.date_id AND b.kind NOT LIKE 'LOAN%' AND b.kind NOT LIKE 'CARD%'
         WHERE d.month = '2024-09'
        """,
      ])
    #expect(try naive == truth("K03") && naive != right)
    #expect(Int64(days.output.trimmingCharacters(in: .whitespacesAndNewlines)) == right)
  }

  @Test("rows and events are not persons")
  func persons() throws {
    let allocation = try numbers("3_persons")
    #expect(try allocation.right == truth("K14") && allocation.naive > truth("K14.steps"))
    let loans = try numbers("4_loans")
    #expect(try loans.right == truth("K12.persons") && loans.naive == truth("K12"))
    #expect(loans.naive > loans.right)
  }

  @Test("spend is net of what was taken back")
  func net() throws {
    let (naive, right) = try numbers("5_net")
    #expect(try right == truth("K21") && naive == truth("K21.gross"))
    #expect(try naive - right == truth("K21.reversed") && naive > right)
  }
}
