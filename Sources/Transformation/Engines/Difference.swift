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

  /// Tables of rows that are not made again, and of those that the mart does not have; nothing of the mart is written yet.
  struct Laid: Sendable {
    var schema = "temp"
    /// Goes into their names.
    var number = 0
    var goneHash = RowHash()
    var comeHash = RowHash()

    var gone: String { "\(schema)._gone_\(number)" }
    var come: String { "\(schema)._come_\(number)" }
  }

  private let model: Model
  private let refresh: Refresh
  private let touched: Touched?
  /// The rows that are made anew; no choice has a row of another.
  private let choices: [Choice]
  private let table: TableDefinition

  /// - touched: nil where all rows are made anew.
  init(_ model: Model, _ refresh: Refresh, _ touched: Touched? = nil) {
    self.model = model
    self.refresh = refresh
    self.touched = touched
    choices = touched?.ownChoices() ?? [.all]
    table = MartSchema.definition(of: model)
  }

  private static let made = "_made"
  private var session: Session { refresh.session }
  private var name: String { "\(refresh.mart).\(sqlName(model.name))" }
  private var columns: String { sqlNames(model.columns.map(\.name)) }

  func make() throws -> Result { try settle(try lay(Laid())) }

  /// Makes the rows and compares them, on any connection that reads the mart.
  func lay(_ place: Laid) throws -> Laid {
    try makeRows()
    try compare(place)
    return try hashed(place)
  }

  /// Takes rows that another engine compared: `fill` puts them into tables of what went and what came.
  func take(_ fill: (_ gone: TableDefinition, _ come: TableDefinition) throws -> Void) throws -> Result {
    func empty(_ name: String) throws -> TableDefinition {
      var rows = table
      rows.name = name
      try session.execute("DROP TABLE IF EXISTS temp.\(name); \(rows.createStatement(in: "temp", .types))")
      return rows
    }
    let place = Laid()
    try fill(try empty("_gone_0"), try empty("_come_0"))
    return try settle(try hashed(place))
  }

  private func hashed(_ place: Laid) throws -> Laid {
    let hashed = sqlNames(model.columns.map(\.name).filter { !RowHash.leftOut.contains($0) })
    var laid = place
    laid.goneHash = try RowHash.of(query: "SELECT \(hashed) FROM \(place.gone)", in: session)
    laid.comeHash = try RowHash.of(query: "SELECT \(hashed) FROM \(place.come)", in: session)
    return laid
  }

  /// Puts what came in place of what went, and keeps the keys of both.
  func settle(_ laid: Laid) throws -> Result {
    try noteChanged(laid)
    if !refresh.absent.contains(model.name) {
      let order = sqlNames(table.rowOrder)
      try session.execute("DELETE FROM \(name) WHERE (\(order)) IN (SELECT \(order) FROM \(laid.gone))")
      try refresh.engine.run(
        "INSERT INTO \(name) (\(columns)) SELECT \(columns) FROM \(laid.come) ORDER BY \(order)", model, session)
    }
    try session.execute("DROP TABLE \(laid.gone); DROP TABLE \(laid.come)")
    return Result(rows: laid.goneHash.rows + laid.comeHash.rows, gone: laid.goneHash, come: laid.comeHash)
  }

  private func makeRows() throws {
    var made = table
    made.name = Self.made
    try session.execute("DROP TABLE IF EXISTS temp._made")
    try refresh.engine.run(made.createStatement(in: "temp"), model, session)
    try refresh.engine.run(
      "INSERT INTO temp._made (\(columns))\nSELECT \(columns) FROM (\n\(model.sql)\n) AS o\nWHERE \(touched?.holds("o") ?? "1")\n"
        + "ORDER BY \(sqlNames(table.rowOrder))", model, session)
  }

  private func compare(_ place: Laid) throws {
    let key = Set(table.rowOrder)
    let same = model.columns.map { column in
      "n.\(sqlName(column.name)) \(key.contains(column.name) ? "=" : "IS") o.\(sqlName(column.name))"
    }.joined(separator: " AND ")
    let own = model.columns.map { "o.\(sqlName($0.name))" }.joined(separator: ", ")
    let stood = choices.map { choice in
      "SELECT \(own) \(choice.from(name, "o")) AND NOT EXISTS (SELECT 1 FROM temp._made n WHERE \(same))"
    }
    try session.execute(
      """
      DROP TABLE IF EXISTS \(place.gone);
      CREATE TABLE \(place.gone) AS \(stood.joined(separator: " UNION ALL "));
      DROP TABLE IF EXISTS \(place.come);
      CREATE TABLE \(place.come) AS SELECT \(columns) FROM temp._made n
        WHERE NOT EXISTS (SELECT 1 FROM \(name) o WHERE \(same));
      DROP TABLE temp._made;
      """)
  }

  private func noteChanged(_ laid: Laid) throws {
    let reach = refresh.pipeline.reach
    let keys = sqlNames(model.columns.map(\.name).filter { reach.key(of: $0) != nil })
    let changed = refresh.changedTable(model.name)
    try session.execute(
      """
      DROP TABLE IF EXISTS \(changed);
      CREATE TABLE \(changed) AS SELECT \(keys) FROM \(laid.gone) UNION SELECT \(keys) FROM \(laid.come);
      """)
  }
}
