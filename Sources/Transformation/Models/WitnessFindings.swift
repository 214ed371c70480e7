import Contracts
import MartCore
import MartStore

extension WitnessTrial {
  /// Columns whose values are of another type than the contract says.
  ///
  /// A STRICT table would turn `'12'` into 12 and 3 into `'3'`, another engine would not; so the type must be right
  /// before the table is reached.
  func typeFindings(_ query: PipelineQuery, _ columns: [ModelColumn]) throws(SQLProblem) -> [Finding] {
    var findings: [Finding] = []
    let types = columns.map { "group_concat(DISTINCT typeof(\(sqlName($0.name))))" }.joined(separator: ", ")
    let found = try rows("SELECT \(types) FROM temp._witness").first ?? []
    for (column, cell) in zip(columns, found) {
      let seen = Set((cell.string ?? "").split(separator: ",").map(String.init)).subtracting(["null"])
      let wrong = seen.subtracting(Self.fitting(column.storage)).sorted()
      guard let first = wrong.first else { continue }
      findings.append(
        Finding(
          "column '\(column.name)' of \(query.subject) gives \(first) where its contract says \(column.storage.rawValue)",
          rule: "\(query.kind.rawValue).type", at: column.location, remedy: Self.remedy(column.storage, first)))
    }
    return findings
  }

  private static func fitting(_ storage: Storage) -> Set<String> {
    switch storage {
    case .integer: ["integer"]
    case .text: ["text"]
    case .real: ["real", "integer"]
    }
  }

  private static func remedy(_ storage: Storage, _ found: String) -> String {
    switch (storage, found) {
    case (.integer, "real"): "divide whole numbers as CAST((a - a % b) / b AS BIGINT), or declare type: real"
    case (.integer, _): "CAST(… AS BIGINT), or declare type: \(found)"
    case (.text, _): "CAST(… AS VARCHAR(20)), or declare type: \(found)"
    case (.real, _): "CAST(… AS DOUBLE), or declare type: \(found)"
    }
  }

  /// Required columns that are NULL, and keys that are not unique, as warnings.
  func ruleFindings(_ query: PipelineQuery, _ table: TableDefinition) throws(SQLProblem) -> [Finding] {
    let required = table.columns.filter { $0.required || table.key.contains($0.name) }
    var findings: [Finding] = []
    if !required.isEmpty {
      let nulls = required.map { "COUNT(*) - COUNT(\(sqlName($0.name)))" }.joined(separator: ", ")
      let counts = try rows("SELECT \(nulls) FROM temp._witness").first ?? []
      for (column, count) in zip(required, counts) where (count.int ?? 0) > 0 {
        findings.append(
          query.finding(
            "gives NULL in its required column '\(column.name)' over rows made from the contracts", "null",
            severity: .warning, remedy: "COALESCE it, or take required: away"))
      }
    }
    guard !table.key.isEmpty, findings.isEmpty else { return findings }
    let key = sqlNames(table.key)
    let doubles = try rows("SELECT 1 FROM temp._witness GROUP BY \(key) HAVING COUNT(*) > 1 LIMIT 1")
    guard !doubles.isEmpty else { return findings }
    return [
      query.finding(
        "gives two rows with one key (\(table.key.joined(separator: ", "))) over rows made from the contracts", "key",
        severity: .warning, remedy: "look for a join that multiplies rows, or name the whole key")
    ]
  }
}
