import Contracts
import MartCore
import MartStore

/// The one row of `meta_build`: what made the mart. No clock and no host.
package struct BuildRecord: Sendable, Hashable {
  package var pipelineVersion: String
  package var businessDate: BusinessDate
  /// `2024-09-30.1`.
  package var generation: String
  /// `MartState.digest` of the night before; `MartState.nothing` for the first.
  package var parentRows: String
  /// `sqlite 0.1.0`: the engine and the version of this program.
  package var engine: String
  package var sqlite: String
  package var zlib: String
  package var tokenAlgorithm: String

  package init(
    pipelineVersion: String, businessDate: BusinessDate, generation: String, parentRows: String, engine: String,
    sqlite: String, zlib: String, tokenAlgorithm: String
  ) {
    self.pipelineVersion = pipelineVersion
    self.businessDate = businessDate
    self.generation = generation
    self.parentRows = parentRows
    self.engine = engine
    self.sqlite = sqlite
    self.zlib = zlib
    self.tokenAlgorithm = tokenAlgorithm
  }
}

/// Writes `meta_build`.
package func writeBuild(_ build: BuildRecord, _ session: Session) throws {
  try session.execute(
    MetaTables.build.insertStatement(),
    [
      .text(build.pipelineVersion), .text(build.businessDate.description), .text(build.generation),
      .text(build.parentRows), .text(build.engine), .text(build.sqlite), .text(build.zlib), .text(build.tokenAlgorithm),
    ])
}

/// Writes the dictionary: `meta_column` for every table of the mart, `meta_lineage`, `meta_metric`.
package func writeDictionary(_ pipeline: Pipeline, _ plan: ModelPlan, _ session: Session) throws {
  let (column, lineage) = (MetaTables.column.insertStatement(), MetaTables.lineage.insertStatement())
  for table in MartSchema.definitions(pipeline).sorted(by: { $0.name < $1.name }) {
    for described in table.columns.sorted(by: { $0.name < $1.name }) {
      try session.executeCached(column, dictionaryRow(table, described))
    }
  }
  let rows = plan.lineage.sorted {
    ($0.table, $0.column, $0.fromTable, $0.fromColumn) < ($1.table, $1.column, $1.fromTable, $1.fromColumn)
  }
  for row in rows {
    try session.executeCached(
      lineage,
      [
        .text(row.table), .text(row.column), .text(row.fromTable), .text(row.fromColumn), .text(row.certainty.rawValue),
      ])
  }
  for metric in pipeline.metrics.sorted(by: { $0.id < $1.id }) {
    try session.executeCached(
      MetaTables.metric.insertStatement(),
      [metric.id, metric.title, metric.zh, metric.definition, metric.unit, metric.basis, metric.owner]
        .map(SQLValue.text))
  }
}

private func dictionaryRow(_ table: TableDefinition, _ column: TableColumn) -> [SQLValue] {
  [
    table.name, column.name, column.title.isEmpty ? column.name : column.title, column.zh, column.storage.rawValue,
    column.unit, column.dataClass.rawValue, column.additive?.rawValue ?? "", table.owner, table.source,
  ].map(SQLValue.text)
}

/// Writes `meta_table`: rows and row hash of run_context and of every model that keeps rows (views keep none).
/// - asOf: the day of each table's rows; the business date where a table is not named.
/// - known: row hashes that need not be taken again.
package func writeTables(
  _ pipeline: Pipeline, _ businessDate: BusinessDate, asOf: [String: BusinessDate] = [:],
  known: [String: RowHash] = [:], _ session: Session
) throws {
  let tables = pipeline.models.filter { $0.refresh != .view }.map(\.name) + ["run_context"]
  for table in tables.sorted() {
    let hash = try known[table] ?? RowHash.of(table: table, in: session)
    try session.execute(
      MetaTables.table.insertStatement(),
      [
        .text(table), .text((asOf[table] ?? businessDate).description), .integer(hash.rows),
        .text(hash.description),
      ])
  }
}
