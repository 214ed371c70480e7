/// A source customer number: which source (by place in the order of trust) and its token.
struct Number: Hashable, Comparable, Sendable {
  var trust: Int
  var token: Int64

  static func < (left: Number, right: Number) -> Bool { (left.trust, left.token) < (right.trust, right.token) }
}

/// What identity knows of one number now.
struct IdentityRecord: Hashable, Sendable {
  var number: Number
  /// The number as the source writes it, with the source before it.
  var spelled: String
  /// False where no delivery in force knows the number any more.
  var isKnown = true
  /// Key of a valid document that is no placeholder; nil where there is none.
  var document: String?
  /// The document, else the last one that the number bore.
  var lastDocument: String?
  /// Normalised.
  var name: String
  /// By the source's word, when the relation began; the earliest record founds a party.
  var opened: String
  /// The first day on which the number stands for a person: the earlier of `opened` and its first business date.
  var firstDay: String
  /// True once the source gave the number to another human; its token then names no party of the new one.
  var hasMoved = false
  var evidence = Evidence()

  /// Which kind of document the valid one is, as C1 compares them.
  var family: Substring? { document?.prefix { $0 != "|" } }
}
