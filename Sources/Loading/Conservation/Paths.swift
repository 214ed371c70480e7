import Contracts
import MartCore
import MartStore

/// A step whose amount is not that of the step before it.
package struct PathGap: Sendable, Hashable {
  package var pathID: String
  package var owner: String
  package var unit: String
  package var step: Int
  package var table: String
  package var measure: String
  package var amount: Int64
  /// Sum of the reported lines between.
  package var lines: Int64
  package var previousTable: String
  package var previous: Int64
  package var difference: Int64
  package var location: FileLocation
}

/// Writes the steps of every path into `meta_path` for the business date, over whatever stood there for it.
///
/// `difference` of a step = its amount + its reported lines − the amount before it; 0 for a step that compares with
/// nothing. A reported line is a row of its own with `reported_as`, of the step's number, and difference 0.
/// - held: tables and views that show their last rows. A step that reads one is reported as `held`, and what comes after
///   it is compared with what came before it.
/// - Returns: the steps with a difference.
func fillPaths(
  _ session: Session, _ pipeline: Pipeline, _ businessDate: BusinessDate, _ readings: Readings, held: Set<String> = []
) throws -> [PathGap] {
  try session.execute("DELETE FROM meta_path WHERE business_date = ?", [.text(businessDate.description)])
  var gaps: [PathGap] = []
  for path in pipeline.paths.sorted(by: { $0.id < $1.id }) {
    let writer = PathWriter(session: session, path: path, businessDate: businessDate, readings: readings)
    var previous: (table: String, amount: Int64)?
    for (index, step) in path.steps.enumerated() {
      let amount = try writer.amount(step.sql)
      if step.reads(held) {
        try writer.write(held: step, index + 1, amount)
        continue
      }
      if let gap = try writer.write(step, index + 1, amount, after: previous) { gaps.append(gap) }
      previous = (step.table, amount)
    }
  }
  return gaps
}

private struct PathWriter {
  let session: Session
  let path: ConservationPath
  let businessDate: BusinessDate
  let readings: Readings

  func write(held step: ConservationPath.Step, _ number: Int, _ amount: Int64) throws {
    try insert(number, step.table, step.measure, amount, "held", 0)
  }

  func write(
    _ step: ConservationPath.Step, _ number: Int, _ amount: Int64, after previous: (table: String, amount: Int64)?
  ) throws -> PathGap? {
    var lines: Int64 = 0
    for line in step.lines {
      let value = try self.amount(line.sql)
      lines = try sum(lines, value)
      try insert(number, line.table, step.measure, value, line.reportedAs, 0)
    }
    let compared = step.compares ? previous : nil
    let difference = try compared.map { try sum(try sum(amount, lines), try negated($0.amount)) } ?? 0
    try insert(number, step.table, step.measure, amount, "", difference)
    guard let compared, difference != 0 else { return nil }
    return PathGap(
      pathID: path.id, owner: path.owner, unit: path.unit, step: number, table: step.table, measure: step.measure,
      amount: amount, lines: lines, previousTable: compared.table, previous: compared.amount, difference: difference,
      location: path.location)
  }

  /// The integer that a query gives; an empty sum is 0.
  func amount(_ sql: String) throws -> Int64 {
    do {
      let rows = try readings.rows(sql, session)
      guard rows.count <= 1, rows.first?.count ?? 1 == 1 else { throw wrong("gives more than one value") }
      switch rows.first?.first ?? .null {
      case .null: return 0
      case .integer(let value): return value
      default: throw wrong("gives no integer")
      }
    } catch {
      guard let message = sqlMessage(error) else { throw error }
      throw wrong("does not run: \(message)")
    }
  }

  private func insert(
    _ number: Int, _ table: String, _ measure: String, _ amount: Int64, _ reportedAs: String, _ difference: Int64
  ) throws {
    try session.executeCached(
      """
      INSERT INTO meta_path (path_id, step_no, table_name, measure, business_date, amount, reported_as, difference)
      VALUES (?, ?, ?, ?, ?, ?, ?, ?)
      """,
      [
        .text(path.id), .integer(Int64(number)), .text(table), .text(measure), .text(businessDate.description),
        .integer(amount), .text(reportedAs), .integer(difference),
      ])
  }

  private func sum(_ left: Int64, _ right: Int64) throws -> Int64 {
    let (sum, overflow) = left.addingReportingOverflow(right)
    guard !overflow else { throw wrong("gives amounts beyond 64 bits") }
    return sum
  }

  private func negated(_ value: Int64) throws -> Int64 {
    guard value != .min else { throw wrong("gives amounts beyond 64 bits") }
    return -value
  }

  private func wrong(_ what: String) -> Failure {
    Failure(
      .pipeline, "a query of path \(path.id) \(what)", rule: "path.sql", at: path.location,
      remedy: "it must give one row with one integer over the mart's tables")
  }
}

extension ConservationPath {
  /// All queries of its steps and reported lines.
  var queries: [String] { steps.flatMap { [$0.sql] + $0.lines.map(\.sql) } }
}

extension ConservationPath.Step {
  /// Whether it, or a line before it, reads one of these tables or views.
  func reads(_ tables: Set<String>) -> Bool {
    if tables.isEmpty { return false }
    let names = Set(tables.map { $0.uppercased() })
    return tables.contains(table)
      || ([sql] + lines.map(\.sql)).contains { query in
        sqlTokens(query).contains { names.contains($0.text.uppercased().filter { $0 != "\"" }) }
      }
  }
}
