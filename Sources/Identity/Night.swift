import Contracts
import MartCore
import MartStore

/// A number whose record is not what it was.
struct RecordChange {
  var old: IdentityRecord?
  var new: IdentityRecord
  /// The source gave the number to another human: C1, another document of the kind; D2, a document of another kind under a
  /// name that does not fit. Nil where it did not.
  var movedBy: String?

  /// Phone, address and the like changed, and nothing that documents, spans or keys depend on.
  var isEvidenceAlone: Bool {
    old?.isSame(butForEvidence: new) ?? false
  }
}

/// One night's work of identity, step by step.
struct Night {
  let plan: IdentityPlan
  let date: BusinessDate
  let generation: Int64
  let session: Session
  let names: NameRule
  let records: RecordStore
  let parties: PartyStore
  let edges: EdgeStore
  let entering: IdentityWatch

  init(
    plan: IdentityPlan, date: BusinessDate, generation: Int64, session: Session, entering: @escaping IdentityWatch
  ) {
    self.entering = entering
    self.plan = plan
    self.date = date
    self.generation = generation
    self.session = session
    names = NameRule(compoundSurnames: plan.compoundSurnames, placeholders: plan.placeholders["name"] ?? [])
    records = RecordStore(plan: plan, session: session)
    parties = PartyStore(plan: plan, session: session)
    edges = EdgeStore(plan: plan, generation: generation, session: session)
  }

  /// Compares tonight's records with the kept ones, and keeps those that differ.
  func changes(_ touched: [IdentityRecord], isOpening: Bool) throws -> [RecordChange] {
    var changes: [RecordChange] = []
    for record in touched {
      let old = isOpening ? nil : try records.current(record.number)
      if old == nil, !record.isKnown { continue }
      var new = record
      let movedBy = old.flatMap { ruleOfMove($0, record) }
      if let old {
        new.hasMoved = old.hasMoved || movedBy != nil
        new.lastDocument = record.document ?? old.lastDocument
        if new.hasMoved || !new.isKnown { new.firstDay = old.firstDay }
        if new == old { continue }
      }
      if isOpening { try records.write(new, generation) }
      changes.append(RecordChange(old: old, new: new, movedBy: movedBy))
    }
    if !isOpening {
      // Two of the indexes lie by name: one walk over each.
      let walk = changes.map { ($0.new.name, $0.new) }.sorted { ($0.0, $0.1.number) < ($1.0, $1.1.number) }
      for (_, record) in walk { try records.write(record, generation) }
    }
    return changes
  }

  /// A number moves when it bears another valid document that the first human cannot have: one of the same family
  /// whose number proves itself, or one under a name that does not fit. Nights without a valid document between the
  /// two change nothing.
  private func ruleOfMove(_ old: IdentityRecord, _ new: IdentityRecord) -> String? {
    guard let before = old.lastDocument, let after = new.document, before != after, old.isKnown, new.isKnown else {
      return nil
    }
    let (family, other) = (before.prefix { $0 != "|" }, after.prefix { $0 != "|" })
    let provesItself = plan.documents.values.contains { $0.family == family && $0.checksum != .none }
    if family == other && provesItself { return "C1" }
    let (left, right) = (PersonName(old.name), PersonName(new.name))
    return names.isNothing(left) || names.isNothing(right) || names.compatible(left, right) ? nil : "D2"
  }

  /// - tonight: edges and constraints beside documents.
  func settle(
    _ all: [RecordChange], _ tonight: Tonight, _ limits: Thresholds, isOpening: Bool, acceptsAll: Bool
  ) throws -> IdentityReport {
    let changes = isOpening ? all : all.filter { !$0.isEvidenceAlone || tonight.ends.contains($0.new.number) }
    let partition = Partition(names: names)
    let here =
      try isOpening
      ? Surroundings.opening(changes, tonight, partition)
      : Surroundings.around(
        changes, byDocument(changes), tonight, partition, records: records, edges: edges)
    let near = here.near
    let grouping = near.map { Grouping($0, partition, tonight.answers) }
    let parts = Part.inOrder(here.plain + (grouping?.parts ?? []))
    entering(.keys)
    var before: [Number: [PartySpan]] = [:]
    if !isOpening {
      // A number that was not known has none; the others in the order in which they lie.
      for change in changes where change.old == nil { before[change.new.number] = [] }
      let others = Set(parts.flatMap { $0.records.map(\.number) } + changes.map(\.new.number)).subtracting(before.keys)
      for number in others.sorted() { before[number] = try parties.spans(number) }
    }
    let current = before.compactMapValues { spans in spans.last.flatMap { $0.to == Spans.forever ? $0 : nil } }
    let movedBy = Dictionary(
      changes.compactMap { change in change.movedBy.map { (change.new.number, $0) } }
    ) { first, _ in first }
    let moved = Set(movedBy.keys)
    let keys = PartyKeys(date: date, isOpening: isOpening, parties: parties, current: current, moved: moved)
    let settled = try keys.settle(parts)
    let causes = Causes(grouping, ended: near?.ended ?? [], answers: tonight.answers)
    if !isOpening, !acceptsAll {
      try Stop(limits: limits, parties: parties, plan: plan).judge(settled, current, moved: moved, causes)
    }
    entering(.events)
    let events = try Changeover(
      night: self, changes: changes, settled: settled, before: before, current: current, moved: movedBy, causes: causes
    ).write()
    for edge in near?.ended ?? [] { try edges.write(edge, .ended) }
    for (edge, fate) in grouping?.fates ?? [] { try edges.write(edge, fate) }
    let reviews = try Reviews(plan: plan, generation: generation, session: session)
      .keep(here.asks.union(grouping?.asks ?? []), among: Set(before.keys).union(near?.numbers ?? []))
    return IdentityReport(
      changedNumbers: all.count, events: events, mergedParties: Set(settled.flatMap(\.ended)).count,
      splitParties: Stop.splits(settled, current, moved: moved).count, reviews: reviews,
      candidates: tonight.weighed.candidates, cappedBlocks: tonight.weighed.capped)
  }

  /// The records of every document that a change touches.
  private func byDocument(_ changes: [RecordChange]) throws -> [[IdentityRecord]] {
    let documents = Set(changes.flatMap { [$0.old?.document, $0.new.document].compactMap { $0 } })
    return Array(try records.bearing(documents).values)
  }
}
