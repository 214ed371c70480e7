import Contracts
import MartCore
import MartStore

/// Runs every query of a pipeline over a few rows made from its contracts, since an empty schema shows no types.
///
/// - Returns: warnings: a required column that is NULL, a key that is not unique. Made rows do not keep a trade's
///   promises to each other, so neither stops anything; in the night itself both do.
/// - Throws: `Findings` for values of another type than the contract says, and for queries that fail while running.
@discardableResult
package func witness(_ pipeline: Pipeline, plan: ModelPlan) throws -> [Finding] {
  var trial = try WitnessTrial(pipeline)
  try trial.prepare()
  for model in plan.order { trial.run(model) }
  for query in PipelineQuery.all(pipeline) where query.kind != .model { trial.run(query) }
  let errors = trial.findings.filter { $0.severity == .error }
  guard errors.isEmpty else { throw Findings(errors) }
  return trial.findings
}

struct WitnessTrial {
  let pipeline: Pipeline
  private let database: CheckDatabase
  private let queries: [String: PipelineQuery]
  private(set) var findings: [Finding] = []

  init(_ pipeline: Pipeline) throws {
    self.pipeline = pipeline
    database = try CheckDatabase()
    let models = PipelineQuery.all(pipeline).filter { $0.kind == .model }
    queries = Dictionary(models.map { ($0.name, $0) }) { first, _ in first }
  }

  /// Creates the sources and fills them.
  func prepare() throws {
    do {
      for table in ReadableTables(pipeline).tables.values where pipeline.model(table.name) == nil {
        try database.create(table, .types)
      }
      for statement in WitnessRows(pipeline).statements() { try database.execute(statement) }
    } catch {
      throw Failure(
        .pipeline, "no witness rows could be made: \(error.message)",
        remedy: "look at the references: a column of type integer may hold something else")
    }
  }

  mutating func run(_ model: Model) {
    guard let query = queries[model.name] else { return }
    let definition = MartSchema.definition(of: model, folder: pipeline.folder)
    do {
      if model.refresh == .view {
        try database.execute(MartSchema.createView(model))
      } else {
        try database.create(definition, .types)
      }
      try collect(query)
      let wrong = try typeFindings(query, model.columns)
      findings += wrong
      if wrong.isEmpty { findings += try ruleFindings(query, definition) }
      guard wrong.isEmpty, model.refresh != .view else { return }
      let columns = sqlNames(model.columns.map(\.name))
      try database.execute("INSERT INTO main.\(sqlName(model.name)) (\(columns)) SELECT \(columns) FROM temp._witness")
    } catch {
      findings.append(failed(query, error))
    }
  }

  mutating func run(_ query: PipelineQuery) {
    do {
      guard let output = pipeline.outputs.first(where: { $0.id == query.name }), query.kind == .output else {
        let rows = try database.rows(query.sql)
        if query.kind == .path { findings += amountFindings(query, rows) }
        return
      }
      try collect(query)
      findings += try typeFindings(query, output.columns)
      let columns = output.columns.map { TableColumn($0.name, $0.storage, required: $0.required) }
      findings += try ruleFindings(query, TableDefinition(output.id, columns: columns, key: output.key))
    } catch {
      findings.append(failed(query, error))
    }
  }

  /// Keeps the rows of a query as they come, without a type, in `temp._witness`.
  private func collect(_ query: PipelineQuery) throws(SQLProblem) {
    try database.execute("DROP TABLE IF EXISTS temp._witness")
    try database.execute("CREATE TEMP TABLE _witness AS \(query.sql)")
  }

  func rows(_ sql: String) throws(SQLProblem) -> [[SQLValue]] { try database.rows(sql) }

  private func failed(_ query: PipelineQuery, _ problem: SQLProblem) -> Finding {
    query.finding(
      "fails over rows made from the contracts: \(problem.message)", "witness", at: problem.offset,
      remedy: "guard the expression, or correct the types in the contract")
  }

  private func amountFindings(_ query: PipelineQuery, _ rows: [[SQLValue]]) -> [Finding] {
    let amount = rows.count == 1 ? rows.first?.first : nil
    switch amount {
    case .integer, .null: return []
    default:
      return [query.finding("does not give one integer in one row", "type", remedy: "sum an integer column, or count")]
    }
  }
}
