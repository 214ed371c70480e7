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
  typealias Object = [String: Any]
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
    return try both(event("night", run: night, inputs: feeds(), outputs: []))
      + pipeline.models.sorted { $0.name < $1.name }.filter { $0.refresh != .view }.flatMap { model in
        let lineage = sources[model.name] ?? []
        let inputs = Set(lineage.map { $0[2].display }).subtracting([""]).sorted().map(dataset)
        return try both(
          event(
            model.name, run: "\(night) \(model.name)", parent: night, inputs: inputs,
            outputs: [output(model, lineage, rows[model.name] ?? 0)]))
      }
  }

  /// The beginning of a run, which says no more than that, and its end.
  private func both(_ end: Object) throws -> [String] {
    let nothing: [Object] = []
    let start = end.merging(["eventTime": began, "eventType": "START", "inputs": nothing, "outputs": nothing]) { $1 }
    return [try text(start), try text(end)]
  }

  private func event(
    _ job: String, run: String, parent: String? = nil, inputs: [Object], outputs: [Object]
  ) -> Object {
    var facets: Object = [:]
    if let parent {
      facets["parent"] = facet(
        "1-1-0/ParentRunFacet.json#/$defs/ParentRunFacet",
        ["run": ["runId": identifier(parent)], "job": ["namespace": pipeline.name, "name": "night"]])
    }
    return [
      "eventTime": instant, "eventType": "COMPLETE", "producer": Self.producer, "schemaURL": Self.schema,
      "run": ["runId": identifier(run), "facets": facets], "job": ["namespace": pipeline.name, "name": job],
      "inputs": inputs, "outputs": outputs,
    ]
  }

  private func feeds() -> [Object] { pipeline.feeds.map(\.name).sorted().map { dataset("stg_\($0)") } }

  private func dataset(_ name: String) -> Object { ["namespace": pipeline.name, "name": name] }

  private func output(_ model: Model, _ lineage: [[SQLValue]], _ rows: Int64) -> Object {
    let fields = model.columns.map { column -> Object in
      ["name": column.name, "type": column.storage.sqlType, "description": column.doc.isEmpty ? column.zh : column.doc]
    }
    let origins = Dictionary(grouping: lineage.filter { !$0[3].display.isEmpty }, by: { $0[1].display }).mapValues {
      rows in
      [
        "inputFields": rows.map { row -> Object in
          let kind = row[4].display == "exact" ? "DIRECT" : "INDIRECT"
          return [
            "namespace": pipeline.name, "name": row[2].display, "field": row[3].display,
            "transformations": [["type": kind]],
          ]
        }
      ]
    }
    var dataset = dataset(model.name)
    dataset["facets"] = [
      "schema": facet("1-1-1/SchemaDatasetFacet.json#/$defs/SchemaDatasetFacet", ["fields": fields]),
      "columnLineage": facet(
        "1-2-0/ColumnLineageDatasetFacet.json#/$defs/ColumnLineageDatasetFacet", ["fields": origins]),
    ]
    dataset["outputFacets"] = [
      "outputStatistics": facet(
        "1-0-2/OutputStatisticsOutputDatasetFacet.json#/$defs/OutputStatisticsOutputDatasetFacet", ["rowCount": rows])
    ]
    return dataset
  }

  private func facet(_ schema: String, _ content: Object) -> Object {
    content.merging(["_producer": Self.producer, "_schemaURL": "https://openlineage.io/spec/facets/\(schema)"]) { $1 }
  }

  /// A UUID of version 8 made of the name, so that no clock and no chance creeps in.
  private func identifier(_ name: String) -> String {
    var digits = Array(sha256(of: name).prefix(32))
    digits[12] = "8"
    digits[16] = "8"
    let ends = [8, 12, 16, 20, 32]
    return zip([0] + ends, ends).map { String(digits[$0..<$1]) }.joined(separator: "-")
  }

  private func text(_ object: Object) throws -> String {
    String(
      decoding: try JSONSerialization.data(withJSONObject: object, options: [.sortedKeys, .withoutEscapingSlashes]),
      as: UTF8.self)
  }
}
