import Contracts
import MartCore
import MartStore

/// All conditions of publishing: the pipeline's checks, and those that hold for every mart.
struct Gate {
  var pipeline: Pipeline
  var candidate: String
  var businessDate: BusinessDate
  var waivers: [String: String]
  var readings: Readings

  /// Runs everything to the end.
  func results(_ session: Session, _ account: AccountOutcome, _ paths: [PathGap]) throws -> [CheckResult] {
    var results = accountResults(account) + pathResults(paths)
    results += try keyResults(session)
    results += try outputResults()
    results += try volumeResults(session) + amountResults(session)
    for check in pipeline.checks { results.append(try run(check, session)) }
    return results.sorted { $0.id.utf8.lexicographicallyPrecedes($1.id.utf8) }
  }

  /// Writes meta_check, and sorts what failed by what it means.
  func report(
    _ results: [CheckResult], _ session: Session, _ account: AccountOutcome, _ paths: [PathGap]
  ) throws -> GateReport {
    try write(results, session)
    let failed = results.filter { $0.status == .failed }
    return GateReport(
      checks: results, accountGaps: account.gaps, pathGaps: paths,
      failures: failed.filter { $0.severity == .stop }.map(\.failure),
      warnings: (failed.filter { $0.severity != .stop } + results.filter { $0.status == .waived }).map(\.warning))
  }

  /// Where the mart that failed can be looked at.
  var mart: String { "\(candidate)/mart.sqlite" }

  /// How many rows a check finds.
  static func count(_ check: Check) -> String { "SELECT COUNT(*) FROM (\(check.sql)\n)" }

  private func run(_ check: Check, _ session: Session) throws -> CheckResult {
    let failing: Int64
    do { failing = try readings.rows(Self.count(check), session).first?.first?.int ?? 0 } catch {
      guard let message = sqlMessage(error) else { throw error }
      throw Failure(
        .pipeline, "check \(check.id) does not run: \(message)", rule: "check.sql", at: check.sqlLocation,
        remedy: "correct the query; `mart check` tries it without data")
    }
    return CheckResult(
      check.id, check.severity, owner: check.owner, failing: failing,
      what: "check \(check.id) (\(check.title)) found \(counted(failing))\(try shown(check, failing, session))",
      at: check.location,
      remedy: "ask \(check.owner); to see them: sqlite3 -readonly \(mart) < \(check.location.file)",
      waiver: waivers[check.id])
  }

  private func counted(_ rows: Int64) -> String { rows == 1 ? "1 row" : "\(rows) rows" }

  /// The first rows of a check that says what may be shown of them, such as `: org=43 difference=17993`.
  private func shown(_ check: Check, _ failing: Int64, _ session: Session) throws -> String {
    if failing == 0 { return "" }
    let places = try places(check, failing, session)
    if check.shows.isEmpty { return places }
    let columns = check.shows.map(sqlName).joined(separator: ", ")
    let rows = try session.rows("SELECT \(columns) FROM (\(check.sql)\n) ORDER BY \(columns) LIMIT 3").map { row in
      zip(check.shows, row).map { "\($0)=\($1.display)" }.joined(separator: " ")
    }
    return ": " + rows.joined(separator: ", ") + (failing > 3 ? ", …" : "") + places
  }

  /// Files and lines of the first rows of a check that returns `delivery_id` and `line_no`, such as ` (SALE.csv:12)`.
  private func places(_ check: Check, _ failing: Int64, _ session: Session) throws -> String {
    guard try Set(session.columnNames(check.sql)).isSuperset(of: ["delivery_id", "line_no"]) else { return "" }
    let rows = try session.rows(
      """
      SELECT d.file, c.line_no FROM (\(check.sql)
      ) AS c JOIN meta_delivery AS d ON d.delivery_id = c.delivery_id ORDER BY d.business_date, d.file, c.line_no LIMIT 3
      """)
    if rows.isEmpty { return "" }
    return " (" + rows.map { "\($0[0].display):\($0[1].display)" }.joined(separator: ", ")
      + (failing > 3 ? ", …)" : ")")
  }

  private func write(_ results: [CheckResult], _ session: Session) throws {
    try session.execute("DELETE FROM meta_check")
    for result in results {
      try session.executeCached(
        "INSERT INTO meta_check (check_id, severity, owner, failing, status, waiver) VALUES (?, ?, ?, ?, ?, ?)",
        [
          .text(result.id), .text(result.severity.rawValue), .text(result.owner), .integer(result.failing),
          .text(result.status.rawValue), .text(result.waiver),
        ])
    }
  }
}
