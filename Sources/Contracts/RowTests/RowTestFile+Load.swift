import MartCore

extension RowTestFile {
  /// Every file of the pipeline's `tests/` folder, in the order of their names, and what is wrong with them.
  ///
  /// - Throws: `Failure` where there is no such pipeline.
  package static func load(folder: String) throws -> (files: [RowTestFile], findings: [Finding]) {
    let folder = try ContractFolder(folder)
    var findings: [Finding] = folder.files("tests", ending: "yml").map {
      Finding(
        "files ending in .yml are not read", rule: "test.file", at: FileLocation(file: $0), remedy: "name it .yaml")
    }
    let files = folder.files("tests", ending: "yaml").compactMap { file in
      var reading = Reading("test")
      defer { findings += reading.findings }
      return contractText(file, &reading).flatMap { RowTestFile($0, file: file, &reading) }
    }
    return (files, findings)
  }

  /// Reads one file by itself.
  ///
  /// - Throws: `Findings`.
  package static func read(_ yaml: String, file: String) throws -> RowTestFile {
    var reading = Reading("test")
    let made = RowTestFile(yaml, file: file, &reading)
    guard reading.findings.isEmpty, let made else { throw Findings(reading.findings) }
    return made
  }

  private init?(_ yaml: String, file: String, _ reading: inout Reading) {
    guard let contract = RowTestDraft.shape.contract(yaml, file: file, blank: { _ in RowTestDraft() }, &reading)
    else { return nil }
    let draft = contract.value
    let subjects: [(Subject, String)] = [(.model, draft.model), (.check, draft.check), (.output, draft.output)]
      .compactMap { kind, name in name.map { (kind, $0) } }
    guard let (kind, name) = subjects.first, subjects.count == 1 else {
      reading.note(
        subjects.isEmpty ? "the file does not say what it tries" : "the file names two things to try", "subject",
        at: contract.document.root.place, remedy: "write one of 'model:', 'check:' and 'output:'")
      return nil
    }
    self.file = file
    self.kind = kind
    self.name = name
    namePlace = contract.document.place(kind.rawValue)
    let shared = draft.world.given.compactMap { RowTable($0, contract.document, &reading) }
    var cases: [RowTest] = []
    for draftCase in draft.cases {
      if let made = RowTest(draftCase, of: draft.world, shared, contract.document, &reading) { cases.append(made) }
    }
    self.cases = cases
  }
}

extension RowTable {
  fileprivate init?(_ text: RowTestDraft.TableText, _ document: YAMLDocument, _ reading: inout Reading) {
    guard case .scalar(let written, _) = text.value.content else { return nil }
    self.init(text.name, at: text.place, written, from: document.origin(of: text.value), &reading)
  }
}

extension RowTest {
  fileprivate init?(
    _ draft: RowTestDraft.Case, of world: RowTestDraft.World, _ shared: [RowTable], _ document: YAMLDocument,
    _ reading: inout Reading
  ) {
    let given = draft.world.given.compactMap { RowTable($0, document, &reading) }
    let own = Set(draft.world.given.map(\.name))
    guard let expected = draft.expected.flatMap({ RowTable($0, document, &reading) }) else { return nil }
    guard let on = draft.world.on ?? world.on else {
      reading.note(
        "case '\(draft.title)' has no business date", "date", at: draft.location,
        remedy: "write 'on: \"2024-09-30\"' or the like in the case or at the top of the file")
      return nil
    }
    let set = Set(draft.world.context.map(\.name))
    self.init(
      title: draft.title, location: draft.location, on: on,
      context: world.context.filter { !set.contains($0.name) } + draft.world.context,
      through: world.through + draft.world.through, given: shared.filter { !own.contains($0.name) } + given,
      isOrdered: draft.isOrdered, expected: expected)
  }
}
