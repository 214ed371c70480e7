import Contracts
import MartCore
import MartStore

/// Prepares every query of a pipeline against its empty schema, with SQLite's authorizer on.
///
/// - Returns: order, reads and lineage, with warnings.
/// - Throws: `Findings`, all at once: unknown tables and columns, columns that differ from the contract, cycles,
///   forbidden reads, writes, classes that are too low.
package func analyse(_ pipeline: Pipeline) throws -> ModelPlan {
  var analysis = try Analysis(pipeline)
  return try analysis.run()
}

struct Analysis {
  let pipeline: Pipeline
  let schema: ReadableTables
  let database: CheckDatabase
  var findings: [Finding] = []
  var plan = ModelPlan()
  var judge: ClassJudge
  /// Models that read what the vault alone holds, of which nothing can be traced.
  var unread: Set<String> = []

  init(_ pipeline: Pipeline) throws {
    self.pipeline = pipeline
    schema = ReadableTables(pipeline)
    database = try CheckDatabase()
    judge = ClassJudge(pipeline: pipeline, tables: schema.tables)
  }

  mutating func run() throws -> ModelPlan {
    findings += contractFindings(pipeline, reserved: reservedNames)
    createSchema()
    for query in PipelineQuery.all(pipeline) { inspect(query) }
    let (order, cycles) = modelOrder(pipeline.models, plan.reads)
    plan.order = order
    findings += cycles
    findings += judge.findings() + concernedFindings()
    if findings.isEmpty { followKeys() }
    findings += holdFindings()
    guard findings.isEmpty else { throw Findings(findings) }
    return plan
  }

  /// Names that no model may have.
  private var reservedNames: Set<String> {
    let models = Set(pipeline.models.map(\.name))
    let engine = SourceSchema.forModels(pipeline) + SourceSchema.forRules(pipeline) + MetaTables.all
    return Set((engine + [SourceSchema.metricHeadline, RunContext.table([])]).map(\.name)).intersection(models)
  }

  /// Models whose contract is broken get a table where SQLite can make one, so that others are still checked.
  func createSchema() {
    for table in schema.tables.values { try? database.create(table, .types) }
  }

  private mutating func inspect(_ query: PipelineQuery) {
    let shape = StatementShape(query.sql)
    let readable = schema.readable(by: query)
    do {
      let inspection = try database.inspect(query.sql, readable: readable, steps: Set(shape.steps.keys))
      note(query, inspection)
      findings += functionFindings(query, inspection, shape)
      if inspection.recurses {
        plan.warnings.append(
          query.finding(
            "is recursive", "portable", severity: .warning, remedy: "Spark SQL 4.0 runs no WITH RECURSIVE; join instead"
          ))
      }
      check(query, inspection, shape)
    } catch {
      let finding = explain(error, query, shape, readable)
      if query.kind == .model, finding.rule == "model.vaulted" { unread.insert(query.name) }
      findings.append(finding)
    }
  }

  private mutating func note(_ query: PipelineQuery, _ inspection: Inspection) {
    let reads = inspection.reads.map { TableColumns(table: $0.key, columns: $0.value.sorted()) }
      .sorted { $0.table < $1.table }
    switch query.kind {
    case .model: plan.reads[query.name] = reads
    case .check: plan.checkReads[query.name] = reads
    case .output: plan.outputReads[query.name] = reads
    case .rule: plan.ruleReads[query.name] = reads
    case .path: plan.pathReads[query.name] = merged((plan.pathReads[query.name] ?? []) + reads)
    case .publication, .picture, .ground: break
    }
  }

  private func merged(_ reads: [TableColumns]) -> [TableColumns] {
    Dictionary(grouping: reads, by: \.table).map { table, parts in
      TableColumns(table: table, columns: Set(parts.flatMap(\.columns)).sorted())
    }.sorted { $0.table < $1.table }
  }

