import Foundation
import MartTesting
import Testing

/// What the models of risk and advice say is counted a second time, in Python, from raw files and facts.
@Suite("risk and advice counted a second time") struct SecondCountTests {
  /// Nothing here changes it.
  private nonisolated(unsafe) static let made = Result {
    let bank = try BankHome(after: .all)
    return bank
  }

  let bank: BankHome

  init() throws { bank = try Self.made.get() }

  private func ask(_ sql: String) throws -> String {
    let answer = try Program.system("sqlite3", ["-readonly", bank.path + "/current/mart.sqlite", sql])
    #expect(answer.status == 0, "\(sql): \(answer.errors)")
    return answer.output.trimmingCharacters(in: .whitespacesAndNewlines)
  }

  @Test("limits, migration, early warnings and times of applications are those that Python counts")
  func risk() throws {
    let counted = try Program.system("python3", ["Tests/Oracles/risk.py", bank.path])
    #expect(counted.status == 0 && counted.output.contains(" 0 differ"), "\(counted.output)\(counted.errors)")
  }

  @Test("households, allocation, returns and pensions are those that Python counts; a published return comes out")
  func advice() throws {
    let counted = try Program.system("python3", ["Tests/Oracles/advice.py", bank.path])
    #expect(counted.status == 0 && counted.output.contains(" 0 differ"), "\(counted.output)\(counted.errors)")
  }

  @Test("a year of month ends and nights agrees too, and loans can be followed from file to file")
  func fullHistory() throws {
    let bank = try BankHome(customers: 755, history: "full")
    #expect(try bank.mart(["run"]).status == 0)
    for oracle in ["risk", "advice"] {
      let counted = try Program.system("python3", ["Tests/Oracles/\(oracle).py", bank.path])
      #expect(counted.status == 0 && counted.output.contains(" 0 differ"), "\(counted.output)\(counted.errors)")
      #expect(oracle != "risk" || counted.output.contains("over 12 month ends"), "\(counted.output)")
    }
  }

  @Test("random families, some too large, are the households that union-find makes of them on every day")
  func families() throws {
    let counted = try Program.system("python3", ["Tests/Oracles/households.py"])
    #expect(counted.status == 0 && counted.output.contains(" 0 wrong"), "\(counted.output)\(counted.errors)")
  }

  @Test(
    "early warnings fire on what just crosses their line; caps, contagion, shares in thirds and published examples come out"
  )
  func cases() throws {
    let counted = try Program.system("python3", ["Tests/Oracles/cases.py"])
    #expect(counted.status == 0 && counted.output.contains(" 0 differ"), "\(counted.output)\(counted.errors)")
  }

  @Test("a bad loan reaches the next of the household and no further, and its own borrower not at all")
  func contagion() throws {
    let far = try ask(
      """
      SELECT COUNT(*) FROM risk_party r WHERE r.household_grade IN ('SUBSTANDARD', 'DOUBTFUL', 'LOSS') AND NOT EXISTS (
        SELECT 1 FROM bridge_household_party m
          JOIN bridge_household_party o ON o.household_id = m.household_id AND o.party_id <> m.party_id AND o.is_current = 1
          JOIN risk_party n ON n.party_id = o.party_id AND n.npl = 1
         WHERE m.party_id = r.party_id AND m.is_current = 1)
      """)
    #expect(far == "0")
    let reasons = try ask("SELECT COUNT(*) FROM risk_warning WHERE reason GLOB '*[0-9][0-9][0-9]*' OR reason = ''")
    #expect(reasons == "0", "a reason has words and no number of anyone's")
  }
}
