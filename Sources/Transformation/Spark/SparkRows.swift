import Contracts
import MartCore
import MartStore

/// Rows that came back, into a table of SQLite.
enum SparkRows {
  /// - Returns: how many.
  static func insert(_ table: TableDefinition, from folder: String, _ session: Session) throws -> Int64 {
    let statement = table.insertStatement()
    var rows: Int64 = 0
    try CopyReader.rows(in: folder) { fields in
      try session.executeCached(statement, values(fields[...], table))
      rows += 1
    }
    return rows
  }

  /// Rows that begin with `-` or `+`, into the TEMP tables of those that went and of those that came.
  static func split(_ gone: TableDefinition, _ come: TableDefinition, from folder: String, _ session: Session) throws {
    let (goes, comes) = (gone.insertStatement(in: "temp"), come.insertStatement(in: "temp"))
    try CopyReader.rows(in: folder) { fields in
      guard let side = fields.first, side == "-" || side == "+" else { throw damaged(come.name) }
      try session.executeCached(side == "-" ? goes : comes, values(fields.dropFirst(), come))
    }
  }

  private static func values(_ fields: ArraySlice<String?>, _ table: TableDefinition) throws -> [SQLValue] {
    guard fields.count == table.columns.count else { throw damaged(table.name) }
    return try zip(table.columns, fields).map { column, field in
      guard let value = value(field, column.storage) else { throw damaged(table.name) }
      return value
    }
  }

  private static func value(_ field: String?, _ storage: Storage) -> SQLValue? {
    guard let field else { return .null }
    switch storage {
    case .text: return .text(field)
    case .integer: return Int64(field).map(SQLValue.integer)
    case .real: return Double(field).map(SQLValue.real)
    }
  }

  static func damaged(_ name: String) -> Failure {
    Failure(
      .refused, "the rows of '\(name)' did not come back from Spark as they were made", rule: "spark.rows",
      remedy: "nothing was published; look at free space, then run again")
  }
}
