import Contracts
import MartStore

extension History {
  /// What the pipeline's rules over the journal say of a row from this night on.
  package struct RuleChange: Hashable, Sendable {
    package var feed: String
    /// Key, business date, sequence, line, delivery.
    var place: [SQLValue]
    var rule: String
    /// `none` where the rule says nothing any more.
    var effect: String
    /// True where the row leaves the accepted ones or comes back.
    var moves: Bool
  }

  /// The verdicts of the pipeline's rules that are not as the journal has them from earlier nights.
  package func ruleChanges() throws -> [RuleChange] { try feeds.flatMap { try $0.ruleChanges() } }

  /// Keeps changed verdicts in the journal as of `generation`, so that a cut takes them back; keys of rows that left
  /// or came back count as touched. The candidate must not be reading the journal in a transaction.
  package static func keep(_ changes: [RuleChange], in state: State, generation: Int64) throws {
    guard !changes.isEmpty else { return }
    try state.store.transaction { session in
      try State.mark(generation, in: session)
      for change in changes {
        let shape = try state.shape(of: change.feed)
        let names = (shape.place + ["rule", "effect", "generation"]).joined(separator: ", ")
        let marks = Array(repeating: "?", count: shape.place.count + 3).joined(separator: ", ")
        try session.executeCached(
          "INSERT OR REPLACE INTO main.\(shape.outcomeTable)(\(names)) VALUES (\(marks))",
          change.place + [.text(change.rule), .text(change.effect), .integer(generation)])
        guard change.moves else { continue }
        let keys = Array(repeating: "?", count: shape.keys.count + 1).joined(separator: ", ")
        try session.executeCached(
          "INSERT OR IGNORE INTO main.\(shape.touchedTable) VALUES (\(keys))",
          [.integer(generation)] + change.place.prefix(shape.keys.count))
      }
    }
  }
}

extension FeedHistory {
  private struct Subject: Hashable {
    var place: [SQLValue]
    var rule: String
  }

  /// The rules of the contract, as a list in SQL.
  var ruleNames: String { shape.feed.journalRules.map { sqlText($0.id) }.joined(separator: ", ") }

  func ruleChanges() throws -> [History.RuleChange] {
    if shape.feed.journalRules.isEmpty { return [] }
    let found = try verdicts(
      "SELECT \(shape.place(of: "o")), o.rule, o.effect FROM temp.\(outTable) o WHERE o.rule IN (\(ruleNames))")
    let known = try verdicts(knownRuleVerdicts)
    let changed = Set(found.keys).union(known.keys).filter { found[$0] != known[$0] }
    return changed.map { subject in
      let (before, after) = (known[subject], found[subject])
      return History.RuleChange(
        feed: shape.feed.name, place: subject.place, rule: subject.rule, effect: after ?? "none",
        moves: Self.removes(before) != Self.removes(after))
    }.sorted { ($0.rule, $0.place.map(\.display)) < ($1.rule, $1.place.map(\.display)) }
  }

  private static func removes(_ effect: String?) -> Bool { effect == "reject" || effect == "repeat" }

  /// What the rules of the contract said of rows by the end of last night.
  var knownRuleVerdicts: String {
    let log = "journal.\(shape.outcomeTable)"
    return """
      SELECT \(shape.place(of: "o")), o.rule, o.effect FROM \(log) o
      WHERE o.rule IN (\(ruleNames)) AND o.effect <> 'none'\(effective.and("o")) AND NOT EXISTS (SELECT 1 FROM \(log) n
        WHERE \(shape.samePlace("n", "o")) AND n.rule = o.rule AND n.generation > o.generation)
      """
  }

  private func verdicts(_ sql: String) throws -> [Subject: String] {
    let width = shape.place.count
    var verdicts: [Subject: String] = [:]
    try session.each(sql) { values in
      guard let rule = values[width].string, let effect = values[width + 1].string else { return }
      verdicts[Subject(place: Array(values[..<width]), rule: rule)] = effect
    }
    return verdicts
  }
}

private func < (left: (String, [String]), right: (String, [String])) -> Bool {
  left.0 != right.0 ? left.0 < right.0 : left.1.lexicographicallyPrecedes(right.1)
}
