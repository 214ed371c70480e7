import Contracts
import MartStore

/// The data dictionary of a pipeline as Markdown: every table with its grain, key and columns, then the figures.
///
/// It says what the mart's own `meta_column` and `meta_metric` say, for people who have no mart before them.
package func dictionaryPage(_ pipeline: Pipeline) -> String {
  var lines = [
    "# Data dictionary", "",
    "Every table, column and figure of the mart, as `mart dictionary` prints it from the contracts; the mart itself holds the same",
    "in `meta_column`, `meta_metric` and `meta_lineage`. Units: fen = 1/100 yuan, bp = 1/10,000. Additive: yes = over everything,",
    "semi = not over days, no = recompute from parts. Classes: C1 internal, C2 personal beside a token.", "",
  ]
  let models = Dictionary(pipeline.models.map { ($0.name, $0) }) { first, _ in first }
  let tables = MartSchema.definitions(pipeline).sorted { $0.name < $1.name }
  lines += ["| table | what | 中文 | grain | owner |", "|---|---|---|---|---|"]
  for table in tables {
    lines.append(
      row(["[\(table.name)](#\(table.name))", table.title, table.zh, models[table.name]?.grain ?? "", table.owner]))
  }
  for table in tables { lines += section(table, models[table.name]) }
  lines += [
    "", "## Figures", "", "| id | figure | 中文 | definition | unit | basis | owner |", "|---|---|---|---|---|---|---|",
  ]
  for metric in pipeline.metrics.sorted(by: { $0.id < $1.id }) {
    lines.append(
      row([metric.id, metric.title, metric.zh, metric.definition, metric.unit, metric.basis, metric.owner]))
  }
  return lines.joined(separator: "\n") + "\n"
}

private func section(_ table: TableDefinition, _ model: Model?) -> [String] {
  var lines = ["", "## \(table.name)", "\(table.title) \(table.zh). Key: \(table.key.joined(separator: ", "))."]
  if let model { lines[2] += " Refresh: \(words(model.refresh)). Source: `\(table.source)`." }
  lines += ["", "| column | what | 中文 | type | unit | class | additive |", "|---|---|---|---|---|---|---|"]
  lines += table.columns.map { column in
    row([
      column.name, column.title, column.zh, column.storage.rawValue + (column.required ? " !" : ""), column.unit,
      column.dataClass.rawValue, column.additive?.rawValue ?? "",
    ])
  }
  return lines
}

private func words(_ refresh: Model.Refresh) -> String {
  switch refresh {
  case .full: "full"
  case .view: "view"
  case .by(let key): "by \(key)"
  }
}

private func row(_ cells: [String]) -> String {
  "| " + cells.map { $0.replacing("|", with: "\\|") }.joined(separator: " | ") + " |"
}
