import MartCore

/// Judges one model by itself.
func modelFindings(_ contract: Contract<Model>) -> [Finding] {
  let (model, document) = (contract.value, contract.document)
  var reading = Reading("model")
  if !model.name.isEmpty, model.name != baseName(contract.file) {
    reading.note(
      "model '\(model.name)' stands in a file of another name", "file-name", at: document.place("model"),
      remedy: "name the file \(model.name).sql")
  }
  let columns = model.columns.map(\.name)
  needColumns(model.key, columns, "key", document, &reading)
  needColumns(model.cluster, columns, "cluster", document, &reading)
  for (index, names) in model.indexes.enumerated() {
    for (position, name) in names.enumerated() where !columns.contains(name) {
      noteNoColumn(name, columns, at: document.place("indexes", String(index), String(position)), &reading)
    }
  }
  if case .by(let name) = model.refresh, !columns.contains(name) {
    noteNoColumn(name, columns, at: document.place("refresh"), &reading)
  }
  noteVaulted(model.columns, document, &reading)
  for column in model.columns where column.token != nil {
    reading.note(
      "'token' belongs to the columns of outputs", "token",
      at: document.root.entry("columns")?.value.entry(column.name)?.value.entry("token")?.value.place
        ?? column.location,
      remedy: "a model's column holds the mart's key as it is")
  }
  for column in model.columns where !column.isWritten {
    reading.note(
      "'written' belongs to the columns of outputs", "written", at: column.location,
      remedy: "a model has all its columns")
  }
  reading.addConsequences(
    PortableSubset.findings(model.sql, from: TextOrigin(model.sqlLocation), use: .model, kind: "model"))
  return reading.findings
}

/// Judges one output by itself.
func outputFindings(_ contract: Contract<Output>) -> [Finding] {
  let (output, document) = (contract.value, contract.document)
  var reading = Reading("output")
  let columns = output.columns.map(\.name)
  needColumns(output.key, columns, "key", document, &reading)
  needColumns(output.totals, columns, "totals", document, &reading)
  for (index, name) in output.totals.enumerated()
  where output.columns.contains(where: { $0.name == name && $0.storage != .integer }) {
    reading.note(
      "total '\(name)' is no whole number", "totals", at: document.place("totals", String(index)),
      remedy: "sum columns of type integer")
  }
  if output.ceiling.isVaulted {
    reading.note(
      "\(output.ceiling.rawValue) never leaves the house", "ceiling", at: document.place("ceiling"),
      remedy: "write C1 or C2")
  }
  for column in output.columns
  where !column.isWritten && (output.key.contains(column.name) || !output.totals.contains(column.name)) {
    reading.note(
      "column '\(column.name)' is not written, and is \(output.key.contains(column.name) ? "in the key" : "no total")",
      "written", at: column.location, remedy: "write it, or name it among the totals")
  }
  noteVaulted(output.columns, document, &reading)
  for column in output.columns where column.dataClass > output.ceiling && !column.dataClass.isVaulted {
    reading.note(
      "column '\(column.name)' is \(column.dataClass.rawValue), above the ceiling \(output.ceiling.rawValue)",
      "ceiling",
      at: classPlace(column, document), remedy: "take the column away, or raise the ceiling")
  }
  reading.addConsequences(
    PortableSubset.findings(output.sql, from: contract.origin(document.root.entry("sql")), use: .model, kind: "output"))
  return reading.findings
}

private func needColumns(
  _ names: [String], _ columns: [String], _ key: String, _ document: YAMLDocument, _ reading: inout Reading
) {
  for (index, name) in names.enumerated() {
    let place = document.place(key, String(index))
    if !columns.contains(name) { noteNoColumn(name, columns, at: place, &reading) }
    if names[..<index].contains(name) {
      reading.note("'\(name)' stands in '\(key)' twice", key, at: place, remedy: "keep one")
    }
  }
}

private func noteNoColumn(_ name: String, _ columns: [String], at place: FileLocation, _ reading: inout Reading) {
  reading.note(
    "'\(name)' is no column of the \(reading.kind)", "unknown-column", at: place,
    remedy: didYouMean(name, in: columns, otherwise: "declare it under columns"))
}

private func noteVaulted(_ columns: [ModelColumn], _ document: YAMLDocument, _ reading: inout Reading) {
  for column in columns where column.dataClass.isVaulted {
    reading.note(
      "column '\(column.name)' is \(column.dataClass.rawValue), which lives in the vault alone", "class",
      at: classPlace(column, document), remedy: "use its token, which is C2")
  }
}

private func classPlace(_ column: ModelColumn, _ document: YAMLDocument) -> FileLocation {
  document.root.entry("columns")?.value.entry(column.name)?.value.entry("class")?.value.place ?? column.location
}

/// Judges the queries of one path.
func pathFindings(_ contract: Contract<ConservationPath>) -> [Finding] {
  var findings: [Finding] = []
  func judge(_ value: YAMLValue) {
    guard let entry = value.entry("sql"), case .scalar(let sql, _) = entry.value.content else { return }
    findings += PortableSubset.findings(trimmedSQL(sql), from: contract.origin(entry), use: .query, kind: "path")
  }
  for step in contract.document.root.entry("steps")?.value.items ?? [] {
    judge(step)
    for line in step.entry("lines")?.value.items ?? [] { judge(line) }
  }
  return findings
}
