import MartCore

/// Every contract of a folder, read one by one and not yet judged together.
struct ContractSet {
  let folder: ContractFolder
  var pipeline: Contract<PipelineDraft>?
  var feeds: [Contract<FeedDraft>] = []
  var models: [Contract<Model>] = []
  var checks: [Contract<Check>] = []
  var paths: [Contract<ConservationPath>] = []
  var outputs: [Contract<Output>] = []
  var pictures: [Contract<Picture>] = []
  var waivers: [Contract<CheckWaiver>] = []
  var occasions: [Contract<Occasion>] = []
  var metrics: [Metric] = []
  var references: [ReferenceDraft] = []
  /// Kinds of which a file could not be read at all: what seems missing may stand in it.
  var unread: Set<String> = []
  var findings: [Finding] = []

  init(_ folder: ContractFolder) {
    self.folder = folder
    readPipeline()
    feeds = yaml("feeds", "feed", FeedDraft.shape, FeedDraft.init, FeedChecker.findings)
    models = sql("models", "model", Model.shape, Model.blank, Self.place, modelFindings)
    checks = sql("checks", "check", Check.shape, Check.blank, Self.place, checkFindings)
    paths = yaml("paths", "path", ConservationPath.shape, ConservationPath.blank, pathFindings)
    outputs = yaml("outputs", "output", Output.shape, Output.blank, outputFindings)
    for index in outputs.indices {
      outputs[index].value.sqlLocation = outputs[index].origin(outputs[index].document.root.entry("sql")).first
    }
    pictures = yaml("pictures", "picture", Picture.shape, Picture.blank, pictureFindings)
    for index in pictures.indices {
      pictures[index].value.sqlLocation = pictures[index].origin(pictures[index].document.root.entry("sql")).first
    }
    waivers = yaml("waivers", "waiver", CheckWaiver.shape, CheckWaiver.blank, { _ in [] })
    occasions = yaml("occasions", "occasion", Occasion.shape, Occasion.blank, { _ in [] })
    readMetrics()
    readReferences()
  }

  private static func place(_ model: inout Model, _ matter: FrontMatter) {
    (model.sql, model.sqlLocation) = (matter.sql, matter.sqlPlace)
  }

  private static func place(_ check: inout Check, _ matter: FrontMatter) {
    (check.sql, check.sqlLocation) = (matter.sql, matter.sqlPlace)
  }

  /// Keeps what the reading of one file found.
  mutating func keep(_ reading: Reading, unread isUnread: Bool) {
    findings += reading.findings
    if isUnread { unread.insert(reading.kind) }
  }

  private mutating func readPipeline() {
    let file = "\(folder.folder)/pipeline.yaml"
    var reading = Reading("pipeline")
    let shape = PipelineDraft.shape
    let folder = folder.folder
    pipeline = contractText(file, &reading).flatMap { text in
      shape.contract(text, file: file, blank: { PipelineDraft(folder: folder, place: $0) }, &reading)
    }
    keep(reading, unread: pipeline == nil)
  }

  private mutating func yaml<Value>(
    _ part: String, _ kind: String, _ shape: Shape<Value>, _ blank: (FileLocation) -> Value,
    _ judge: (Contract<Value>) -> [Finding]
  ) -> [Contract<Value>] {
    noteStrays(part, kind)
    return folder.files(part, ending: "yaml").compactMap { file in
      var reading = Reading(kind)
      let contract = contractText(file, &reading).flatMap { shape.contract($0, file: file, blank: blank, &reading) }
      if let contract { reading.addConsequences(judge(contract)) }
      keep(reading, unread: contract == nil)
      return contract
    }
  }

  private mutating func sql<Value>(
    _ part: String, _ kind: String, _ shape: Shape<Value>, _ blank: (FileLocation) -> Value,
    _ place: (inout Value, FrontMatter) -> Void, _ judge: (Contract<Value>) -> [Finding]
  ) -> [Contract<Value>] {
    folder.files(part, ending: "sql").compactMap { file in
      var reading = Reading(kind)
      let contract = contractText(file, &reading).flatMap { text in
        sqlContract(text, file: file, shape, blank: blank, place, &reading)
      }
      if let contract { reading.addConsequences(judge(contract)) }
      keep(reading, unread: contract == nil)
      return contract
    }
  }

  /// A file that looks like a contract and would be passed over.
  private mutating func noteStrays(_ part: String, _ kind: String) {
    for file in folder.files(part, ending: "yml") {
      findings.append(
        Finding(
          "files ending in .yml are not read", rule: "\(kind).file", at: FileLocation(file: file),
          remedy: "name it .yaml"))
    }
  }
}

/// The text of a file; nil, with a finding, where it cannot be read.
func contractText(_ file: String, _ reading: inout Reading) -> String? {
  contractBytes(file, &reading).map { String(decoding: $0, as: UTF8.self) }
}

/// Reads an SQL file with a contract in its front matter.
func sqlContract<Value>(
  _ text: String, file: String, _ shape: Shape<Value>, blank: (FileLocation) -> Value,
  _ place: (inout Value, FrontMatter) -> Void, _ reading: inout Reading
) -> Contract<Value>? {
  guard let matter = FrontMatter(text, file: file, &reading),
    var contract = shape.contract(matter.yaml, file: file, lineOffset: matter.lineOffset, blank: blank, &reading)
  else { return nil }
  place(&contract.value, matter)
  return contract
}

/// Judges the query of one check.
func checkFindings(_ contract: Contract<Check>) -> [Finding] {
  PortableSubset.findings(
    contract.value.sql, from: TextOrigin(contract.value.sqlLocation), use: .query, kind: "check")
}
