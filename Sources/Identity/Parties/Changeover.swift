import Contracts
import MartStore

/// Turns settled parts into events and spans: one event for each number whose party changes.
struct Changeover {
  let night: Night
  let changes: [RecordChange]
  let settled: [SettledPart]
  /// Spans that are known to have been there; others are looked up.
  let before: [Number: [PartySpan]]
  let current: [Number: PartySpan]
  /// Numbers that stand for another human from tonight on, and by which rule.
  let moved: [Number: String]
  let causes: Causes

  func write() throws -> [IdentityEvent] {
    var records = Dictionary(changes.lazy.map { ($0.new.number, $0.new) }) { first, _ in first }
    for part in settled { for record in part.part.records { records[record.number] = record } }
    var events = (settled.flatMap { self.events($0) } + retirements()).sorted { $0.number < $1.number }
    var spans: [Number: [PartySpan]] = [:]
    func apply(_ number: Number, _ event: IdentityEvent) throws {
      let before = try spans[number] ?? (current.isEmpty ? [] : earlier(number))
      let firstDay = records[number]?.firstDay ?? before.first?.from ?? event.date
      spans[number] = Spans.beginning(firstDay, Spans.apply(event, to: before, firstDay: firstDay))
    }
    for (number, event) in events { try apply(number, event) }
    // Numbers that went to another human keep their old days with the old party, also when that ends in another.
    for part in settled {
      for ended in part.ended.sorted() {
        for number in try night.parties.numbers(of: ended) {
          let before = try spans[number] ?? earlier(number)
          guard before.contains(where: { $0.party == ended }) else { continue }
          let event = event(
            .merge, number, old: ended, new: part.key, rule: mergeRule(part, ended))
          try apply(number, event)
          events.append((number, event))
        }
      }
    }
    try correctFirstDays(&spans)
    // In the order in which the indexes by number lie, whatever the source.
    for (number, spans) in spans.sorted(by: { ($0.key.token, $0.key.trust) < ($1.key.token, $1.key.trust) }) {
      try night.parties.write(spans, of: number, night.generation)
    }
    let ordered = events.map(\.event)
    try night.parties.write(ordered, night.date, night.generation)
    return ordered
  }

  private func earlier(_ number: Number) throws -> [PartySpan] { try before[number] ?? night.parties.spans(number) }

  private typealias Numbered = (number: Number, event: IdentityEvent)

  private func events(_ settled: SettledPart) -> [Numbered] {
    let keeper = settled.keeper(current)
    return settled.part.records.compactMap { record in
      let old = current[record.number]?.party
      guard old != settled.key else { return nil }
      let kind = kind(record, settled, old)
      let joins = settled.part.records.count > 1
      let leaves = kind == .split || kind == .revive
      let rule =
        leaves
        ? causes.split(settled.part)
        : joins
          ? causes.merge(record.number, with: old == nil ? settled.part.founder?.number : keeper)
          : moved[record.number] ?? ""
      return (record.number, event(kind, record.number, old: old, new: settled.key, rule: rule))
    }
  }

  private func mergeRule(_ part: SettledPart, _ ended: Int64) -> String {
    let joined = part.part.records.first { current[$0.number]?.party == ended }?.number
    return joined.map { causes.merge($0, with: part.keeper(current)) } ?? Edge.Rule.document.rawValue
  }

  private func kind(_ record: IdentityRecord, _ settled: SettledPart, _ old: Int64?) -> IdentityEvent.Kind {
    if old == nil { return .new }
    if moved[record.number] != nil { return .move }
    switch settled.origin {
    case .kept: return .merge
    case .made: return .split
    case .revived: return .revive
    }
  }

  private func retirements() -> [Numbered] {
    changes.filter { !$0.new.isKnown }.compactMap { change in
      current[change.new.number].map {
        (change.new.number, event(.retire, change.new.number, old: $0.party, new: nil, rule: ""))
      }
    }
  }

  private func event(
    _ kind: IdentityEvent.Kind, _ number: Number, old: Int64?, new: Int64?, rule: String
  ) -> IdentityEvent {
    IdentityEvent(
      date: night.date.description, kind: kind, src: night.plan.sources[number.trust].src, number: number.token,
      old: old, new: new, rule: rule)
  }

  /// A number may turn out to have been there earlier than thought, without any event.
  private func correctFirstDays(_ spans: inout [Number: [PartySpan]]) throws {
    for change in changes where change.new.isKnown && spans[change.new.number] == nil {
      let before = try earlier(change.new.number)
      guard let first = before.first, first.from != change.new.firstDay else { continue }
      spans[change.new.number] = Spans.beginning(change.new.firstDay, before)
    }
  }
}
