import MartStore

extension TableComparison {
  /// Some rows that differ, by their keys and the names of what is otherwise: those that went, came, then changed.
  func examples(limit: Int) throws -> [PipelineChange.Example] {
    guard !key.isEmpty else { return [] }
    var found: [PipelineChange.Example] = []
    for (kind, alias, other) in [("removed", "a", "b"), ("added", "b", "a")] {
      let list = shown(alias)
      let sql = "SELECT \(list) \(onlyIn(alias, beside: other)) ORDER BY \(order(alias)) LIMIT \(limit - found.count)"
      found += try session.rows(sql).map { PipelineChange.Example(key: $0[0].display, change: kind, columns: []) }
    }
    guard !shared.isEmpty, found.count < limit else { return found }
    let differ = shared.map { ", b.\(sqlName($0)) IS NOT a.\(sqlName($0))" }.joined()
    let sql = "SELECT \(shown("b"))\(differ) \(inBoth) ORDER BY \(order("b")) LIMIT \(limit - found.count)"
    found += try session.rows(sql).map { row in
      let columns = zip(shared, row.dropFirst()).filter { $0.1 == 1 }.map(\.0)
      return PipelineChange.Example(key: row[0].display, change: "changed", columns: columns)
    }
    return found
  }

  private func shown(_ alias: String) -> String {
    key.map { "COALESCE(CAST(\(alias).\(sqlName($0)) AS TEXT), '')" }.joined(separator: " || ',' || ")
  }

  private func order(_ alias: String) -> String { key.map { "\(alias).\(sqlName($0))" }.joined(separator: ", ") }
}
