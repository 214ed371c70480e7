import Foundation
import MartTesting
import Testing

/// An account may have several holders, and a balance only one sum.
@Suite("what several persons hold is counted once") struct DoubleCountingTests {
  /// Nothing here changes it.
  private nonisolated(unsafe) static let made = Result {
    let bank = try BankHome(after: .all)
    return bank
  }

  let bank: BankHome

  init() throws { bank = try Self.made.get() }

  /// The integers of the first row that the sqlite3 shell answers.
  private func ask(_ sql: String) throws -> [Int64] {
    let answer = try Program.system("sqlite3", ["-readonly", bank.path + "/current/mart.sqlite", sql])
    #expect(answer.status == 0, "\(sql): \(answer.errors)")
    return answer.output.split(separator: "\n").first.map(numbers) ?? []
  }

  private func numbers(_ line: Substring) -> [Int64] { line.split { "| ,".contains($0) }.compactMap { Int64($0) } }

  /// Joint accounts with a balance, what they hold, the joint holders' shares, the rest, all deposits: from raw files.
  private func rawJoint() throws -> [Int64] {
    let told = try Program.system("python3", ["Tests/Oracles/joint.py", bank.path, "2024-09-30"])
    #expect(told.status == 0, "\(told.errors)")
    return told.output.split(separator: "\n").first.map(numbers) ?? []
  }

  private static let tonight = "valid_from <= '2024-09-30' AND b.valid_to > '2024-09-30'"
  private static let deposits = "b.kind IN ('DEMAND', 'TIME', 'PENSION_CASH')"
  private static let held =
    "FROM fact_balance b JOIN bridge_account_party h ON h.account_id = b.account_id AND h.is_current = 1"

  @Test("summed through the bridge, joint accounts count twice: the sum is too large by just what they hold")
  func naive() throws {
    let raw = try rawJoint()
    #expect(raw[0] > 0 && raw[1] > 0, "the small bank has joint accounts")
    let bank = try ask("SELECT SUM(amount_fen) FROM fact_balance b WHERE \(Self.deposits) AND b.\(Self.tonight)")
    let naive = try ask("SELECT SUM(b.amount_fen) \(Self.held) WHERE \(Self.deposits) AND b.\(Self.tonight)")
    #expect(bank == [raw[4]])
    #expect(naive[0] > bank[0] && naive[0] - bank[0] == raw[1], "\(naive) against \(bank)")
  }

  @Test("by shares, or with the primary holder alone, the sum is the bank's to the fen")
  func right() throws {
    let raw = try rawJoint()
    let shares = try ask("SELECT SUM(amount_fen) FROM party_balance b WHERE \(Self.deposits) AND b.\(Self.tonight)")
    let primary = try ask(
      "SELECT SUM(b.amount_fen) \(Self.held) AND h.role = 'PRIMARY' WHERE \(Self.deposits) AND b.\(Self.tonight)")
    #expect(shares == [raw[4]] && primary == [raw[4]])
    let parts = try ask(
      """
      SELECT COUNT(DISTINCT b.account_id), SUM(CASE h.role WHEN 'JOINT' THEN b.amount_fen END),
             SUM(CASE h.role WHEN 'PRIMARY' THEN b.amount_fen END)
        FROM party_balance b
        JOIN bridge_account_party h ON h.account_id = b.account_id AND h.party_id = b.party_id AND h.share_bp > 0
       WHERE b.account_id IN (SELECT account_id FROM bridge_account_party WHERE role = 'JOINT') AND b.\(Self.tonight)
      """)
    #expect(parts == [raw[0], raw[2], raw[3]], "odd fen stay with the primary holder")
  }

  @Test("a loan stands whole in the risk view of every borrower, and once in the sum over primary borrowers")
  func loans() throws {
    let loans = try ask("SELECT SUM(amount_fen) FROM fact_balance b WHERE b.kind LIKE 'LOAN%' AND b.\(Self.tonight)")
    let risk = try ask("SELECT SUM(loan_primary_fen), SUM(loan_fen) FROM risk_party")
    let shared = try ask(
      """
      SELECT SUM(b.amount_fen) FROM fact_balance b
        JOIN (SELECT DISTINCT account_id FROM bridge_account_party WHERE role = 'CO_BORROWER' AND is_current = 1) h
          ON h.account_id = b.account_id WHERE b.\(Self.tonight)
      """)
    #expect(risk[0] == loans[0] && shared[0] > 0 && risk[1] - risk[0] == shared[0])
  }

  // MARK: The queries for analysts