  /// Compares the result with what the query's contract promises.
  private mutating func check(_ query: PipelineQuery, _ inspection: Inspection, _ shape: StatementShape) {
    switch query.kind {
    case .model:
      guard let model = pipeline.model(query.name) else { return }
      compare(query, model.columns, model.location, inspection, shape)
    case .output:
      guard let output = pipeline.outputs.first(where: { $0.id == query.name }) else { return }
      compare(query, output.columns, output.location, inspection, shape)
      findings += ceilingFindings(output)
    case .picture:
      guard let picture = pipeline.pictures.first(where: { $0.id == query.name }) else { return }
      check(query, picture, inspection)
    case .path:
      expect(query, 1, inspection, "one column: the amount")
      judge.traced.append(ClassJudge.Traced(query: query, columns: traced(query, inspection, shape)))
    case .rule:
      expect(query, 2, inspection, "two columns: delivery_id, line_no")
    case .check:
      guard let check = pipeline.checks.first(where: { $0.id == query.name }), !check.shows.isEmpty else { return }
      findings += judge.shownFindings(check, query, traced(query, inspection, shape))
    case .publication, .ground: break
    }
  }

  private mutating func compare(
    _ query: PipelineQuery, _ columns: [ModelColumn], _ contract: FileLocation, _ inspection: Inspection,
    _ shape: StatementShape
  ) {
    let different = columnFindings(query, columns, contract, inspection.columns.map(\.name), shape)
    findings += different
    guard different.isEmpty else { return }
    let traced = trace(columns, inspection, ValueSources(shape, schema.tables))
    let rows = lineageRows(query.name, traced)
    if query.kind == .model { plan.lineage += rows } else { plan.outputLineage += rows }
    judge.traced.append(ClassJudge.Traced(query: query, columns: traced))
  }

  /// What a query without a contract of columns returns.
  private func traced(_ query: PipelineQuery, _ inspection: Inspection, _ shape: StatementShape) -> [TracedColumn] {
    let columns = inspection.columns.map { ModelColumn($0.name, at: query.location) }
    return trace(columns, inspection, ValueSources(shape, schema.tables))
  }

  /// Models and outputs that are made, directly or not, of a model that reads what the vault alone holds.
  private func concernedFindings() -> [Finding] {
    var reached = unread
    var named: [String: (query: PipelineQuery, of: String)] = [:]
    var count = -1
    while count != reached.count {
      count = reached.count
      for query in PipelineQuery.all(pipeline) where query.kind == .model || query.kind == .output {
        let reads = (query.kind == .model ? plan.reads : plan.outputReads)[query.name] ?? []
        guard let read = reads.first(where: { reached.contains($0.table) }), named[query.subject] == nil else {
          continue
        }
        named[query.subject] = (query, read.table)
        if query.kind == .model { reached.insert(query.name) }
      }
    }
    return named.values.map { query, table in
      query.finding("is concerned: it reads '\(table)'", "concerned", remedy: "look at it once '\(table)' is mended")
    }.sorted { $0.description < $1.description }
  }

  /// A picture has the columns of its kind, and shows no key of a person.
  private mutating func check(_ query: PipelineQuery, _ picture: Picture, _ inspection: Inspection) {
    let roles = picture.kind.roles
    expect(query, roles.count, inspection, "for \(picture.kind.rawValue) \(roles.joined(separator: ", "))")
    let keys = Set(pipeline.reach.flatMap { [$0.name] + $0.also })
    for column in inspection.columns where column.origin.map(keys.contains) ?? false {
      findings.append(
        query.finding(
          "shows '\(column.origin ?? "")', a key of persons", "key",
          remedy: "count or sum over it; a report is read by many"))
    }
  }

  private mutating func expect(_ query: PipelineQuery, _ count: Int, _ inspection: Inspection, _ what: String) {
    guard inspection.columns.count != count else { return }
    findings.append(
      query.finding("returns \(inspection.columns.count) columns", "columns", remedy: "it returns \(what)"))
  }
}
