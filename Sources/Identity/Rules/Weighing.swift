import Contracts

/// The edges that weighing gives tonight, over the records whose edges may have changed.
struct Weighed {
  /// Numbers of which all weighed edges are in `edges`.
  var numbers: Set<Number> = []
  var edges: [Edge] = []
  var candidates = 0
  /// Sizes of blocks that compared nobody.
  var capped: [Int] = []
}

/// Finds what must be weighed again: changed records, and those that share a value with them whose standing (generic or
/// not) may have changed. Everything that shares a block with one of them is read from the vault.
struct Weighing {
  let plan: MatchPlan
  let matcher: Matcher
  let records: RecordStore
  let entering: IdentityWatch
  private let meetings = Meetings()

  init(plan: MatchPlan, matcher: Matcher, records: RecordStore, entering: @escaping IdentityWatch) {
    self.plan = plan
    self.matcher = matcher
    self.records = records
    self.entering = entering
  }

  private typealias Terms = [RecordStore.Term]

  /// What the vault said tonight: a phone is asked for as a block, as a value that may be generic, and as one that was.
  private final class Meetings {
    var found: [Terms: (records: [IdentityRecord], limit: Int)] = [:]
  }

  /// The records that meet the terms, so many at most.
  private func meeting(_ terms: Terms, limit: Int) throws -> ArraySlice<IdentityRecord> {
    if let known = meetings.found[terms], known.records.count < known.limit || limit <= known.limit {
      return known.records.prefix(limit)
    }
    let found = try records.meeting(terms, limit: limit)
    meetings.found[terms] = (found, limit)
    return found[...]
  }

  /// On the opening night: all against all.
  func opening(_ all: [IdentityRecord]) throws -> Weighed {
    guard all.contains(where: { !$0.hasDocument }) else { return Weighed() }
    entering(.keep)
    try index()
    try records.forgetPages()
    entering(.block)
    let blocks = OpeningBlocks(matcher, all)
    let found = try matcher.edges(
      blocks.pool, skipped: blocks.isSkipped, generic: blocks.isGeneric, entering: entering)
    return Weighed(
      numbers: [], edges: found.edges, candidates: found.candidates, capped: blocks.capped + blocks.crowds)
  }

  /// - changed: as they are now; already written.
  /// - before: as they were.
  /// - also: others to weigh again.
  func night(
    _ changed: [IdentityRecord], before: [IdentityRecord], also: [IdentityRecord]
  ) throws -> Weighed {
    guard try records.anyWithoutDocument() else { return Weighed() }
    try index()
    let needy = try needyKeys(changed.count)
    let now = changed.filter(\.isKnown)
    var focus: [Number: IdentityRecord] = [:]
    for record in now + also
      + (try sharers(
        now, before.filter(\.isKnown), except: Set(changed.map(\.number)), needy))
    {
      focus[record.number] = record
    }
    var weighed = Weighed(numbers: Set(focus.keys).union(changed.map(\.number)))
    // Every block in which a pair can be is read; a record that is in none makes no pair.
    var pool: [Number: IdentityRecord] = [:]
    var exploded: Set<BlockTerms> = []
    var seen: Set<BlockTerms> = []
    for record in focus.values.sorted(by: { $0.number < $1.number }) {
      for block in matcher.rules.blocks.indices {
        if record.hasDocument, let needy, !needy.hasBlock(block, of: record) { continue }
        guard let key = key(block, record), seen.insert(key).inserted,
          try needy != nil || mayPair(record, key.terms)
        else { continue }
        let bearers = try meeting(key.terms, limit: plan.cap + 1)
        if bearers.count > plan.cap {
          weighed.capped.append(bearers.count)
          exploded.insert(key)
        } else {
          for bearer in bearers { pool[bearer.number] = bearer }
        }
      }
    }
    let standing = try Standing(self, focus, needy)
    let found = try matcher.edges(
      pool.values.sorted { $0.number < $1.number }, focus: Set(focus.keys),
      skipped: exploded.isEmpty ? nil : { block, record in key(block, record).map(exploded.contains) ?? false },
      generic: standing.isGeneric, inPair: { try standing.isGeneric($0, $1) || isGeneric($0, $1) },
      entering: entering)
    weighed.capped += standing.crowds
    weighed.edges = found.edges
    weighed.candidates = found.candidates
    return weighed
  }

  /// Makes searches by block and by generic value quick.
  private func index() throws {
    let blocks = matcher.rules.blocks.map { parts in
      parts.compactMap { part in column(part.field).map { RecordStore.Term(column: $0, first: part.first, value: "") } }
    }
    let generic = genericColumns
    try records.index(Set(blocks + generic.map { [RecordStore.Term(column: $0, value: "")] }), named: generic)
  }

  /// The blocks of records without a valid document, where reading those is less work than asking the vault of each block
  /// of each changed record; nil: ask.
  private func needyKeys(_ changed: Int) throws -> NeedyKeys? {
    guard try records.countWithoutDocument() <= 50 * Int64(changed) else { return nil }
    return NeedyKeys(matcher, try records.everWithoutDocument())
  }

  private struct BlockTerms: Hashable {
    var block: Int
    var terms: Terms
  }

  /// Only pairs of which one bears no valid document are weighed.
  private func mayPair(_ record: IdentityRecord, _ terms: Terms) throws -> Bool {
    try !record.hasDocument || records.anyWithoutDocument(meeting: terms)
  }

  private func key(_ block: Int, _ record: IdentityRecord) -> BlockTerms? {
    terms(block, record).map { BlockTerms(block: block, terms: $0) }
  }

  private var genericColumns: [String] {
    matcher.rules.fields.filter { $0.generic != nil }.compactMap { Evidence.column($0.name) }
  }

