import Contracts
import MartCore
import MartStore

/// What runs models. SQLite is embedded; another engine keeps the same contracts and the same SQL.
package protocol Engine: Sendable {
  /// Creates an empty table for a model, or its view.
  func create(_ model: Model, in session: Session) throws
  /// Fills the model's empty table in full and proves its key; a view has nothing to fill.
  /// - Returns: rows.
  func fill(_ model: Model, in session: Session) throws -> Int64
}

/// One model of a build, for progress and timing; none of it reaches the mart.
package struct ModelStep: Sendable {
  package var model: String
  /// Place in the order, from 1, and how many there are.
  package var number: Int
  package var count: Int
  /// Rows written; of a model made only where something changed, rows that came or went.
  package var rows: Int64
  package var seconds: Double
  /// The table's hash, where making the model told it.
  package var hash: RowHash?
  /// `in full`, `by key` or `kept`; `view` for what holds no rows.
  package var how = "in full"
  /// Keys whose rows were made anew, with all that belongs to them; nil where not by key.
  package var keys: Int64?
}

/// Makes every model of the pipeline in the mart of `session` (its `main`).
///
/// Creates the `meta_*` tables, run_context, and in TEMP the references, where they are not there yet. The `stg_` and
/// `id_` tables stand in TEMP already.
/// - changes: what the night changed, where the mart is a copy of last night's: models are then made only where
///   something changed. Nil: the mart is empty, and everything is made in full.
/// - readers: where given, the session's transaction is committed and begun again while the tail is made side by side.
/// - progress: called after each model; what it throws ends the build.
/// - Throws: `Failure` naming the model's file and SQLite's message, never a value.
@discardableResult
package func buildModels(
  _ pipeline: Pipeline, _ plan: ModelPlan, _ session: Session, _ context: RunContext,
  changes: NightChanges? = nil, readers: SideReaders? = nil, progress: (ModelStep) throws -> Void = { _ in }
) throws -> [ModelStep] {
  try createFixedTables(context, session)
  try loadReferences(pipeline, session)
  let refresh = try changes.map { try Refresh(pipeline, plan, session, $0) }
  let build = Build(plan: plan, session: session, refresh: refresh, engine: SQLiteEngine())
  let tail = try readers.map {
    Tail(
      pipeline, plan, journal: try session.journalFile(), readsRows: try session.journalBytes() >= $0.largeJournal)
  }
  var steps: [ModelStep] = []
  func note(_ model: Model, _ made: Build.Made, _ seconds: Double) throws {
    var step = ModelStep(
      model: model.name, number: steps.count + 1, count: plan.order.count, rows: made.rows, seconds: seconds,
      hash: made.hash)
    if model.refresh == .view { step.how = "view" } else { step.how = refresh?.hows[model.name] ?? "in full" }
    step.keys = refresh?.touchedKeys[model.name]
    steps.append(step)
    try progress(step)
  }
  for model in plan.order where tail?.earliest[model.name] == nil {
    var made: Build.Made = (0, nil)
    let time = try ContinuousClock().measure { made = try build.make(model) }
    try note(model, made, time / .seconds(1))
  }
  guard let tail, let readers else { return steps }
  try build.make(tail, readers, note)
  return steps
}

/// Creates the `meta_*` tables and run_context with its row, where they are not there yet.
package func createFixedTables(_ context: RunContext, _ session: Session) throws {
  for table in MetaTables.all where try !exists(table.name, "main", session) {
    try session.execute(table.createStatement())
  }
  if try !exists("run_context", "main", session) { try context.write(to: session) }
}

/// Empties the fixed tables of a copy of last night's mart and writes tonight's dates; the tables of models stay.
package func renewFixedTables(_ context: RunContext, _ session: Session) throws {
  for table in MetaTables.all { try session.execute("DELETE FROM main.\(sqlName(table.name))") }
  let table = RunContext.table(context.parameters)
  try session.execute("DELETE FROM main.run_context")
  try session.execute(table.insertStatement(), context.row)
}

func exists(_ name: String, _ schema: String, _ session: Session) throws -> Bool {
  try session.int("SELECT COUNT(*) FROM \(sqlName(schema)).sqlite_schema WHERE name = ?", [.text(name)]) ?? 0 > 0
}
