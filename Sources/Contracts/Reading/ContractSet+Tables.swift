import MartCore

extension ContractSet {
  mutating func readMetrics() {
    for file in folder.files("metrics", ending: "yaml") {
      var reading = Reading("metric")
      let form = Form<[Metric]>.named(Metric.shape, "figures", Metric.blank)
      let document = contractText(file, &reading).flatMap {
        YAMLDocument($0, file: file, lineOffset: 0, reading: &reading)
      }
      let found = document.flatMap { document in
        form.read(YAMLEntry(key: "metrics", place: document.root.place, value: document.root), &reading)
      }
      metrics += found ?? []
      keep(reading, unread: found == nil)
    }
  }

  mutating func readReferences() {
    for file in folder.files("reference", ending: "csv") {
      var reading = Reading("reference")
      let name = baseName(file)
      if !isName(name) {
        reading.note(
          "'\(name)' is no name of a table", "name", at: FileLocation(file: file),
          remedy: "name the file with small letters, digits and _")
      }
      let bytes = contractBytes(file, &reading)
      if let bytes {
        references.append(
          ReferenceDraft(bytes, name: name == "codes" ? "code" : name, file: file, reading: &reading))
      }
      keep(reading, unread: bytes == nil)
    }
  }

  /// The reference of this name; `codes.csv` is called `code`, as its table is.
  func reference(_ name: String) -> Int? {
    references.firstIndex { $0.reference.name == (name == "codes" ? "code" : name) }
  }

  /// Gives references the types that pipeline.yaml declares.
  mutating func declareTypes() {
    guard let contract = pipeline else { return }
    var reading = Reading("reference")
    let entries = contract.document.root.entry("references")?.value
    for (name, types) in contract.value.references {
      let place = entries?.entry(name)?.place ?? contract.document.root.place
      guard let index = reference(name) else {
        noteNoReference(name, at: place, &reading)
        continue
      }
      for type in types {
        references[index].declare([type], at: entries?.entry(name)?.value.entry(type.0)?.place ?? place, &reading)
      }
    }
    findings += reading.findings
  }

  /// The code lists of `codes.csv` and those that pipeline.yaml binds.
  mutating func codeBook() -> CodeBook {
    var lists = CodeLists()
    var reading = Reading("reference")
    if let index = reference("code") {
      let codes = references[index]
      if let list = codes.column("list"), let code = codes.column("code") {
        let columns = CodeLists.Columns(
          list: list, code: code, from: codes.column("valid_from"), to: codes.column("valid_to"))
        lists.add(codes, columns, name: "", &reading)
      } else {
        reading.note(
          "codes.csv needs the columns list and code", "csv", at: codes.reference.location,
          remedy: "begin it with list,code,title,title_zh,parent_code,sort_no,value,valid_from,valid_to")
      }
    }
    let root = pipeline?.document.root.entry("lists")?.value
    for binding in pipeline?.value.lists ?? [] where !binding.reference.isEmpty {
      let entry = root?.entry(binding.list)?.value
      guard let index = reference(binding.reference) else {
        noteNoReference(binding.reference, at: entry?.entry("reference")?.value.place ?? binding.place, &reading)
        continue
      }
      let draft = references[index]
      let place = entry?.entry("column")?.value.place ?? binding.place
      guard let code = column(binding.column, of: draft, at: place, &reading) else { continue }
      let columns = CodeLists.Columns(
        list: nil, code: code, from: draft.column("valid_from"), to: draft.column("valid_to"))
      lists.add(draft, columns, name: binding.list, &reading)
    }
    findings += reading.findings
    return lists.book
  }

  /// The decimals of currencies.
  mutating func currencyTable() -> Currencies {
    guard let binding = pipeline?.value.currencies, !binding.reference.isEmpty else { return Currencies() }
    var reading = Reading("reference")
    var currencies = Currencies()
    defer { findings += reading.findings }
    let entry = pipeline?.document.root.entry("currencies")?.value
    func place(_ key: String) -> FileLocation { entry?.entry(key)?.value.place ?? binding.place }
    guard let index = reference(binding.reference) else {
      noteNoReference(binding.reference, at: place("reference"), &reading)
      return currencies
    }
    let draft = references[index]
    guard let code = column(binding.code, of: draft, at: place("code"), &reading),
      let decimals = column(binding.decimals, of: draft, at: place("decimals"), &reading)
    else { return currencies }
    for (row, fields) in draft.reference.rows.enumerated() {
      if let name = fields[code], let number = fields[decimals].flatMap({ Int($0) }), (0...4).contains(number) {
        currencies.decimals[name] = number
      } else {
        reading.note(
          "the row says no currency with its decimals", "currency", at: draft.place(row),
          remedy: "write 0 to 4 decimals")
      }
    }
    return currencies
  }

  private func column(
    _ name: String, of draft: ReferenceDraft, at place: FileLocation, _ reading: inout Reading
  ) -> Int? {
    if let column = draft.column(name) { return column }
    reading.note(
      "reference '\(draft.reference.name)' has no column '\(name)'", "unknown-column", at: place,
      remedy: didYouMean(name, in: draft.reference.columns.map(\.name), otherwise: "look at the file's header"))
    return nil
  }

  private func noteNoReference(_ name: String, at place: FileLocation, _ reading: inout Reading) {
    if unread.contains("reference") { return }
    reading.note(
      "there is no reference '\(name)'", "unknown-reference", at: place,
      remedy: didYouMean(name, in: references.map(\.reference.name), otherwise: "write it as reference/\(name).csv"))
  }
}
