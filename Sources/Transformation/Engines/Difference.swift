import Contracts
import MartStore

/// Makes the rows of touched groups anew beside the table, and writes only what differs: rows that are as they were
/// stay where they lie.
struct Difference {
  struct Result {
    /// How many rows came or went.
    var rows: Int64
    var gone: RowHash
    var come: RowHash
  }

  private let model: Model
  private let refresh: Refresh
  /// Over an alias: true of the rows that are made anew.
  private let holds: (String) -> String
  private let table: TableDefinition

  init(_ model: Model, _ refresh: Refresh, holds: @escaping (String) -> String) {
    self.model = model
    self.refresh = refresh
    self.holds = holds
    table = MartSchema.definition(of: model)
  }

  /// The keys of a model's rows that came or went tonight.
  static func changedTable(_ model: String) -> String { "temp.\(sqlName("changed_\(model)"))" }

  private static let made = "_made"
  private var session: Session { refresh.session }
  private var name: String { "main.\(sqlName(model.name))" }
  private var columns: String { sqlNames(model.columns.map(\.name)) }

  func make() throws -> Result {
    try makeRows()
    try compare()
    return try settle()
  }

  /// Takes rows that another engine compared: `fill` puts them into `_gone` and `_come`.
  func take(_ fill: (_ gone: TableDefinition, _ come: TableDefinition) throws -> Void) throws -> Result {
    func empty(_ name: String) throws -> TableDefinition {
      var rows = table
      rows.name = name
      try session.execute("DROP TABLE IF EXISTS temp.\(name); \(rows.createStatement(in: "temp", .types))")
      return rows
    }
    try fill(try empty("_gone"), try empty("_come"))
    return try settle()
  }

  /// Puts what came in place of what went, and keeps the keys of both.
  private func settle() throws -> Result {
    let hashed = sqlNames(model.columns.map(\.name).filter { !RowHash.leftOut.contains($0) })
    let gone = try RowHash.of(query: "SELECT \(hashed) FROM temp._gone", in: session)
    let come = try RowHash.of(query: "SELECT \(hashed) FROM temp._come", in: session)
    try noteChanged()
    if !refresh.absent.contains(model.name) {
      let order = sqlNames(table.rowOrder)
      try session.execute("DELETE FROM \(name) WHERE (\(order)) IN (SELECT \(order) FROM temp._gone)")
      try refresh.engine.run(
        "INSERT INTO \(name) (\(columns)) SELECT \(columns) FROM temp._come ORDER BY \(order)", model, session)
    }
    try session.execute("DROP TABLE IF EXISTS temp._made; DROP TABLE temp._gone; DROP TABLE temp._come")
    return Result(rows: gone.rows + come.rows, gone: gone, come: come)
  }

  private func makeRows() throws {
    var made = table
    made.name = Self.made
    try session.execute("DROP TABLE IF EXISTS temp._made")
    try refresh.engine.run(made.createStatement(in: "temp"), model, session)
    try refresh.engine.run(
      "INSERT INTO temp._made (\(columns))\nSELECT \(columns) FROM (\n\(model.sql)\n) AS o\nWHERE \(holds("o"))\n"
        + "ORDER BY \(sqlNames(table.rowOrder))", model, session)
  }

  /// `_gone`: rows of the table that are not made again; `_come`: made rows that the table does not have.
  private func compare() throws {
    let key = Set(table.rowOrder)
    let same = model.columns.map { column in
      "n.\(sqlName(column.name)) \(key.contains(column.name) ? "=" : "IS") o.\(sqlName(column.name))"
    }.joined(separator: " AND ")
    try session.execute(
      """
      DROP TABLE IF EXISTS temp._gone;
      CREATE TEMP TABLE _gone AS SELECT \(columns) FROM \(name) o WHERE (\(holds("o")))
        AND NOT EXISTS (SELECT 1 FROM temp._made n WHERE \(same));
      DROP TABLE IF EXISTS temp._come;
      CREATE TEMP TABLE _come AS SELECT \(columns) FROM temp._made n
        WHERE NOT EXISTS (SELECT 1 FROM \(name) o WHERE \(same));
      """)
  }

  private func noteChanged() throws {
    let reach = refresh.pipeline.reach
    let keys = sqlNames(model.columns.map(\.name).filter { reach.key(of: $0) != nil })
    let changed = Self.changedTable(model.name)
    try session.execute(
      """
      DROP TABLE IF EXISTS \(changed);
      CREATE TEMP TABLE \(sqlName("changed_\(model.name)")) AS
        SELECT \(keys) FROM temp._gone UNION SELECT \(keys) FROM temp._come;
      """)
  }
}
