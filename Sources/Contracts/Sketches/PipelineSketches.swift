import MartCore

// Sketches of a whole pipeline and of what all its files share.

extension Pipeline {
  /// On China Standard Time, without a folder or a key file.
  package init(
    name: String = "sketch", figures: String = "", headlineScale: Int64 = 1, feeds: [Feed] = [], models: [Model] = [],
    metrics: [Metric] = [], outputs: [Output] = [], codes: CodeBook = CodeBook(), currencies: Currencies = Currencies(),
    paths: [ConservationPath] = []
  ) {
    self.init(
      folder: "", name: name, title: name, zh: "", version: "1", engine: "sqlite", keyFile: "",
      tokenAlgorithm: "hmac-sha256", timeZone: "+08:00", parameters: [], thresholds: Thresholds(), figures: figures,
      headlineScale: headlineScale, feeds: feeds, models: models, checks: [], metrics: metrics, outputs: outputs,
      references: [], codes: codes, currencies: currencies, paths: paths, identity: nil)
  }
}

extension KeyReach {
  package init(_ name: String, token: String? = nil, also: [String] = [], isLookup: Bool = false) {
    self.init(
      name: name, token: token, also: also, isLookup: isLookup, location: FileLocation(file: "pipeline.yaml", line: 1))
  }
}

extension Parameter {
  package init(_ name: String, _ value: Value) { self.init(name: name, value: value) }
}

extension Reference {
  package init(_ name: String, _ columns: [ReferenceColumn], rows: [[String?]]) {
    self.init(
      name: name, columns: columns, rows: rows, location: FileLocation(file: "reference/\(name).csv", line: 1))
  }
}

extension ReferenceColumn {
  package init(_ name: String, _ storage: Storage) { self.init(name: name, storage: storage) }
}

extension CodeBook.Validity {
  package init(_ from: BusinessDate, _ to: BusinessDate) { self.init(from: from, to: to) }
}

extension IdentityPlan {
  package init(
    sources: [Source] = [], documents: [String: DocumentKind], compoundSurnames: [String] = [],
    placeholders: [String: [String]] = [:]
  ) {
    self.init(
      sources: sources, documents: documents, compoundSurnames: compoundSurnames, placeholders: placeholders,
      location: FileLocation(file: "pipeline.yaml"))
  }
}

extension IdentityPlan.Source {
  package init(
    _ src: String, feed: String, number: String, name: String, documentKind: String, document: String, opened: String
  ) {
    self.init(
      src: src, feed: feed, number: number, name: name, documentKind: documentKind, document: document, country: nil,
      phone: nil, birthDate: nil, sex: nil, opened: opened)
  }
}
