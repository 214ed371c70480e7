import Contracts
import Foundation
import MartCore
import MartStore

/// Writes `lineage.ndjson` into the candidate: one OpenLineage event a line, START and COMPLETE of the night
/// and of every table that it keeps. A run of a table names the night's run as its parent, its inputs, and where each column comes from.
///
/// - Source: OpenLineage 2-0-2, RunEvent; facets parent 1-1-0, schema 1-1-1, columnLineage 1-2-0,
///   outputStatistics 1-0-2. Columns whose origin is not exact are given as indirect.
/// - began, instant: when the night began and ended, RFC 3339. Tables are made side by side and have its times.
package func writeLineageEvents(
  _ pipeline: Pipeline, candidate: String, businessDate: BusinessDate, generation: String,
  began: String, instant: String
) throws {
  let mart = try Store("\(candidate)/mart.sqlite", .readOnly)
  defer { try? mart.close() }
  let lines = try mart.use { session in
    try LineageEvents(
      pipeline: pipeline, session: session, night: "\(pipeline.name) \(generation)", began: began, instant: instant
    ).lines()
  }
  try Files.write(lines.map { $0 + "\n" }.joined(), to: "\(candidate)/lineage.ndjson", mode: 0o640)
}

private struct LineageEvents {
  typealias Object = [String: JSONLine]
  static let producer = "urn:customermart"
  static let schema = "https://openlineage.io/spec/2-0-2/OpenLineage.json#/$defs/RunEvent"

  let pipeline: Pipeline
  let session: Session
  /// What run ids are made of: the same night made again has the same.
  let night: String
  let began: String
  let instant: String

  func lines() throws -> [String] {
    let sources = Dictionary(
      grouping: try session.rows(
        """
        SELECT table_name, column_name, from_table, from_column, certainty FROM meta_lineage
         ORDER BY table_name, column_name, from_table, from_column
        """), by: { $0[0].display })
    let rows = Dictionary(
      uniqueKeysWithValues: try session.rows("SELECT table_name, rows FROM meta_table").map {
        ($0[0].display, $0[1].int ?? 0)
      })
    return both(event("night", run: night, inputs: feeds(), outputs: []))
      + pipeline.models.sorted { $0.name < $1.name }.filter { $0.refresh != .view }.flatMap { model in
        let lineage = sources[model.name] ?? []
        let inputs = Set(lineage.map { $0[2].display }).subtracting([""]).sorted().map(dataset)
        return both(
          event(
            model.name, run: "\(night) \(model.name)", parent: night, inputs: inputs,
            outputs: [output(model, lineage, rows[model.name] ?? 0)]))
      }
  }

  /// The beginning of a run, which says no more than that, and its end.
  private func both(_ end: Object) -> [String] {
    let beginning: Object = ["eventTime": .text(began), "eventType": "START", "inputs": [], "outputs": []]
    return [JSONLine.object(end.merging(beginning) { $1 }).line, JSONLine.object(end).line]
  }

  private func event(
    _ job: String, run: String, parent: String? = nil, inputs: [JSONLine], outputs: [JSONLine]
  ) -> Object {
    var facets: Object = [:]
    if let parent {
      facets["parent"] = facet(
        "1-1-0/ParentRunFacet.json#/$defs/ParentRunFacet",
        ["run": ["runId": .text(identifier(parent))], "job": dataset("night")])
    }
    return [
      "eventTime": .text(instant), "eventType": "COMPLETE", "producer": .text(Self.producer),
      "schemaURL": .text(Self.schema), "run": ["runId": .text(identifier(run)), "facets": .object(facets)],
      "job": dataset(job), "inputs": .list(inputs), "outputs": .list(outputs),
    ]
  }

  private func feeds() -> [JSONLine] { pipeline.feeds.map(\.name).sorted().map { dataset("stg_\($0)") } }

  private func dataset(_ name: String) -> JSONLine { ["namespace": .text(pipeline.name), "name": .text(name)] }

  private func output(_ model: Model, _ lineage: [[SQLValue]], _ rows: Int64) -> JSONLine {
    let fields = model.columns.map { column -> JSONLine in
      [
        "name": .text(column.name), "type": .text(column.storage.sqlType),
        "description": .text(column.doc.isEmpty ? column.zh : column.doc),
      ]
    }
    let origins = Dictionary(grouping: lineage.filter { !$0[3].display.isEmpty }, by: { $0[1].display }).mapValues {
      rows -> JSONLine in
      [
        "inputFields": .list(
          rows.map { row in
            [
              "namespace": .text(pipeline.name), "name": .text(row[2].display), "field": .text(row[3].display),
              "transformations": [["type": row[4].display == "exact" ? "DIRECT" : "INDIRECT"]],
            ]
          })
      ]
    }
    return [
      "namespace": .text(pipeline.name), "name": .text(model.name),
      "facets": [
        "schema": facet("1-1-1/SchemaDatasetFacet.json#/$defs/SchemaDatasetFacet", ["fields": .list(fields)]),
        "columnLineage": facet(
          "1-2-0/ColumnLineageDatasetFacet.json#/$defs/ColumnLineageDatasetFacet", ["fields": .object(origins)]),
      ],
      "outputFacets": [
        "outputStatistics": facet(
          "1-0-2/OutputStatisticsOutputDatasetFacet.json#/$defs/OutputStatisticsOutputDatasetFacet",
          ["rowCount": .number(rows)])
      ],
    ]
  }

  private func facet(_ schema: String, _ content: Object) -> JSONLine {
    let origin: Object = [
      "_producer": .text(Self.producer), "_schemaURL": .text("https://openlineage.io/spec/facets/\(schema)"),
    ]
    return .object(content.merging(origin) { $1 })
  }

  /// A UUID of version 8 made of the name, so that no clock and no chance creeps in.
  private func identifier(_ name: String) -> String {
    var digits = Array(sha256(of: name).prefix(32))
    digits[12] = "8"
    digits[16] = "8"
    let ends = [8, 12, 16, 20, 32]
    return zip([0] + ends, ends).map { String(digits[$0..<$1]) }.joined(separator: "-")
  }
}