  private func column(_ field: Int) -> String? { Evidence.column(matcher.rules.fields[field].name) }

  /// What a record's block asks of others; nil where the record lacks a part.
  private func terms(_ block: Int, _ record: IdentityRecord) -> Terms? {
    var terms: Terms = []
    for part in matcher.rules.blocks[block] {
      let field = matcher.rules.fields[part.field].name
      guard let column = Evidence.column(field), let value = matcher.value(record, field) else { return nil }
      let start = part.first.map { first in
        String(String.UnicodeScalarView(value.unicodeScalars.prefix(first)))
      }
      terms.append(RecordStore.Term(column: column, first: part.first, value: start ?? value))
    }
    return terms
  }

  /// Unchanged records whose pairs change although they do not: a value that they bear became generic, or is so no more;
  /// or a block of theirs came to have too many records, or has so no more.
  private func sharers(
    _ now: [IdentityRecord], _ before: [IdentityRecord], except: Set<Number>, _ needy: NeedyKeys?
  ) throws -> [IdentityRecord] {
    var found: [IdentityRecord] = []
    func look(_ terms: Terms, _ turns: ([IdentityRecord]) -> Bool) throws {
      let bearers = try meeting(terms, limit: plan.cap + 1 + except.count).filter {
        !except.contains($0.number)
      }
      if bearers.count <= plan.cap, turns(bearers) { found += bearers }
    }
    for field in matcher.rules.fields {
      guard let limit = field.generic, let column = Evidence.column(field.name) else { continue }
      // Whoever bears the value: a record with a document makes a pair by another block.
      func names(_ records: [IdentityRecord]) -> [String: [String]] {
        Dictionary(grouping: records) { matcher.value($0, field.name) ?? "" }.mapValues { $0.map(name).sorted() }
      }
      let (after, earlier) = (names(now), names(before))
      for value in Set(after.keys).union(earlier.keys).subtracting([""]).sorted() where after[value] != earlier[value] {
        let term = RecordStore.Term(column: column, value: value)
        guard try mayBeGeneric(term, limit, earlier[value] ?? []) else { continue }
        try look([term]) { bearers in
          func isGeneric(_ others: [String]?) -> Bool {
            GenericValues.isGeneric(bearers.map(name) + (others ?? []), limit: limit, cap: plan.cap)
          }
          return isGeneric(after[value]) != isGeneric(earlier[value])
        }
      }
    }
    for block in matcher.rules.blocks.indices {
      func counts(_ records: [IdentityRecord]) -> [Terms: Int] {
        let met = records.filter { needy?.hasBlock(block, of: $0) ?? true }.compactMap { terms(block, $0) }
        return Dictionary(grouping: met) { $0 }.mapValues(\.count)
      }
      let (after, earlier) = (counts(now), counts(before))
      for terms in Set(after.keys).union(earlier.keys) where after[terms] != earlier[terms] {
        guard try needy != nil || records.anyWithoutDocument(meeting: terms) else { continue }
        try look(terms) { bearers in
          let (now, then) = (bearers.count + (after[terms] ?? 0), bearers.count + (earlier[terms] ?? 0))
          return (now > plan.cap) != (then > plan.cap)
        }
      }
    }
    return found
  }

  private func name(_ record: IdentityRecord) -> String { matcher.value(record, "name") ?? "" }

  private func isGeneric(_ field: String, _ value: String) throws -> Bool {
    guard let limit = matcher.rules.fields.first(where: { $0.name == field })?.generic,
      let column = Evidence.column(field)
    else { return false }
    let term = RecordStore.Term(column: column, value: value)
    guard try mayBeGeneric(term, limit) else { return false }
    let bearers = try meeting([term], limit: plan.cap + 1)
    return GenericValues.isGeneric(bearers.map(name), limit: limit, cap: plan.cap)
  }

  /// Whether a value is generic, or was before tonight; old rows of the log count too, so that no name too few is seen.
  ///
  /// - names: of tonight's records as they were.
  private func mayBeGeneric(_ term: RecordStore.Term, _ limit: Int, _ names: [String] = []) throws -> Bool {
    let borne = try records.names(bearing: term, most: plan.cap + 1)
    return GenericValues.isGeneric(borne + names, limit: limit, cap: plan.cap)
  }

  /// Which values of the records in focus are generic, of those that a record without a valid document bears: the others
  /// make no pair.
  private struct Standing {
    private var generic: Set<String> = []
    /// Values under more records than a block compares: so many at least.
    private(set) var crowds: [Int] = []

    init(_ weighing: Weighing, _ focus: [Number: IdentityRecord], _ needy: NeedyKeys?) throws {
      let rules = weighing.matcher.rules
      for (place, field) in rules.fields.enumerated() {
        guard let limit = field.generic, let column = Evidence.column(field.name) else { continue }
        let met = focus.values.filter { needy?.hasValue(place, of: $0) ?? true }
        for value in Set(met.compactMap { weighing.matcher.value($0, field.name) }) {
          let term = RecordStore.Term(column: column, value: value)
          guard try needy != nil || weighing.records.anyWithoutDocument(meeting: [term]) else { continue }
          let names = try weighing.meeting([term], limit: rules.cap + 1).map {
            weighing.matcher.value($0, "name") ?? ""
          }
          if names.count > rules.cap { crowds.append(names.count) }
          if GenericValues.isGeneric(names, limit: limit, cap: rules.cap) { generic.insert("\(field.name)|\(value)") }
        }
      }
    }

    func isGeneric(_ field: String, _ value: String) -> Bool { generic.contains("\(field)|\(value)") }
  }
}
