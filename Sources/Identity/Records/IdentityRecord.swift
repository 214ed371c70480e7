/// A source customer number: which source (by place in the order of trust) and its token.
struct Number: Hashable, Comparable, Sendable {
  var trust: Int
  var token: Int64

  static func < (left: Number, right: Number) -> Bool { (left.trust, left.token) < (right.trust, right.token) }
}

/// What identity knows of one number now. A night may hold millions: all texts are in one piece.
struct IdentityRecord: Hashable, Sendable {
  /// The texts, in the order in which they are packed.
  enum Text: Int, CaseIterable {
    case opened, spelled, name, document, lastDocument, firstDay, typed, phone, birth, sex, address, device

    /// How many there are before those of evidence.
    static let beforeEvidence = Text.typed.rawValue
  }

  private let token: Int64
  private let trust: Int32
  /// False where no delivery in force knows the number any more.
  var isKnown: Bool
  /// True once the source gave the number to another human; its token then names no party of the new one.
  var hasMoved: Bool
  private var texts: PackedTexts

  init(
    number: Number, spelled: String, isKnown: Bool = true, document: String?, lastDocument: String? = nil, name: String,
    opened: String, firstDay: String, hasMoved: Bool = false, evidence: Evidence = Evidence()
  ) {
    token = number.token
    trust = Int32(truncatingIfNeeded: number.trust)
    self.isKnown = isKnown
    self.hasMoved = hasMoved
    texts = PackedTexts([
      opened, spelled, name, document, lastDocument == document ? Self.same : lastDocument, firstDay, evidence.typed,
      evidence.phone, evidence.birth, evidence.sex, evidence.address, evidence.device,
    ])
  }

  /// Stands for a last document that is the present one, or for none where there is none.
  private static let same = ""

  var number: Number { Number(trust: Int(trust), token: token) }
  /// The number as the source writes it, with the source before it.
  var spelled: String { text(.spelled) }
  /// Key of a valid document that is no placeholder; nil where there is none.
  var document: String? { texts[Text.document.rawValue] }
  var hasDocument: Bool { texts.has(Text.document.rawValue) }
  /// The document, else the last one that the number bore.
  var lastDocument: String? {
    get {
      let last = texts[Text.lastDocument.rawValue]
      return last == Self.same ? document : last
    }
    set { replace(.lastDocument, by: newValue == document ? Self.same : newValue) }
  }
  /// Normalised.
  var name: String { text(.name) }
  /// By the source's word, when the relation began; the earliest record founds a party.
  var opened: String { text(.opened) }
  /// The first day on which the number stands for a person: the earlier of `opened` and its first business date.
  var firstDay: String {
    get { text(.firstDay) }
    set { if newValue != firstDay { replace(.firstDay, by: newValue) } }
  }
  var evidence: Evidence {
    Evidence(kept: (Text.beforeEvidence..<Text.allCases.count).map { texts[$0] ?? "" })
  }

  /// Which kind of document the valid one is, as C1 compares them.
  var family: Substring? { document?.prefix { $0 != "|" } }

  func text(_ text: Text) -> String { texts[text.rawValue] ?? "" }

  /// The bytes of a text, in place; empty where there is none.
  func read<Result>(_ text: Text, _ body: (UnsafeBufferPointer<UInt8>) -> Result) -> Result {
    texts.read(text.rawValue, body)
  }

  func isSame(_ text: Text, in other: IdentityRecord) -> Bool {
    read(text) { mine in other.read(text) { mine.elementsEqual($0) } }
  }

  /// Whether it was opened on an earlier day; nil where both say the same, or not of days as `2024-09-30`.
  func isEarlier(than other: IdentityRecord) -> Bool? {
    guard let (mine, theirs) = day.flatMap({ mine in other.day.map { (mine, $0) } }), mine != theirs else { return nil }
    return mine < theirs
  }

  /// The day of opening as a number in the order of days; nil where it is none of ten ASCII characters.
  var day: UInt64? {
    read(.opened) { bytes in
      guard bytes.count == 10, bytes.allSatisfy({ (0x2d...0x39).contains($0) }) else { return nil }
      return bytes.reduce(0) { $0 << 4 | UInt64($1 - 0x2d) }
    }
  }

  /// The same but for phone, address and the like.
  func isSame(butForEvidence other: IdentityRecord) -> Bool {
    token == other.token && trust == other.trust && isKnown == other.isKnown && hasMoved == other.hasMoved
      && texts.begins(like: other.texts, Text.beforeEvidence)
  }

  private mutating func replace(_ text: Text, by value: String?) {
    texts = texts.replacing(text.rawValue, by: value, of: Text.allCases.count)
  }
}
