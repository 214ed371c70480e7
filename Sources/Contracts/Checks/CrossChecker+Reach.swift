import MartCore

extension CrossChecker {
  /// Keys of `reach:` are told apart by their columns and tokens; a model is refreshed by one of them.
  mutating func checkReach() {
    guard let contract = set.pipeline else { return }
    let reach = contract.value.pipeline.reach
    let entries = contract.document.root.entry("reach")?.value
    var owners: [String: String] = [:]
    let kinds = Set(set.feeds.flatMap { $0.value.feed.columns.compactMap(\.token) })
    var kindOwners: [String: String] = [:]
    for key in reach {
      let entry = entries?.entry(key.name)
      let place = entry?.place ?? key.location
      if !isName(key.name) {
        note(
          "'\(key.name)' is no name of a column", "pipeline.name", at: place,
          remedy: "use small letters, digits and _, beginning with a letter")
      }
      for column in [key.name] + key.also {
        if let owner = owners[column] {
          note(
            "column '\(column)' holds the key '\(owner)' already", "pipeline.reach",
            at: column == key.name ? place : entry?.value.entry("also")?.value.place ?? place,
            remedy: "a column holds one key; name it once")
        }
        owners[column] = key.name
      }
      guard let kind = key.token else { continue }
      let tokenPlace = entry?.value.entry("token")?.value.place ?? place
      if let owner = kindOwners[kind] {
        note(
          "tokens of kind '\(kind)' hold the key '\(owner)' already", "pipeline.reach", at: tokenPlace,
          remedy: "a kind of token is one key; name it once")
      }
      kindOwners[kind] = key.name
      if !kinds.contains(kind), !set.unread.contains("feed") {
        note(
          "no feed leaves a token of kind '\(kind)'", "pipeline.reach", at: tokenPlace,
          remedy: didYouMean(kind, in: kinds, otherwise: "declare `token: \(kind)` at a column of a feed"))
      }
    }
    checkRefreshes(reach)
  }

  private mutating func checkRefreshes(_ reach: [KeyReach]) {
    for contract in set.models {
      guard case .by(let name) = contract.value.refresh, contract.value.column(name) != nil,
        !reach.contains(where: { $0.name == name || $0.also.contains(name) })
      else { continue }
      note(
        "model '\(contract.value.name)' is refreshed by '\(name)', which is no key of reach", "model.refresh",
        at: contract.document.place("refresh"),
        remedy: didYouMean(
          name, in: reach.map(\.name), otherwise: "declare it under reach in pipeline.yaml, or write `refresh: full`"))
    }
  }
}
