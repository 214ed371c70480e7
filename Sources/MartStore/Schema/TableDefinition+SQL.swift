import Contracts

extension TableDefinition {
  /// How much of the contract the database itself holds.
  package enum Strictness: Sendable {
    /// Types, NOT NULL and the primary key: the mart.
    case contract
    /// Types alone, so that a check sees every row before it judges.
    case types
  }

  /// `CREATE TABLE … STRICT, WITHOUT ROWID`, clustered on `rowOrder`; a rowid table where there is no key.
  package func createStatement(in schema: String = "main", _ strictness: Strictness = .contract) -> String {
    let keyed = strictness == .contract && !rowOrder.isEmpty
    let order = Set(rowOrder)
    var lines = columns.map { column in
      let held = strictness == .contract && (column.required || order.contains(column.name))
      return "  \(sqlName(column.name)) \(column.storage.sqlType)\(held ? " NOT NULL" : "")"
    }
    if keyed { lines.append("  PRIMARY KEY (\(sqlNames(rowOrder)))") }
    return "CREATE TABLE \(sqlName(schema)).\(sqlName(name)) (\n\(lines.joined(separator: ",\n"))\n) STRICT"
      + (keyed ? ", WITHOUT ROWID" : "")
  }

  /// One `CREATE INDEX` a declared index, named after the table and its columns.
  package func indexStatements(in schema: String = "main") -> [String] {
    indexes.map { columns in
      let index = sqlName("\(name)_by_\(columns.joined(separator: "_"))")
      return "CREATE INDEX \(sqlName(schema)).\(index) ON \(sqlName(name)) (\(sqlNames(columns)))"
    }
  }

  /// `INSERT INTO … VALUES (?, …)` with one place a column, in order.
  package func insertStatement(in schema: String = "main") -> String {
    let places = Array(repeating: "?", count: columns.count).joined(separator: ", ")
    return "INSERT INTO \(sqlName(schema)).\(sqlName(name)) (\(sqlNames(columns.map(\.name)))) VALUES (\(places))"
  }
}

extension Storage {
  /// The type as a STRICT table spells it.
  package var sqlType: String { rawValue.uppercased() }
}

/// Names as SQL lists them.
package func sqlNames(_ names: some Sequence<String>) -> String { names.map(sqlName).joined(separator: ", ") }
