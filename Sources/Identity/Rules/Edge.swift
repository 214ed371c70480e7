/// A reason to hold two numbers for one human, or to ask about them.
struct Edge: Hashable, Sendable {
  /// In the order in which clusters grow: S1, a steward said 'the same'; then the rules of the waterfall.
  enum Rule: String, Sendable, CaseIterable, Comparable {
    case steward = "S1", document = "D1", declared = "D3", phone = "D4", weighed = "F1", asked = "F2"

    static func < (left: Rule, right: Rule) -> Bool { left.place < right.place }
    private var place: Int { Self.allCases.firstIndex(of: self) ?? 0 }
  }

  /// The lesser number.
  var a: Number
  var b: Number
  var rule: Rule
  /// Bits; 0 where the rule weighs nothing.
  var weight = 0.0
  /// Which fields agree how far, `name=4 phone=2`; for a declared link its id; without values.
  var evidence = ""
  /// The version of the model that weighed it; empty where none did.
  var model = ""

  init(_ one: Number, _ other: Number, _ rule: Rule, weight: Double = 0, evidence: String = "", model: String = "") {
    (a, b) = one < other ? (one, other) : (other, one)
    self.rule = rule
    self.weight = weight
    self.evidence = evidence
    self.model = model
  }

  var pair: NumberPair { NumberPair(a, b) }
  var joins: Bool { rule != .asked }

  /// Best first: by rule, weight, then number, so that the order of arrival counts nothing.
  static func better(_ left: Edge, _ right: Edge) -> Bool {
    if left.rule != right.rule { return left.rule < right.rule }
    if left.weight != right.weight { return left.weight > right.weight }
    return left.pair < right.pair
  }
}

/// Two numbers, the lesser first.
struct NumberPair: Hashable, Comparable, Sendable {
  let a: Number
  let b: Number

  init(_ one: Number, _ other: Number) { (a, b) = one < other ? (one, other) : (other, one) }

  static func < (left: NumberPair, right: NumberPair) -> Bool {
    left.a != right.a ? left.a < right.a : left.b < right.b
  }

  func other(_ number: Number) -> Number { number == a ? b : a }
}
