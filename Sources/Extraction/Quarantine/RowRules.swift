import Contracts
import MartCore
import MartStore

/// The contract's own rules, run once over the accepted rows of the file.
///
/// A condition sees the row's columns (vaulted ones as the vault keeps them), `business_date`, and in subqueries
/// the table `row` and the references as `ref_<name>`.
struct RowRules {
  let session: Session
  let feed: Feed
  let schema: StagingSchema
  let pipeline: Pipeline
  let businessDate: BusinessDate

  /// The rows to be rejected, ascending; `find` rules go to the log.
  func run(_ findings: FindingLog) throws -> (demotions: [Demotion], causes: [Cause]) {
    let causes = feed.rules.map { Cause(rule: $0.id, column: $0.column, reason: $0.because) }
    guard !feed.rules.isEmpty else { return ([], []) }
    try loadReferences()
    var demotions: [Demotion] = []
    do {
      try session.each(query) { cells in
        guard let line = cells[0].int else { return }
        for (index, rule) in feed.rules.enumerated() where cells[index + 1].int == 1 {
          if rule.effect == .reject {
            demotions.append(Demotion(line: line, cause: index))
            return
          }
          findings.note(FindingLog.Kind(rule: rule.id, column: rule.column, reason: rule.because), line: line)
        }
      }
    } catch {
      guard let message = sqlMessage(error) else { throw error }
      throw Failure(
        .pipeline, "a rule of '\(feed.name)' is no SQL that its rows allow: \(message)", at: feed.rules.first?.location,
        remedy: "correct the condition; `mart check` shows all of them")
    }
    return (demotions, causes)
  }

  private var query: String {
    let conditions = feed.rules.map { "(\($0.condition))" }
    let marks = conditions.map { "CASE WHEN \($0) THEN 1 ELSE 0 END" }.joined(separator: ", ")
    return """
      SELECT line_no, \(marks) FROM (\(rows)) WHERE \(conditions.joined(separator: " OR ")) ORDER BY line_no
      """
  }

  /// The accepted rows as the conditions see them; the vault's part is joined only where one asks for it.
  private var rows: String {
    let words = feed.rules.reduce(into: Set<String>()) { $0.formUnion(Self.words($1.condition)) }
    let vaulted = Set(schema.secretNames)
    let joins = !vaulted.isDisjoint(with: words)
    var columns = schema.row.filter { !vaulted.contains($0.name) || !joins }.map { "r.\(sqlName($0.name))" }
    if joins { columns += schema.secretNames.map { "s.\(sqlName($0))" } }
    let day = sqlText(businessDate.description)
    if feed.column("business_date") == nil {
      let own = feed.businessDateColumn.map { "r.\(sqlName($0.name))" }
      columns.append((own.map { "COALESCE(\($0), \(day))" } ?? day) + " AS business_date")
    }
    return "SELECT r.line_no AS line_no, \(columns.joined(separator: ", ")) FROM row AS r"
      + (joins ? " LEFT JOIN secret AS s ON s.line_no = r.line_no" : "") + " WHERE r.rule IS NULL"
  }

  private func loadReferences() throws {
    let words = feed.rules.reduce(into: Set<String>()) { $0.formUnion(Self.words($1.condition)) }
    for reference in pipeline.references where words.contains("ref_\(reference.name)") {
      let name = sqlName("ref_\(reference.name)")
      let columns = reference.columns.map { "\(sqlName($0.name)) \($0.storage.rawValue.uppercased())" }
      try session.execute("CREATE TEMP TABLE \(name)(\(columns.joined(separator: ", ")))")
      let marks = Array(repeating: "?", count: columns.count).joined(separator: ", ")
      for row in reference.rows {
        try session.executeCached("INSERT INTO \(name) VALUES (\(marks))", row.map { $0.map(SQLValue.text) ?? .null })
      }
    }
  }

  /// The words of a condition, lower case; enough to see which names it may use.
  static func words(_ condition: String) -> Set<String> {
    let parts = condition.lowercased().utf8.split { byte in
      !(byte == 0x5f || isDigit(byte) || (byte >= 0x61 && byte <= 0x7a))
    }
    return Set(parts.compactMap { String($0) })
  }
}
