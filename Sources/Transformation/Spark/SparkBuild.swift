import Contracts
import MartCore
import MartStore

/// Makes every model of the pipeline on Spark, as `buildModels` makes them in SQLite: same contracts, same SQL.
///
/// The relations that models read are handed over, one application makes the tables and answers `queries`, and what it says
/// is proved against the contracts. Tables lie as Parquet below `candidate/warehouse`; those that are not too large are rows
/// of the session's `main` as well.
package struct SparkBuild {
  let pipeline: Pipeline
  let plan: ModelPlan
  let session: Session
  let settings: SparkSettings
  /// The candidate's folder.
  let candidate: String
  /// Parts, job, log: a folder of this attempt alone, so that an application that outlived its night disturbs no other.
  let scratch: String

  package init(
    _ pipeline: Pipeline, _ plan: ModelPlan, _ session: Session, _ settings: SparkSettings, candidate: String,
    attempt: String
  ) {
    self.pipeline = pipeline
    self.plan = plan
    self.session = session
    self.settings = settings
    self.candidate = candidate
    let base = settings.exchange.isEmpty ? candidate : settings.exchange
    scratch = "\(base)/.spark-\(attempt)"
  }

  /// What the night knows of the tables that Spark made.
  package struct Made {
    package var steps: [ModelStep]
    /// Answers to the queries, by their text.
    package var answers: [SparkAnswer]
    /// Spark's version.
    package var version: String
  }

  /// What a night goes on from: last night's warehouse, and what changed since; the session's `main` is a copy of its mart.
  package struct Before {
    let warehouse: String
    let changes: NightChanges

    package init(warehouse: String, changes: NightChanges) {
      self.warehouse = warehouse
      self.changes = changes
    }
  }

  /// - queries: over the finished tables; asked in the same application.
  /// - before: nil where `main` is empty, and every table is made in full.
  /// - check: called while the application runs; what it throws ends both.
  package func run(
    _ context: RunContext, queries: [String], goingOnFrom before: Before?, check: () throws -> Void,
    progress: (ModelStep) throws -> Void
  ) throws -> Made {
    try Files.makeFolder("\(scratch)/warehouse", mode: 0o700)
    let turns = try before.map { before in
      try SparkTurns(
        self, try Refresh(pipeline, plan, session, before.changes), before: before.warehouse)
    }
    let answered = queries.filter { !Set(sqlTokens($0).map(\.upper)).contains { $0.hasPrefix("META_") } }
    let words = SparkHandover.words(of: plan.order.map(\.sql) + answered)
    let handover = SparkHandover(
      pipeline: pipeline, session: session, settings: settings, folder: "\(scratch)/in")
    let job = SparkJob(
      businessDate: context.businessDate.description, folder: scratch, warehouse: "\(scratch)/warehouse",
      master: settings.master, memory: settings.memory, settings: settings.settings, parallel: settings.parallel,
      rowsInSQLite: settings.rowsInSQLite, relations: try handover.write(named: words),
      asks: turns != nil, models: plan.order.map(described), queries: answered, outputs: outputs())
    let result = try SparkApplication(settings: settings, folder: scratch).run(job) {
      try check()
      try turns?.serve()
    }
    if let failing = result.failure { throw failure(failing) }
    try turns?.serve()
    let steps = try turns?.finished() ?? takeBack(result.tables)
    for step in steps { try progress(step) }
    try keepOutputs(result.outputs)
    try Files.setMode("\(scratch)/warehouse", 0o750)
    try Files.rename("\(scratch)/warehouse", to: "\(candidate)/\(Self.warehouse)")
    try Files.remove(scratch)
    return Made(
      steps: steps, answers: result.answers.map(SparkAnswer.init), version: result.spark)
  }

  /// The folder of a generation in which its tables lie as Parquet.
  package static let warehouse = warehouseFolder

  private func described(_ model: Model) -> SparkJob.Model {
    let names = Set(plan.order.map(\.name))
    return SparkJob.Model(
      name: model.name, isView: model.refresh == .view, sql: model.sql,
      columns: model.columns.map { column in
        SparkJob.Column(
          name: column.name, type: column.storage.rawValue,
          required: column.required || model.key.contains(column.name) || model.cluster.contains(column.name))
      },
      key: model.key, hashed: model.columns.map(\.name).filter { !RowHash.leftOut.contains($0) },
      after: (plan.reads[model.name] ?? []).map(\.table).filter { names.contains($0) && $0 != model.name },
      order: MartSchema.definition(of: model).rowOrder)
  }

  private func outputs() -> [SparkJob.Output] {
    let models = Set(plan.order.map(\.name))
    return pipeline.outputs.map { output in
      let reads = plan.tables(behind: plan.outputReads[output.id] ?? []).intersection(models)
      return SparkJob.Output(id: output.id, sql: output.sql, reads: reads.sorted())
    }
    .filter { !$0.reads.isEmpty }
  }

  /// Rows of outputs that read a table of the warehouse alone, for emission to write.
  private func keepOutputs(_ outputs: [SparkResult.Output]) throws {
    guard !outputs.isEmpty else { return }
    let store = try Store("\(candidate)/\(outputRows)", .scratch)
    try store.use { rows in
      for output in outputs {
        let columns = output.columns.map { column in
          TableColumn(column.name, Storage(rawValue: column.type) ?? .text, required: false)
        }
        let table = TableDefinition(output.id, columns: columns)
        try take(table, from: "output_\(output.id)", rows)
      }
    }
    try store.close()
  }

  func absent(_ model: Model) -> Failure {
    Failure(
      .refused, "the Spark application made no table '\(model.name)'", rule: "spark.table", at: model.sqlLocation,
      remedy: "nothing was published; use the runner of this version of mart, and run again")
  }

  func prove(_ model: Model, _ table: SparkResult.Table) throws {
    if let column = table.nulls.first {
      throw Failure(
        .refused, "model '\(model.name)' cannot be made: NOT NULL constraint failed: \(model.name).\(column)",
        rule: "model.contract", at: model.sqlLocation,
        remedy:
          "the night's rows break the model's contract; correct the SELECT, or the contract if it promises too much")
    }
    if table.doubleKeys > 0 {
      throw Failure(
        .refused, "model '\(model.name)' has two rows with one key (\(model.key.joined(separator: ", ")))",
        rule: "model.key", at: model.sqlLocation,
        remedy: "look for a join that multiplies rows; the key stands in the model's front matter")
    }
  }

  /// Proves all tables, creates what is to be in `main`, and fills it with the rows that came back.
  private func takeBack(_ made: [SparkResult.Table]) throws -> [ModelStep] {
    let tables = Dictionary(made.map { ($0.name, $0) }) { first, _ in first }
    for model in plan.order where model.refresh != .view {
      guard let table = tables[model.name] else { throw absent(model) }
      try prove(model, table)
    }
    var steps: [ModelStep] = []
    for (index, model) in plan.order.enumerated() {
      if tables[model.name]?.isBack ?? true { try SQLiteEngine().create(model, in: session) }
      var step = ModelStep(model: model.name, number: index + 1, count: plan.order.count, rows: 0, seconds: 0)
      if let table = tables[model.name], model.refresh != .view {
        if table.isBack { try fill(model, table) }
        step.rows = table.rows
        step.seconds = table.seconds
        step.hash = RowHash(lanes: table.lanes, rows: table.rows)
      } else {
        step.how = "view"
      }
      steps.append(step)
    }
    return steps
  }

  func fill(_ model: Model, _ table: SparkResult.Table) throws {
    let definition = MartSchema.definition(of: model)
    let rows = try insertRows(definition, from: model.name, session)
    guard rows == table.rows else { throw SparkRows.damaged(model.name) }
    for index in definition.indexStatements() { try session.execute(index) }
  }

  private func take(_ table: TableDefinition, from name: String, _ other: Session) throws {
    try other.execute(table.createStatement(in: "main", .types))
    try other.transaction { _ = try insertRows(table, from: name, other) }
  }

  private func insertRows(_ table: TableDefinition, from name: String, _ into: Session) throws -> Int64 {
    try SparkRows.insert(table, from: "\(scratch)/back/\(name)", into)
  }

  private func failure(_ failing: SparkResult.Failing) -> Failure {
    let log = FileLocation(file: "\(scratch)/spark.log")
    if let model = plan.order.first(where: { $0.name == failing.name }) {
      return Failure(
        .pipeline, "model '\(model.name)' cannot be made: \(failing.message)", rule: "spark.model",
        at: model.sqlLocation, remedy: "nothing was published; correct the SELECT; \(log.file) says more")
    }
    let what = failing.name.isEmpty ? "the Spark application failed" : "a check or path does not run on Spark"
    return Failure(
      failing.name.isEmpty ? .refused : .pipeline, "\(what): \(failing.message)", rule: "spark.failed", at: log,
      remedy: "nothing was published; look into the log, then run again")
  }
}

/// The rows of a query that Spark answered.
package struct SparkAnswer: Sendable {
  package var sql: String
  package var rows: [[SQLValue]]

  init(_ answer: SparkResult.Answer) {
    sql = answer.sql
    rows = answer.rows.map { row in
      zip(answer.types, row).map { type, text in
        guard let text else { return .null }
        switch type {
        case "integer": return Int64(text).map(SQLValue.integer) ?? .text(text)
        case "real": return Double(text).map(SQLValue.real) ?? .text(text)
        default: return .text(text)
        }
      }
    }
  }
}

extension RowHash {
  /// From the plain sums of both lanes in decimal, which may be larger than 64 bits.
  init?(lanes: [String], rows: Int64) {
    self.init()
    guard lanes.count == 2 else { return nil }
    first = Self.wrapped(lanes[0])
    second = Self.wrapped(lanes[1])
    self.rows = rows
  }

  private static func wrapped(_ decimal: String) -> UInt64 {
    decimal.utf8.reduce(0) { $0 &* 10 &+ UInt64($1 &- UInt8(ascii: "0")) }
  }
}
