import Contracts
import MartCore
import MartStore

/// Prepares the queries of `retention.yaml` against the pipeline's empty schema, as `analyse` does with all others: they
/// only read, they read models and run_context, and their first column is a key of persons.
///
/// - Returns: what is wrong, all at once.
package func groundFindings(_ retention: Retention, _ pipeline: Pipeline) throws -> [Finding] {
  let analysis = try Analysis(pipeline)
  analysis.createSchema()
  let grounds = retention.holds.map {
    PipelineQuery(kind: .ground, name: $0.id, sql: $0.sql, location: $0.location, isPlaced: false)
  }
  let requested = retention.requested.map {
    PipelineQuery(kind: .ground, name: "requested", sql: $0, location: retention.location, isPlaced: false)
  }
  return (grounds + [requested].compactMap(\.self)).flatMap { analysis.groundFindings($0) }
}

extension Analysis {
  fileprivate func groundFindings(_ query: PipelineQuery) -> [Finding] {
    let shape = StatementShape(query.sql)
    let readable = schema.readable(by: query)
    do {
      let inspection = try database.inspect(query.sql, readable: readable, steps: Set(shape.steps.keys))
      return functionFindings(query, inspection, shape) + personFindings(query, inspection)
    } catch {
      return [explain(error, query, shape, readable)]
    }
  }

  /// A copied column is a key of `reach:`; what an expression gives cannot be told.
  private func personFindings(_ query: PipelineQuery, _ inspection: Inspection) -> [Finding] {
    let keys = Set(pipeline.reach.flatMap { [$0.name] + $0.also })
    guard let origin = inspection.columns.first?.origin, !keys.contains(origin) else { return [] }
    return [
      query.finding(
        "returns '\(origin)' first, which is no key of persons", "person",
        remedy: "its first column is the person, such as \(pipeline.reach.first?.name ?? "a key of reach:")")
    ]
  }
}
