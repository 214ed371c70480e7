/// A change of identity of one number.
package struct IdentityEvent: Hashable, Sendable {
  package enum Kind: String, Sendable, CaseIterable {
    case new = "NEW", merge = "MERGE", split = "SPLIT", move = "MOVE", retire = "RETIRE", revive = "REVIVE"
  }
  package var date: String
  package var kind: Kind
  package var src: String
  package var number: Int64
  package var old: Int64?
  package var new: Int64?
  package var rule: String

  package init(
    date: String, kind: Kind, src: String, number: Int64, old: Int64? = nil, new: Int64? = nil, rule: String = ""
  ) {
    self.date = date
    self.kind = kind
    self.src = src
    self.number = number
    self.old = old
    self.new = new
    self.rule = rule
  }
}

/// One party of one number, from a day up to another: `[from, to)`.
package struct PartySpan: Hashable, Sendable {
  package var party: Int64
  package var from: String
  package var to: String

  package init(party: Int64, from: String, to: String) {
    self.party = party
    self.from = from
    self.to = to
  }
}

/// What events make of the spans of a number.
package enum Spans {
  package static let forever = "9999-12-31"

  /// The spans after one more event. MERGE, SPLIT and REVIVE rewrite what stood under the old party, from its
  /// first day; MOVE closes on its date and opens the next.
  package static func apply(_ event: IdentityEvent, to spans: [PartySpan], firstDay: String) -> [PartySpan] {
    var spans = spans
    switch event.kind {
    case .retire: return []
    case .new:
      guard let party = event.new else { return spans }
      return [PartySpan(party: party, from: firstDay, to: forever)]
    case .move:
      guard let party = event.new else { return spans }
      if let last = spans.indices.last { spans[last].to = event.date }
      spans.removeAll { $0.from >= $0.to }
      return spans + [PartySpan(party: party, from: event.date, to: forever)]
    case .merge, .split, .revive:
      guard let party = event.new else { return spans }
      for index in spans.indices where spans[index].party == event.old { spans[index].party = party }
      return joined(spans)
    }
  }

  /// The same spans, of which the first begins on `firstDay`.
  package static func beginning(_ firstDay: String, _ spans: [PartySpan]) -> [PartySpan] {
    var spans = spans
    if !spans.isEmpty { spans[0].from = firstDay }
    return spans
  }

  /// Neighbours of one party become one span.
  private static func joined(_ spans: [PartySpan]) -> [PartySpan] {
    spans.reduce(into: []) { result, span in
      if let last = result.last, last.party == span.party, last.to == span.from {
        result[result.count - 1].to = span.to
      } else {
        result.append(span)
      }
    }
  }
}
