import MartCore

extension Pipeline {
  /// Reads and judges every contract of a pipeline folder.
  ///
  /// - Shape: feeds, models and all else in the order of their files' names.
  /// - Throws: `Failure` where there is no such folder; else `Findings` with every mistake of every file.
  public static func load(folder: String) throws -> Pipeline {
    var set = ContractSet(try ContractFolder(folder))
    set.declareTypes()
    let codes = set.codeBook()
    let currencies = set.currencyTable()
    var all = Reading("pipeline")
    all.add(set.findings)
    all.addConsequences(CrossChecker.findings(set, codes: codes, currencies: currencies))
    all.addConsequences(waiverFindings(set))
    all.addConsequences(occasionFindings(set))
    guard all.findings.isEmpty, var pipeline = set.pipeline?.value.pipeline else { throw Findings(all.findings) }
    pipeline.feeds = set.feeds.map(\.value.feed)
    let terms = pipeline.terms
    pipeline.models = set.models.map { contract in
      var model = contract.value
      model.columns = model.columns.explained(by: terms)
      return model
    }
    pipeline.checks = set.checks.map(\.value)
    pipeline.waivers = set.waivers.map(\.value)
    pipeline.occasions = set.occasions.map(\.value)
    pipeline.metrics = set.metrics
    pipeline.outputs = set.outputs.map { contract in
      var output = contract.value
      output.columns = output.columns.explained(by: terms)
      return output
    }
    pipeline.pictures = set.pictures.map(\.value)
    pipeline.paths = set.paths.map(\.value)
    pipeline.references = set.references.map(\.reference)
    pipeline.codes = codes
    pipeline.currencies = currencies
    return pipeline
  }
}

extension Feed {
  /// Reads and judges one feed by itself.
  ///
  /// - file: its name in messages, which should be the feed's.
  /// - Throws: `Findings`.
  package static func read(_ yaml: String, file: String) throws -> Feed {
    var reading = Reading("feed")
    let contract = FeedDraft.shape.contract(yaml, file: file, blank: FeedDraft.init, &reading)
    if let contract { reading.addConsequences(FeedChecker.findings(contract)) }
    guard reading.findings.isEmpty, let contract else { throw Findings(reading.findings) }
    return contract.value.feed
  }
}

extension Model {
  /// Reads and judges one model by itself.
  ///
  /// - Throws: `Findings`.
  package static func read(_ text: String, file: String) throws -> Model {
    var reading = Reading("model")
    let contract = sqlContract(
      text, file: file, Model.shape, blank: Model.blank,
      { ($0.sql, $0.sqlLocation) = ($1.sql, $1.sqlPlace) }, &reading)
    if let contract { reading.addConsequences(modelFindings(contract)) }
    guard reading.findings.isEmpty, let contract else { throw Findings(reading.findings) }
    return contract.value
  }
}
