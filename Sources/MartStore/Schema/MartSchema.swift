import Contracts

/// The tables of a mart file.
package enum MartSchema {
  /// The definition that a model's front matter gives.
  /// - folder: the pipeline's, taken off the front of file names, so that a mart names no path of its machine.
  package static func definition(of model: Model, folder: String = "") -> TableDefinition {
    TableDefinition(
      model.name, title: model.title, zh: model.zh, owner: model.owner,
      columns: model.columns.map { column in
        TableColumn(
          column.name, column.storage, required: column.required, dataClass: column.dataClass, unit: column.unit,
          additive: column.additive, title: column.doc, zh: column.zh)
      },
      key: model.key, cluster: model.cluster, indexes: model.indexes,
      source: relativePath(model.location.file, to: folder))
  }

  /// The view of a `refresh: view` model, with its columns named by the contract.
  package static func createView(_ model: Model, in schema: String = "main") -> String {
    let columns = sqlNames(model.columns.map(\.name))
    return "CREATE VIEW \(sqlName(schema)).\(sqlName(model.name)) (\(columns)) AS\n\(model.sql)"
  }

  /// Everything that stands in a mart, for its own dictionary: the models, run_context, the `meta_*` tables.
  package static func definitions(_ pipeline: Pipeline) -> [TableDefinition] {
    pipeline.models.map { definition(of: $0, folder: pipeline.folder) }
      + [RunContext.table(pipeline.parameters)] + MetaTables.all
  }
}

/// What is left of `path` under `folder`; its last part where it lies elsewhere.
func relativePath(_ path: String, to folder: String) -> String {
  let base = folder.hasSuffix("/") ? folder : folder + "/"
  if !folder.isEmpty, path.hasPrefix(base) { return String(path.dropFirst(base.count)) }
  return path.hasPrefix("/") ? String(path.split(separator: "/").last ?? "") : path
}
