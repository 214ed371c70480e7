import MartStore

/// Which rows of a table are taken.
enum Choice {
  case all
  /// Those whose column, never NULL, holds a key of a list (its column is `k`).
  case listed(_ keys: String, _ column: String)
  /// Those of which a condition over the given alias is true.
  case holding((String) -> String)

  /// `FROM table alias WHERE …`, to go on with AND.
  ///
  /// A list is joined rather than looked into, so that each of its keys is one search of the table.
  func from(_ table: String, _ alias: String) -> String {
    switch self {
    case .all: "FROM \(table) \(alias) WHERE 1"
    case .listed(let keys, let column):
      "FROM \(keys) AS _listed CROSS JOIN \(table) \(alias) ON \(alias).\(sqlName(column)) = _listed.k WHERE 1"
    case .holding(let condition): "FROM \(table) \(alias) WHERE (\(condition(alias)))"
    }
  }
}
