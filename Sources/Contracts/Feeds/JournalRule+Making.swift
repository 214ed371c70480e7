import MartCore

extension JournalRule {
  /// A rule made in code, for tests.
  package init(_ id: String, _ effect: Effect, _ query: String, because: String = "") {
    self.init(id: id, effect: effect, query: query, because: because, location: FileLocation(file: ""))
  }
}
