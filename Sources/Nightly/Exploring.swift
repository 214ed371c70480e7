import Contracts
import Foundation
import MartCore
import MartStore

/// What Datasette is told of the mart: titles, tables and columns from its dictionary, and questions to begin with.
///
/// - Shape: the JSON of Datasette's `metadata.json`; only `mart.sqlite` is served, which holds no personal data.
/// - Source: docs.datasette.io, "Metadata" and "Running SQL queries".
package func exploringMetadata(_ pipeline: Pipeline, _ mart: Store) throws -> Data {
  let columns = try mart.use { session in
    try session.rows("SELECT table_name, column_name, title, title_zh, unit FROM meta_column").map { row in
      row.map(\.display)
    }
  }
  var tables: [String: Any] = [:]
  for (name, rows) in Dictionary(grouping: columns, by: { $0[0] }) {
    let model = pipeline.model(name)
    let words = rows.map { row in
      (row[1], [row[2], row[3], row[4].isEmpty ? "" : "[\(row[4])]"].filter { !$0.isEmpty }.joined(separator: " "))
    }
    var table: [String: Any] = ["columns": Dictionary(words) { first, _ in first }, "hidden": name.hasPrefix("meta_")]
    if let model {
      table["title"] = name
      table["description"] = "\(model.title) \(model.zh): \(model.grain)"
    }
    tables[name] = table
  }
  let questions = try FileManager.default.contentsOfDirectory(atPath: pipeline.folder + "/queries")
    .filter { $0.hasSuffix(".sql") }.sorted()
  let queries = try questions.map { file -> (String, [String: String]) in
    let sql = try Files.read("\(pipeline.folder)/queries/\(file)")
    let title = sql.split(separator: "\n").first.map { $0.drop { "- ".contains($0) } } ?? ""
    return (String(file.dropLast(4)), ["sql": sql, "title": String(title)])
  }
  let top: [String: Any] = [
    "title": "\(pipeline.title) \(pipeline.zh)",
    "databases": ["mart": ["tables": tables, "queries": Dictionary(queries) { first, _ in first }]],
  ]
  return try JSONSerialization.data(withJSONObject: top, options: [.sortedKeys, .withoutEscapingSlashes])
}
