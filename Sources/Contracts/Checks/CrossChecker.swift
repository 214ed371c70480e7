import MartCore

/// Judges contracts against one another.
struct CrossChecker {
  let set: ContractSet
  let codes: CodeBook
  let currencies: Currencies
  var findings: [Finding] = []

  static func findings(_ set: ContractSet, codes: CodeBook, currencies: Currencies) -> [Finding] {
    var checker = CrossChecker(set: set, codes: codes, currencies: currencies)
    checker.checkTwins()
    checker.checkFiles()
    for feed in set.feeds { checker.checkFeed(feed) }
    checker.checkPipeline()
    checker.checkIdentity()
    checker.checkReach()
    return checker.findings
  }

  mutating func note(_ problem: String, _ rule: String, at place: FileLocation, remedy: String) {
    findings.append(Finding(problem, rule: rule, at: place, remedy: remedy))
  }

  private mutating func checkTwins() {
    twins("feed", set.feeds.map { ($0.value.feed.name, $0.document.place("feed")) })
    twins("model", set.models.map { ($0.value.name, $0.document.place("model")) })
    twins("check", set.checks.map { ($0.value.id, $0.document.place("check")) })
    twins("path", set.paths.map { ($0.value.id, $0.document.place("path")) })
    twins("metric", set.metrics.map { ($0.id, $0.location) })
    twins("picture", set.pictures.map { ($0.value.id, $0.document.place("picture")) })
    twins("output", set.outputs.map { ($0.value.id, $0.document.place("output")) })
  }

  private mutating func twins(_ kind: String, _ names: [(String, FileLocation)]) {
    var first: [String: FileLocation] = [:]
    for (name, place) in names where !name.isEmpty {
      if let earlier = first[name] {
        note(
          "\(kind) '\(name)' is declared twice, first in \(earlier)", "\(kind).duplicate", at: place,
          remedy: "give one of them another name")
      } else {
        first[name] = place
      }
    }
  }

  /// Two feeds may not claim one file, nor share the control that belongs to both.
  private mutating func checkFiles() {
    var first: [String: Contract<FeedDraft>] = [:]
    for contract in set.feeds where !contract.value.feed.file.text.isEmpty {
      let pattern = contract.value.feed.file
      guard !pattern.stem.isEmpty || !pattern.suffix.isEmpty else { continue }
      let name = pattern.stem + pattern.dateForm.rawValue
      if let earlier = first[name] {
        note(
          "feed '\(earlier.value.feed.name)' has files or controls of the same name", "feed.file",
          at: contract.document.place("file"),
          remedy: "the part before the suffix names the control too; see \(earlier.document.place("file"))")
      } else {
        first[name] = contract
      }
    }
  }

  private mutating func checkFeed(_ contract: Contract<FeedDraft>) {
    let columns = contract.document.root.entry("columns")?.value
    for column in contract.value.feed.columns {
      let entry = columns?.entry(column.name)?.value
      if let list = column.list, codes.lists[list] == nil, !set.unread.contains("reference") {
        note(
          "there is no code list '\(list)'", "feed.unknown-list",
          at: entry?.entry("list")?.value.place ?? column.location,
          remedy: didYouMean(
            list, in: codes.lists.keys,
            otherwise: "add it to reference/codes.csv, or bind it under lists of pipeline.yaml"))
      }
      if let currency = column.currency, !currencies.decimals.isEmpty, currencies.decimals[currency] == nil {
        note(
          "currency '\(currency)' is not in the pipeline's currencies", "feed.currency",
          at: entry?.entry("currency")?.value.place ?? column.location,
          remedy: didYouMean(currency, in: currencies.decimals.keys, otherwise: "add it to that reference"))
      }
    }
    checkPublication(contract)
    checkHolds(contract)
  }

  private mutating func checkHolds(_ contract: Contract<FeedDraft>) {
    guard let holds = contract.value.feed.holds, !set.unread.contains("output") else { return }
    let place = contract.document.place("holds", "outputs")
    if contract.value.feed.due.required {
      note(
        "a required feed holds no outputs: it stops the night", "feed.holds", at: place,
        remedy: "leave holds out, or say required: false under due")
    }
    let known = set.outputs.map(\.value.id)
    for id in holds.outputs where !known.contains(id) {
      note(
        "there is no output '\(id)'", "feed.unknown-output", at: place,
        remedy: didYouMean(id, in: known, otherwise: "write it under outputs/"))
    }
  }

  private mutating func checkPublication(_ contract: Contract<FeedDraft>) {
    guard let publication = contract.value.feed.publishes, !publication.table.isEmpty,
      let entry = contract.document.root.entry("publishes")?.value
    else { return }
    guard let model = set.models.first(where: { $0.value.name == publication.table })?.value else {
      return noModel(publication.table, "feed", at: contract.document.place("publishes", "table"))
    }
    for inner in entry.entries where inner.key != "table" {
      guard let sql = publication.totals[inner.key] else { continue }
      let origin = contract.origin(inner)
      findings += PortableSubset.findings(sql, from: origin, use: .expression, kind: "feed")
      findings += unknownColumns(
        sql, from: origin, columns: model.columns.map(\.name), rule: "feed.unknown-column", of: "model \(model.name)")
    }
  }

  private mutating func noModel(_ name: String, _ kind: String, at place: FileLocation) {
    if set.unread.contains("model") { return }
    note(
      "there is no model '\(name)'", "\(kind).unknown-model", at: place,
      remedy: didYouMean(name, in: set.models.map(\.value.name), otherwise: "write it under models/"))
  }

  private mutating func checkPipeline() {
    guard let contract = set.pipeline else { return }
    let pipeline = contract.value.pipeline
    if !pipeline.figures.isEmpty, !set.models.contains(where: { $0.value.name == pipeline.figures }) {
      noModel(pipeline.figures, "pipeline", at: contract.document.place("figures"))
    }
    let fixed = [
      "business_date", "as_of", "period_from", "base_date", "month", "month_from", "year", "quarter_no", "yoy_date",
      "closed_to",
    ]
    for entry in contract.document.root.entry("parameters")?.value.entries ?? [] {
      if !isName(entry.key) || fixed.contains(entry.key) || SQLWords.reserved.contains(entry.key.uppercased()) {
        note(
          "a parameter cannot be named '\(entry.key)'", "pipeline.name", at: entry.place,
          remedy: "use small letters, digits and _, and no column that run_context has already")
      }
    }
  }
}
