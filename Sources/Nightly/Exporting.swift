import Contracts
import Foundation
import MartCore
import MartStore
import Transformation

/// Writes tables of the current generation, or those of their rows that a condition chooses, into a new SQLite file.
///
/// What `mart.sqlite` has is copied; what lies in the warehouse alone is read by Spark.
/// - condition: SQL over the columns of every one of the tables; nil: all rows.
/// - Returns: rows by table, in the order of `tables`.
/// - Throws: `Failure(.usage)` for a table that is none or has no rows of its own, and for a file that is there already.
package func exportTables(
  _ pipelineFolder: String, _ layout: HomeLayout, tables names: [String], where condition: String?, to file: String
) throws -> [(table: String, rows: Int64)] {
  let pipeline = try Pipeline.load(folder: pipelineFolder)
  let models = try names.map { try table($0, pipeline) }
  guard !Files.exists(file) else {
    throw Failure(.usage, "'\(file)' is there already", remedy: "name another file with --out, or remove it")
  }
  let mart = try layout.openCurrentMart()
  defer { try? mart.close() }
  let here = Set(
    try mart.use { try $0.rows("SELECT name FROM main.sqlite_schema") }.compactMap { $0.first?.string })
  let words = Set(sqlTokens(condition ?? "").map(\.text))
  let left = pipeline.models.filter { $0.refresh != .view && !here.contains($0.name) }.map(\.name)
  let needsSpark = left.contains { names.contains($0) || words.contains($0) }
  do {
    try write(models, condition, to: file, mart.path, needsSpark: needsSpark, pipeline, layout)
  } catch {
    try? Files.remove(file)
    throw error
  }
  let out = try Store(file, .readOnly)
  defer { try? out.close() }
  return try out.use { session in
    try names.map { ($0, try session.int("SELECT COUNT(*) FROM \(sqlName($0))") ?? 0) }
  }
}

private func table(_ name: String, _ pipeline: Pipeline) throws -> Model {
  guard let model = pipeline.model(name) else {
    throw Failure(
      .usage, "there is no table '\(name)'",
      remedy: didYouMean(name, in: pipeline.models.map(\.name), otherwise: "`mart dictionary` lists them"))
  }
  guard model.refresh != .view else {
    throw Failure(
      .usage, "'\(name)' is a view and keeps no rows",
      remedy: "export the tables that it reads: `mart lineage \(name)` names them")
  }
  return model
}

private func write(
  _ models: [Model], _ condition: String?, to file: String, _ mart: String, needsSpark: Bool, _ pipeline: Pipeline,
  _ layout: HomeLayout
) throws {
  let store = try Store(file, .scratch)
  defer { try? store.close() }
  try Files.setMode(file, 0o600)
  try store.use { session in
    if needsSpark {
      for model in models { try session.execute(MartSchema.definition(of: model).createStatement()) }
      let current = URL(fileURLWithPath: layout.current).resolvingSymlinksInPath()
      let date = BusinessDate(iso: String(current.lastPathComponent.prefix(10))) ?? BusinessDate(dayNumber: 0)
      let export = SparkExport(
        pipeline, try SparkSettings.read(home: layout.home), warehouse: "\(current.path)/\(SparkBuild.warehouse)",
        scratch: "\(NSTemporaryDirectory())/mart-export-\(getpid())")
      try session.transaction {
        try export.fill(models, where: condition, date, session, check: { try Stopping.check() })
      }
    } else {
      try copy(models, condition, mart, session)
    }
    for model in models {
      for index in MartSchema.definition(of: model).indexStatements() { try session.execute(index) }
    }
  }
}

private func copy(_ models: [Model], _ condition: String?, _ mart: String, _ session: Session) throws {
  try session.attach(mart, as: "mart")
  // Under other names until all are filled, so that the condition finds the mart's tables.
  for model in models {
    var made = MartSchema.definition(of: model)
    made.name = "_new_\(model.name)"
    try session.execute(made.createStatement())
    let columns = sqlNames(model.columns.map(\.name))
    let rows = "SELECT \(columns) FROM mart.\(sqlName(model.name))" + (condition.map { " WHERE \($0)" } ?? "")
    do { try session.execute("INSERT INTO main.\(sqlName(made.name)) (\(columns)) \(rows)") } catch {
      guard let message = sqlMessage(error) else { throw error }
      throw Failure(
        .usage, "the rows of '\(model.name)' cannot be read: \(message)",
        remedy: "correct the condition of --where, which each of the tables must understand")
    }
  }
  for model in models {
    try session.execute("ALTER TABLE main.\(sqlName("_new_\(model.name)")) RENAME TO \(sqlName(model.name))")
  }
  try session.execute("DETACH DATABASE mart")
}
