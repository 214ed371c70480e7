import MartCore

extension FeedChecker {
  /// Columns that a condition on a row may name.
  private var rowColumns: [String] { feed.columns.map(\.name) + feed.derived.map(\.name) + ["business_date"] }

  mutating func checkDelivery() {
    guard let publication = feed.publishes else { return }
    if feed.delivery != .events {
      note(
        "only an events feed publishes its rows", "publishes",
        at: document.root.entry("publishes")?.place ?? feed.location,
        remedy: "take 'publishes' away; a path says what becomes of a \(feed.delivery.rawValue)")
    }
    for total in feed.control.totals where publication.totals[total.name] == nil {
      note(
        "total '\(total.name)' is announced and not found again", "publishes", at: document.place("publishes"),
        remedy: "add '\(total.name): \"SUM(…)\"' over table \(publication.table)")
    }
    for name in publication.totals.keys.sorted()
    where name != "rows" && !feed.control.totals.contains(where: { $0.name == name }) {
      note(
        "'\(name)' is no declared total", "publishes",
        at: document.root.entry("publishes")?.value.entry(name)?.place ?? feed.location,
        remedy: didYouMean(
          name, in: feed.control.totals.map(\.name), otherwise: "declare it in control, or take it away"))
    }
  }

  mutating func checkExpressions() {
    for total in feed.control.totals {
      let entry = document.root.entry("control")?.value.entry(total.name)
      let origin = contract.origin(entry?.value.entry("is") ?? entry)
      judge(total.expression, origin, columns: feed.columns.map(\.name), of: "the feed")
    }
  }

  /// What is forbidden must be told by something, and must not be contracted.
  mutating func checkForbidden() {
    guard let forbidden = feed.forbidden else { return }
    let place = document.root.entry("forbid")?.place ?? feed.location
    if forbidden.names.isEmpty, forbidden.digits == nil {
      note(
        "nothing says what is forbidden", "forbid", at: place,
        remedy: "write 'names: [password]' or 'surplus_digits: 3-4'")
    }
    for (index, word) in forbidden.names.enumerated()
    where word.isEmpty || !word.utf8.allSatisfy({ (0x61...0x7A).contains($0) }) {
      note(
        "a forbidden name is one word in small letters", "forbid", at: document.place("forbid", "names", String(index)),
        remedy: "write it without digits, spaces and other marks")
    }
    for column in feed.columns {
      guard let word = forbidden.wholeWord(of: column.name) ?? forbidden.wholeWord(of: column.source) else { continue }
      note(
        "column '\(column.name)' is named like '\(word)', which \(forbidden.id) forbids", "forbid", at: column.location,
        remedy: "take the column out, and ask the owner to deliver without it")
    }
  }

  mutating func checkRules() {
    var seen = Set(feed.forbidden.map { [$0.id] } ?? [])
    for rule in feed.rules {
      let entry = item("rules", rule.location)
      noteTwin(rule.id, entry, &seen)
      if !rule.column.isEmpty {
        if !feed.derived.contains(where: { $0.name == rule.column }) {
          _ = needColumn(rule.column, at: entry?.entry("column")?.value.place ?? rule.location)
        }
      }
      let origin = contract.origin(entry?.entry(rule.effect.rawValue))
      if !rule.condition.isEmpty { judge(rule.condition, origin, columns: rowColumns, of: "the feed") }
    }
    for rule in feed.journalRules {
      let entry = item("journal_rules", rule.location)
      noteTwin(rule.id, entry, &seen)
      guard !rule.query.isEmpty else { continue }
      let origin = contract.origin(entry?.entry(rule.effect.rawValue))
      findings += PortableSubset.findings(rule.query, from: origin, use: .query, kind: "feed")
    }
  }

  private func item(_ key: String, _ place: FileLocation) -> YAMLValue? {
    document.root.entry(key)?.value.items.first { $0.place == place }
  }

  private mutating func noteTwin(_ id: String, _ entry: YAMLValue?, _ seen: inout Set<String>) {
    if id.isEmpty || seen.insert(id).inserted { return }
    note(
      "rule '\(id)' is declared twice in this feed", "duplicate", at: entry?.entry("id")?.value.place ?? feed.location,
      remedy: "give each rule its own id")
  }

  private mutating func judge(_ sql: String, _ origin: TextOrigin, columns: [String], of owner: String) {
    findings += PortableSubset.findings(sql, from: origin, use: .expression, kind: "feed")
    findings += unknownColumns(sql, from: origin, columns: columns, rule: "feed.unknown-column", of: owner)
  }
}
