import Contracts
import MartCore
import MartStore

/// Rows of published tables out of a warehouse, into a SQLite file: for ad-hoc SQL on a slice of what no one machine holds.
package struct SparkExport {
  let pipeline: Pipeline
  let settings: SparkSettings
  /// The folder of the generation's tables.
  let warehouse: String
  /// A folder of its own, removed afterwards.
  let scratch: String

  package init(_ pipeline: Pipeline, _ settings: SparkSettings, warehouse: String, scratch: String) {
    self.pipeline = pipeline
    self.settings = settings
    self.warehouse = warehouse
    self.scratch = scratch
  }

  /// Fills `tables`, which stand empty in the session's main, with the rows of which `condition` is true.
  /// - Throws: `Failure` where Spark cannot be started or does not take the condition.
  package func fill(
    _ tables: [Model], where condition: String?, _ businessDate: BusinessDate,
    _ session: Session, check: () throws -> Void
  ) throws {
    try Files.makeFolder(scratch, mode: 0o700)
    defer { try? Files.remove(scratch) }
    let stored = pipeline.models.filter { $0.refresh != .view && Files.exists("\(warehouse)/\($0.name)") }
    let job = SparkJob(
      businessDate: businessDate.description, folder: scratch, warehouse: "\(scratch)/warehouse",
      master: settings.master, memory: settings.memory, settings: settings.settings, parallel: settings.parallel,
      rowsInSQLite: 0, relations: [], stored: stored.map(relation), models: [], queries: [],
      outputs: tables.map { model in
        let rows = "SELECT \(sqlNames(model.columns.map(\.name))) FROM \(model.name)"
        return SparkJob.Output(id: model.name, sql: rows + (condition.map { " WHERE \($0)" } ?? ""), reads: [])
      })
    let result = try SparkApplication(settings: settings, folder: scratch).run(job, check: check)
    if let failing = result.failure {
      throw Failure(
        .usage, "the rows of '\(failing.name)' cannot be read: \(failing.message)", rule: "spark.export",
        remedy: "correct the condition of --where, which each of the tables must understand")
    }
    for model in tables {
      let table = MartSchema.definition(of: model)
      _ = try SparkRows.insert(table, from: "\(scratch)/back/output_\(model.name)", session)
    }
  }

  private func relation(_ model: Model) -> SparkJob.Relation {
    SparkJob.Relation(
      name: model.name,
      columns: model.columns.map {
        SparkJob.Column(name: $0.name, type: $0.storage.rawValue, required: $0.required)
      }, folder: "\(warehouse)/\(model.name)", rows: 0)
  }
}
