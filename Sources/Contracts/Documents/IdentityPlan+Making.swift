import MartCore

// Plans made in code instead of read from YAML, for tests.

extension IdentityPlan {
  package init(
    sources: [Source], documents: [String: DocumentKind], compoundSurnames: [String] = [],
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
