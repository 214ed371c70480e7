import Contracts
import MartCore
import Transformation

/// What a column is made of, down to the columns of feeds.
package struct ColumnLineage: Sendable {
  /// `TABLE.COLUMN`, or `OUTPUT.COLUMN`.
  package var name: String
  /// What it comes from outside of the pipeline's models: a feed with its file, a code table, the night's dates.
  package var origin: String
  /// False where a value may come from there, and no one can say that it does.
  package var isExact: Bool
  /// Empty where its sources stand at another place of the tree already.
  package var sources: [ColumnLineage]
  package var isRepeated: Bool
}

/// Traces one column of a table or an output through the SQL of the pipeline; no mart is needed.
///
/// - column: `TABLE.COLUMN`, such as `customer_month.spend_fen` or `E01.exposure_fen`.
/// - Throws: `Failure` with `.usage` where there is no such column, naming the nearest.
package func lineage(of column: String, pipeline folder: String) throws -> ColumnLineage {
  let (pipeline, plan) = try checkedPipelineAndPlan(folder)
  var tracer = LineageTracer(pipeline, plan)
  guard tracer.knows(column) else {
    throw Failure(
      .usage, "there is no column '\(column)'",
      remedy: didYouMean(column, in: tracer.names, otherwise: "write TABLE.COLUMN; mart dictionary lists them"))
  }
  return tracer.trace(column, isExact: true)
}

private struct LineageTracer {
  private let pipeline: Pipeline
  private let sources: [String: [LineageRow]]
  private var seen: Set<String> = []
  /// Every column of every table and output.
  let names: [String]

  init(_ pipeline: Pipeline, _ plan: ModelPlan) {
    self.pipeline = pipeline
    sources = Dictionary(grouping: plan.lineage + plan.outputLineage) { "\($0.table).\($0.column)" }
    names =
      pipeline.models.flatMap { model in model.columns.map { "\(model.name).\($0.name)" } }
      + pipeline.outputs.flatMap { output in output.columns.map { "\(output.id).\($0.name)" } }
  }

  func knows(_ column: String) -> Bool { names.contains(column) }

  mutating func trace(_ name: String, isExact: Bool) -> ColumnLineage {
    let isNew = seen.insert(name).inserted
    let rows = sources[name] ?? []
    var found = ColumnLineage(
      name: name, origin: origin(name), isExact: isExact, sources: [], isRepeated: !isNew && !rows.isEmpty)
    guard isNew else { return found }
    for row in rows {
      found.sources.append(trace("\(row.fromTable).\(row.fromColumn)", isExact: row.certainty == .exact))
    }
    return found
  }

  /// Where a column comes from that no model makes.
  private func origin(_ name: String) -> String {
    let table = String(name.prefix { $0 != "." })
    if table.hasPrefix("stg_"), let feed = pipeline.feed(String(table.dropFirst(4))) {
      return "feed \(feed.name), \(feed.file.text)"
    }
    if table.hasPrefix("ref_") { return "reference/\(table.dropFirst(4)).csv" }
    if table == "run_context" { return "the night's dates" }
    return pipeline.model(table) == nil && !pipeline.outputs.contains { $0.id == table } ? "the engine" : ""
  }
}
