import Contracts
import MartCore
import MartStore

/// Compares the columns that a query returns with those of its contract: names and order must agree.
func columnFindings(
  _ query: PipelineQuery, _ columns: [ModelColumn], _ contract: FileLocation, _ returned: [String],
  _ shape: StatementShape
) -> [Finding] {
  let declared = columns.map(\.name)
  guard declared != returned else { return [] }
  var findings: [Finding] = []
  let extra = returned.filter { !declared.contains($0) }
  for column in columns where !returned.contains(column.name) {
    findings.append(
      Finding(
        "\(query.subject) does not return its column '\(column.name)'", rule: "\(query.kind.rawValue).missing-column",
        at: column.location,
        remedy: didYouMean(column.name, in: extra, otherwise: "select it, or take it out of the contract")))
  }
  for name in extra {
    let offset = shape.tokens.last { $0.isName && $0.text == name.lowercased() }?.offset
    findings.append(
      query.finding(
        "returns '\(name)', which its contract does not have", "extra-column", at: offset,
        remedy: didYouMean(name, in: declared, otherwise: "declare it, or name it with AS")))
  }
  for name in Set(returned.filter { name in returned.filter { $0 == name }.count > 1 }).sorted() {
    findings.append(query.finding("returns '\(name)' twice", "columns", remedy: "give each its own name"))
  }
  guard findings.isEmpty, let first = zip(declared, returned).first(where: { $0 != $1 }) else { return findings }
  return [
    query.finding(
      "returns its columns in another order: '\(first.1)' where the contract has '\(first.0)'", "column-order",
      remedy: "select them in this order: \(declared.joined(separator: ", "))")
  ]
}

/// What a model's contract gets wrong by itself, so that no table could be made of it.
func contractFindings(_ pipeline: Pipeline, reserved: Set<String>) -> [Finding] {
  var findings: [Finding] = []
  var seen: Set<String> = []
  for model in pipeline.models {
    func add(_ problem: String, _ rule: String, _ remedy: String) {
      findings.append(
        Finding("model '\(model.name)' \(problem)", rule: "model.\(rule)", at: model.location, remedy: remedy))
    }
    if !seen.insert(model.name.lowercased()).inserted { add("is declared twice", "name", "give one another name") }
    if reserved.contains(model.name) { add("has the name of a table of the engine", "name", "give it another name") }
    if model.key.isEmpty { add("has no key", "key", "name the columns that identify a row") }
    let names = model.columns.map(\.name)
    let used = [("key", model.key), ("cluster", model.cluster)] + model.indexes.map { ("index", $0) }
    for (what, columns) in used {
      for column in columns where !names.contains(column) {
        add(
          "names '\(column)' in its \(what), which is none of its columns", "key",
          didYouMean(column, in: names, otherwise: "declare the column"))
      }
    }
    for name in Set(names) where names.filter({ $0 == name }).count > 1 {
      add("declares '\(name)' twice", "columns", "take one out")
    }
  }
  return findings
}