  /// What a query of the pipeline answers, with parts of its text replaced; the numbers of each row by column.
  private func answer(_ name: String, _ changes: [String: String] = [:]) throws -> [[String: Int64]] {
    let path = Program.repository + "/Pipelines/retail/queries/\(name).sql"
    var sql = try String(contentsOfFile: path, encoding: .utf8).replacing(/\n LIMIT \d+;/, with: "")
    for (old, new) in changes {
      #expect(sql.contains(old), "\(name)")
      sql = sql.replacingOccurrences(of: old, with: new)
    }
    let file = bank.path + "/\(name).sql"
    try Data(sql.utf8).write(to: URL(fileURLWithPath: file))
    let told = try bank.mart(["query", "--file", file, "--format", "csv"])
    #expect(told.status == 0, "\(name): \(told.errors)")
    let lines = told.output.split(separator: "\n").map { $0.split(separator: ",", omittingEmptySubsequences: false) }
    let header = lines[0].map(String.init)
    return lines.dropFirst().map { cells in
      Dictionary(uniqueKeysWithValues: zip(header, cells).compactMap { name, cell in Int64(cell).map { (name, $0) } })
    }
  }

  private func sum(_ rows: [[String: Int64]], _ column: String) -> Int64 { rows.reduce(0) { $0 + ($1[column] ?? 0) } }

  /// Figures of the generator, by id.
  private func truth(_ ids: [String]) throws -> Int64 {
    let program = "import json,sys; m=json.load(open(sys.argv[1]))['metrics']; print(sum(m[k] for k in sys.argv[2:]))"
    let told = try Program.system("python3", ["-c", program, bank.path + "/truth.json"] + ids)
    return try #require(Int64(told.output.trimmingCharacters(in: .whitespacesAndNewlines)), "\(told.errors)")
  }

  private static let cash = ["K03.DEMAND", "K03.TIME", "K03.PENSION_CASH"]
  private static let products = ["K03.WMP", "K03.MMF", "K03.FUND", "K03.INSURANCE", "K03.BOND", "K03.METAL"]

  @Test("queries over balances of persons sum to the bank's own figures")
  func balances() throws {
    let assets = try truth(Self.cash + Self.products)
    let joint = try #require(try answer("joint_accounts_counted_twice").first)
    let raw = try rawJoint()
    #expect(joint["bank_fen"] == assets && joint["party_balance_fen"] == assets)
    // A join that repeats joint accounts repeats policies too, for the insured beside the holder.
    let insured = try ask(
      """
      SELECT SUM(b.amount_fen) FROM fact_balance b JOIN bridge_account_party h ON h.account_id = b.account_id
       WHERE h.role = 'INSURED' AND h.is_current = 1 AND b.kind = 'INSURANCE' AND b.\(Self.tonight)
      """)[0]
    #expect(insured > 0 && joint["counted_twice_fen"] == raw[1] + insured)
    #expect(joint["naive_fen"] == assets + raw[1] + insured)
    let month = try #require(try answer("average_assets_of_a_month").first)
    #expect(month["point_fen"] == assets)
    let products = try answer("products_by_holders")
    #expect(try sum(products, "value_fen") == truth(Self.products))
    let branches = try answer("deposits_by_branch")
    #expect(try sum(branches, "deposit_fen") == truth(Self.cash), "closed accounts are empty")
    let loans = try answer("loans_by_bucket_and_type")
    #expect(try sum(loans, "balance_fen") == truth(["K48"]))
    #expect(try sum(loans, "loans") == truth(["K48.B0_n", "K48.B1_n", "K48.B2_n"]))
  }

  @Test("the average of a month is its balance day by day")
  func average() throws {
    let month = try #require(try answer("average_assets_of_a_month").first)
    let days = try ask(
      """
      SELECT SUM(b.amount_fen), COUNT(DISTINCT d.date_id) FROM dim_date d
        JOIN fact_balance b ON b.valid_from <= d.date_id AND b.valid_to > d.date_id AND b.kind NOT LIKE 'LOAN%' AND b.kind NOT LIKE 'CARD%'
       WHERE d.month = '2024-09'
      """)
    #expect(month["days"] == days[1] && month["average_fen"] == days[0] / days[1])
    #expect(month["average_fen"] != month["point_fen"])
  }

  @Test("what guarantors answer for, whatever the borrower's grade, sums to the risk view's guarantees")
  func guarantees() throws {
    let given = try answer("guarantors_of_bad_loans", [" AND r.npl = 1": ""])
    let risk = try ask("SELECT SUM(guarantee_fen), SUM(guarantee_fen > 0) FROM risk_party")
    #expect(risk[0] > 0 && sum(given, "guaranteed_fen") == risk[0] && given.count == Int(risk[1]))
  }

  @Test("queries over persons count each of them once")
  func persons() throws {
    let ages = try answer("customers_by_age_band")
    let born = try ask(
      "SELECT COUNT(*) FROM dim_party WHERE is_current = 1 AND status = 'A' AND birth_year IS NOT NULL")
    #expect(sum(ages, "customers") == born[0])
    let numbers = try answer("numbers_of_a_customer")
    #expect(try sum(numbers, "customers") == truth(["K01"]))
    #expect(try numbers.reduce(0) { $0 + ($1["numbers"] ?? 0) * ($1["customers"] ?? 0) } == truth(["K01.numbers"]))
  }
}
