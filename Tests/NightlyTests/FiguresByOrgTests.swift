import Foundation
import MartTesting
import Testing

/// The view of figures by province and branch over a few made-up branches, and the check that they add up.
@Suite("figures by province and branch") struct FiguresByOrgTests {
  /// Branches with their province and customers now and at the end of last year; money is 100 fen a customer.
  private static let branches = [
    ("B1", "11", 3, 3), ("B2", "11", 6, 5), ("B3", "12", 9, 9), ("B4", "12", 20, 22), ("B5", "13", 0, 0),
  ]

  private static let tables = """
    CREATE TABLE run_context AS SELECT '2024-09-30' AS as_of, '2024-01-01' AS period_from, '2023-12-31' AS base_date,
      '2024-09' AS month, '2024-09-01' AS month_from;
    CREATE TABLE dim_facility (facility_no, kind, region_code, status, age_friendly, elder_focus, pension_branch,
      passbook_upgrade, fx_card, hours, valid_from, valid_to);
    CREATE TABLE mgt_branch_month (branch_no, month, customer_cnt, aum_end_fen, debt_end_fen, spend_fen);
    CREATE TABLE customer_360 (party_id, branch_no, follower, last_login_on);
    CREATE TABLE fact_channel_event (party_id, channel, event_type, biz_date);
    CREATE TABLE fact_loan_state (account_id, loan_type, grade, valid_from, valid_to);
    CREATE TABLE fact_balance (account_id, kind, amount_fen, valid_from, valid_to);
    CREATE TABLE dim_account (account_id, branch_no, valid_from, valid_to);
    CREATE TABLE fact_payment_service (facility_no, kind, signed_quantity, signed_fen, biz_date);
    INSERT INTO mgt_branch_month VALUES ('-', '2024-09', 0, 50, 0, 0);
    INSERT INTO customer_360 VALUES (1, 'B4', 1, '2024-09-30'), (2, 'B4', 1, '2024-09-30'), (3, 'B9', 1, NULL);
    INSERT INTO fact_channel_event VALUES (1, 'MOB', 'LOGIN', '2024-09-02'), (2, 'WEB', 'LOGIN', '2024-09-30');
    """

  private func sql(_ path: String) throws -> String {
    let text = try String(contentsOfFile: Program.repository + "/Pipelines/retail/" + path, encoding: .utf8)
    return String(try #require(text.components(separatedBy: "---*/").last))
  }

  private func asked(_ statements: String...) throws -> [String] {
    let rows = Self.branches.map { branch, province, now, base in
      """
      INSERT INTO dim_facility VALUES ('\(branch)', 'BRANCH', '\(province)0000', 'OPEN', 1, 0, 0, NULL, NULL, NULL,
        '2020-01-01', '9999-12-31');
      INSERT INTO mgt_branch_month VALUES ('\(branch)', '2023-12', \(base), \(base * 100), 0, 7),
        ('\(branch)', '2024-09', \(now), \(now * 100), 0, \(now));
      """
    }
    let view = "CREATE VIEW kpi_orgs AS \(try sql("models/management/kpi_orgs.sql"));"
    let script = ([Self.tables] + rows + [view] + statements).joined(separator: "\n")
    let answer = try Program.system("sqlite3", [":memory:", script])
    #expect(answer.status == 0, "\(answer.errors)")
    return answer.output.split(separator: "\n").map(String.init)
  }

  private func figure(_ id: String) throws -> [String] {
    try asked("SELECT org, value, base_value FROM kpi_orgs WHERE kpi_id = '\(id)' ORDER BY org")
  }

  @Test("branches with fewer than five customers stand together, with one more where their sum were fewer")
  func smallBranches() throws {
    // B1 has three customers and B5 none: B2, the next, joins them, so that no difference of sums is of three.
    #expect(try figure("K01") == ["-|9|8", "12|29|31", "B3|9|9", "B4|20|22"])
    #expect(try figure("K02") == ["-|1|", "12|-2|", "B3|0|", "B4|-2|"])
    #expect(try figure("K03") == ["-|950|800", "12|2900|3100", "B3|900|900", "B4|2000|2200"])
    #expect(try figure("K21") == ["-|9|", "12|29|", "B3|9|", "B4|20|"], "of this year alone")
    #expect(try figure("K09") == ["-|1|", "12|2|", "B4|2|"], "B9 is no branch that is known")
    #expect(try figure("K32") == ["-|0|", "12|1|", "B4|1|"], "logins in the mobile bank alone")
    #expect(try figure("K25.den") == ["11|2|", "12|2|", "13|1|"], "sites are no persons")
    #expect(try asked("SELECT num, den, value FROM kpi_orgs WHERE kpi_id = 'K25' AND org = '11'") == ["2|2|10000"])
    #expect(try asked("SELECT kpi_id, org FROM kpi_orgs GROUP BY kpi_id, org HAVING COUNT(*) > 1").isEmpty)
  }

  @Test(
    "the check finds a province that is not the sum of its branches, and a bank that is not the sum of its provinces")
  func check() throws {
    let copy = """
      CREATE TABLE mgt_kpi AS SELECT kpi_id, org, basis, value FROM kpi_orgs UNION ALL
        SELECT kpi_id, 'BANK', MIN(basis), SUM(value) FROM kpi_orgs WHERE org IN ('-', '11', '12', '13') GROUP BY kpi_id;
      """
    let check = try sql("checks/kpi_orgs.sql") + ";"
    #expect(try asked(copy, check) == [])
    func change(_ id: String, _ org: String) -> String {
      "UPDATE mgt_kpi SET value = value + 1 WHERE kpi_id = '\(id)' AND org = '\(org)';"
    }
    #expect(try asked(copy, change("K01", "B3"), check) == ["K01|12"])
    #expect(try asked(copy, change("K03", "12"), check).sorted() == ["K03|12", "K03|BANK"])
    #expect(try asked(copy, change("K25.num", "BANK"), check) == ["K25.num|BANK"])
    #expect(try asked(copy, "DELETE FROM mgt_kpi WHERE kpi_id = 'K30' AND org = 'BANK';", check) == ["K30|no BANK"])
  }
}
