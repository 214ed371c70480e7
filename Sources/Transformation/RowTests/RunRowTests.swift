import Contracts
import MartCore
import MartStore

/// Runs row tests in databases in memory, by the same statements as a night.
///
/// - findings: what is already known to be wrong with the tests; more of it is added.
/// - Returns: one result a case, in order.
/// - Throws: `Findings`, all at once, where a test names what the pipeline does not have; nothing has run then.
package func runRowTests(
  _ tests: [RowTestFile], _ pipeline: Pipeline, _ plan: ModelPlan, findings: [Finding] = []
) throws -> [RowTestResult] {
  var judge = RowTestJudge(pipeline, plan)
  let prepared = tests.flatMap { judge.prepare($0) }
  let all = findings + judge.findings
  guard all.isEmpty else { throw Findings(all) }
  let stock = try RowTestStore()
  return try prepared.map { try RowTestWorld(pipeline, $0, stock).result() }
}

/// A case whose names are known and whose cells are values.
struct PreparedRowTest {
  /// A table that stands there before the query runs.
  enum Table {
    /// Made empty, then filled with rows; each with its place.
    case given(TableDefinition, isSource: Bool, rows: [(place: FileLocation, values: [SQLValue])])
    /// Made by its own SQL.
    case made(Model)
  }
  var test: RowTest
  var query: PipelineQuery
  /// The model, where the query is one.
  var model: Model?
  var context: [(column: String, value: SQLValue)]
  /// In the order in which they can be made.
  var tables: [Table]
  /// Made models that are the same in all worlds.
  var standing: Set<String>
  /// Tables that are loaded from the pipeline's own references.
  var references: Set<String>
  var columns: [String]
  var expected: [[SQLValue]]
}
