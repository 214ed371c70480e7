import Contracts
import MartCore
import MartStore

/// What models read, written for Spark from the session in which it stands.
struct SparkHandover {
  let pipeline: Pipeline
  let session: Session
  let settings: SparkSettings
  /// Where each relation gets a folder of its own.
  let folder: String

  /// Writes every relation whose name stands in `words`.
  func write(named words: Set<String>) throws -> [SparkJob.Relation] {
    let tables =
      SourceSchema.forModels(pipeline).map { ($0, "temp") } + [(RunContext.table(pipeline.parameters), "main")]
    return try tables.filter { words.contains($0.0.name.uppercased()) }.map { try write($0.0, schema: $0.1) }
  }

  private func write(_ table: TableDefinition, schema: String) throws -> SparkJob.Relation {
    let place = "\(folder)/\(table.name)"
    let writer = try CopyWriter(place, rowsPerPart: settings.partRows)
    let columns = table.columns.map(\.name)
    try session.scan("SELECT \(sqlNames(columns)) FROM \(schema).\(sqlName(table.name))") { row in
      try writer.append(row, columns: columns.count)
    }
    try writer.finish()
    return SparkJob.Relation(
      name: table.name,
      columns: table.columns.map { SparkJob.Column(name: $0.name, type: $0.storage.rawValue, required: $0.required) },
      folder: place, rows: writer.rows)
  }

  /// Every word of the texts, in capitals.
  static func words(of texts: [String]) -> Set<String> {
    Set(texts.flatMap { sqlTokens($0).filter { $0.kind == .word }.map(\.upper) })
  }
}
