/// What the mart is expected to count of a feed.
package struct FeedTally: Hashable, Sendable {
  package var announced = 0
  package var accepted = 0
  /// Quarantined rows by rule.
  package var quarantined: [String: Int] = [:]
  package var repeated = 0
  package var late = 0
  /// Deliveries in whose place a corrected one has come.
  var superseded = 0
  /// What the control of one delivery announces beside rows, in the order of its feed; empty for sums of deliveries.
  var totals: [Int] = []

  mutating func count(_ outcome: Outcome) {
    announced += 1
    switch outcome {
    case .accepted(let isLate):
      accepted += 1
      late += isLate ? 1 : 0
    case .quarantined(let rule): quarantined[rule, default: 0] += 1
    case .repeated: repeated += 1
    }
  }

  /// Takes back one row that was counted.
  mutating func uncount(_ outcome: Outcome) {
    announced -= 1
    switch outcome {
    case .accepted(let isLate):
      accepted -= 1
      late -= isLate ? 1 : 0
    case .quarantined(let rule): quarantined[rule, default: 1] -= 1
    case .repeated: repeated -= 1
    }
  }

  mutating func add(_ other: FeedTally) {
    announced += other.announced
    accepted += other.accepted
    quarantined.merge(other.quarantined, uniquingKeysWith: +)
    repeated += other.repeated
    late += other.late
    superseded += other.superseded
  }

  var json: JSONValue {
    .object([
      ("announced", .number(announced)), ("accepted", .number(accepted)),
      ("quarantined", .object(quarantined.sorted { $0.key < $1.key }.map { ($0.key, .number($0.value)) })),
      ("repeated", .number(repeated)), ("late", .number(late)), ("orphans", .number(0)),
      ("superseded", .number(superseded)),
    ])
  }
}
