import Contracts
import MartCore
import MartStore

/// What beside documents makes or forbids a party tonight.
struct Tonight {
  var answers = Answers()
  /// Declared links that hold, and stewards' `same`.
  var fixed: [Edge] = []
  var weighed = Weighed()
  /// Numbers whose links or answers are not what they were.
  var seeds: Set<Number> = []
  /// Numbers with an edge of any kind but a document's, kept or new, or with a steward's word.
  var ends: Set<Number> = []

  /// The changes that edges or constraints can reach: the number itself, or a record that bears its document, now or before.
  ///
  /// - borne: the records of each document that a change touches.
  func tied(_ changes: [RecordChange], _ borne: [[IdentityRecord]]) -> [RecordChange] {
    if ends.isEmpty { return [] }
    let groups = borne.filter { $0.contains { ends.contains($0.number) } }
    let bearers = Set(groups.flatMap { $0.map(\.number) })
    let documents = Set(groups.compactMap { $0.first?.document })
    return changes.filter { change in
      ends.contains(change.new.number) || bearers.contains(change.new.number)
        || change.old?.document.map(documents.contains) == true
    }
  }

  /// The same on the opening night: no edge was there before.
  ///
  /// - tied: the records that are an end, or bear the document of one.
  func opening(_ tied: [IdentityRecord]) -> Neighbourhood? {
    if tied.isEmpty && seeds.isEmpty { return nil }
    var here = Neighbourhood()
    for record in tied where record.isKnown { here.records[record.number] = record }
    here.edges = (fixed + weighed.edges).sorted(by: Edge.better)
    here.numbers = Set(here.records.keys)
    return here
  }

  /// The records and edges around what changed; nil where documents alone tell.
  func neighbourhood(
    _ changes: [RecordChange], records: RecordStore, edges: EdgeStore
  ) throws -> Neighbourhood? {
    if changes.isEmpty && seeds.isEmpty && weighed.numbers.isDisjoint(with: ends) { return nil }
    return try Neighbourhood.around(
      changes, seeds: seeds.union(weighed.numbers.intersection(ends)), fixed: fixed, weighed: weighed, ends: ends,
      records: records, edges: edges)
  }
}

extension Night {
  /// - before: the answers that nights took in so far, and the links whose edges the vault holds, are looked up.
  func tonight(
    _ changes: [RecordChange], _ given: Answers, _ links: DeclaredLinks, _ matcher: Matcher?, isOpening: Bool,
    modelIsNew: Bool
  ) throws -> Tonight {
    var tonight = Tonight()
    tonight.answers = given
    let store = AnswerStore(plan: plan, session: session)
    let said = try given.changes(from: store.taken())
    try store.take(given, said, generation)
    let declared = try links.edges(on: date)
    let kept = try edges.edges(by: .declared)
    let turned = Set(declared.keys).symmetricDifference(kept.map(\.pair))
    tonight.seeds = Set((said.union(turned)).flatMap { [$0.a, $0.b] })
    tonight.fixed = (Array(declared.values) + given.edges().values).sorted(by: Edge.better)
    if let matcher, let matching = plan.matching {
      let weighing = Weighing(plan: matching, matcher: matcher, records: records, entering: entering)
      let changed = changes.map(\.new)
      tonight.weighed =
        try isOpening
        ? weighing.opening(changed.filter(\.isKnown))
        : weighing.night(
          changed, before: changes.compactMap(\.old), also: modelIsNew ? records.withoutDocument() : [])
    }
    tonight.ends = try edges.ends()
    for edge in tonight.fixed + tonight.weighed.edges { tonight.ends.formUnion([edge.a, edge.b]) }
    for pair in said.union(given.words.keys) { tonight.ends.formUnion([pair.a, pair.b]) }
    return tonight
  }
}
