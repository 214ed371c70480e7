import MartCore

extension CrossChecker {
  mutating func checkIdentity() {
    guard let contract = set.pipeline, let plan = contract.value.pipeline.identity,
      let entry = contract.document.root.entry("identity")?.value
    else { return }
    var seen: Set<String> = []
    for item in entry.entry("sources")?.value.items ?? [] {
      if let src = item.entry("src"), let name = src.value.scalar, !seen.insert(name).inserted {
        note("source '\(name)' is declared twice", "pipeline.duplicate", at: src.value.place, remedy: "keep one")
      }
      checkSource(item)
    }
    for kind in entry.entry("documents")?.value.entries ?? [] {
      if let document = plan.documents[kind.key] { checkDocument(document, kind) }
    }
    checkMatching(plan, entry)
    checkLinks(plan, entry)
    for list in entry.entry("placeholders")?.value.entries ?? []
    where !Self.evidence.contains(list.key) {
      note(
        "there is no evidence '\(list.key)'", "pipeline.unknown-key", at: list.place,
        remedy: didYouMean(
          list.key, in: Self.evidence, otherwise: "write one of \(Self.evidence.joined(separator: ", "))"))
    }
  }

  private static let evidence = ["name", "phone", "document", "birth_date", "address", "device"]

  /// Fields that a record of a source has.
  private static let fields = ["name", "document", "birth_date", "sex", "phone", "address", "device"]

  private mutating func checkMatching(_ plan: IdentityPlan, _ entry: YAMLValue) {
    guard let matching = plan.matching else { return }
    for field in matching.fields where !Self.fields.contains(field.name) {
      note(
        "a record has no field '\(field.name)'", "pipeline.unknown-key", at: field.location,
        remedy: didYouMean(
          field.name, in: Self.fields, otherwise: "write one of \(Self.fields.joined(separator: ", "))"))
    }
    for block in matching.blocks where block.first?.first != nil {
      note(
        "a block begins with the first characters of '\(block[0].field)'", "pipeline.identity",
        at: matching.location, remedy: "put a whole field first: records are looked up by it")
    }
  }

  private mutating func checkLinks(_ plan: IdentityPlan, _ entry: YAMLValue) {
    guard let links = plan.links else { return }
    let item = entry.entry("links")?.value
    guard let feed = set.feeds.first(where: { $0.value.feed.name == links.feed })?.value.feed else {
      if set.unread.contains("feed") { return }
      return note(
        "there is no feed '\(links.feed)'", "pipeline.unknown-feed",
        at: item?.entry("feed")?.value.place ?? links.location,
        remedy: didYouMean(links.feed, in: set.feeds.map(\.value.feed.name), otherwise: "write it under feeds/"))
    }
    for part in item?.entries ?? [] where !["feed", "same"].contains(part.key) {
      guard let written = part.value.scalar, feed.column(written) == nil else { continue }
      note(
        "'\(written)' is no column of feed \(feed.name)", "pipeline.unknown-column", at: part.value.place,
        remedy: didYouMean(written, in: feed.columns.map(\.name), otherwise: "name one of its columns"))
    }
    for column in [links.numberA, links.numberB] where feed.column(column).map({ $0.token == nil }) == true {
      note(
        "'\(column)' of feed \(feed.name) has no token", "pipeline.identity", at: links.location,
        remedy: "a customer number needs 'token:' and a prefix at its column")
    }
  }

  private mutating func checkSource(_ item: YAMLValue) {
    guard let entry = item.entry("feed"), let name = entry.value.scalar else { return }
    guard let feed = set.feeds.first(where: { $0.value.feed.name == name })?.value.feed else {
      if set.unread.contains("feed") { return }
      return note(
        "there is no feed '\(name)'", "pipeline.unknown-feed", at: entry.value.place,
        remedy: didYouMean(name, in: set.feeds.map(\.value.feed.name), otherwise: "write it under feeds/"))
    }
    let parts = [
      "number", "name", "document_kind", "document", "country", "phone", "birth_date", "sex", "address", "device",
      "opened",
    ]
    for part in item.entries where parts.contains(part.key) {
      guard let written = part.value.scalar else { continue }
      guard let column = feed.column(written) else {
        note(
          "'\(written)' is no column of feed \(name)", "pipeline.unknown-column", at: part.value.place,
          remedy: didYouMean(written, in: feed.columns.map(\.name), otherwise: "name one of its columns"))
        continue
      }
      if part.key == "number", column.token == nil {
        note(
          "'\(written)' of feed \(name) has no token", "pipeline.identity", at: part.value.place,
          remedy: "a customer number needs 'token:' and a prefix at its column")
      }
    }
  }

  private mutating func checkDocument(_ kind: DocumentKind, _ entry: YAMLEntry) {
    let place = entry.value.entry("form")?.value.place ?? entry.place
    if let problem = DocumentForm.problem(in: kind.form) {
      note(
        "the form cannot be read: \(problem)", "pipeline.form", at: place,
        remedy: "write 9 for a digit, A for a letter, a choice as […], what may be missing as (…) at the end")
    }
    if kind.insert != nil, kind.insertAfter == 0 {
      note(
        "'insert' needs its place", "pipeline.form", at: entry.value.entry("insert")?.value.place ?? place,
        remedy: "write 'insert_after: N'")
    }
  }
}

extension YAMLValue {
  var scalar: String? { if case .scalar(let text, _) = content { text } else { nil } }
}
