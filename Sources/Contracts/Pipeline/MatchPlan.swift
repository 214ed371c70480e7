import MartCore

/// How records that no document joins are found, compared and judged. It names fields, comparators and limits; what they
/// weigh is in the model, a file that is counted and frozen.
public struct MatchPlan: Sendable {
  public enum Comparator: String, Sendable, CaseIterable {
    case exact, edits, date, number
    case jaroWinkler = "jaro-winkler"
  }

  public struct Field: Sendable {
    public var name: String
    public var compare: Comparator = .exact
    /// From the weakest to the strongest; between 'differs' and equal.
    public var levels: [Double] = []
    /// The kind of evidence; nil: none.
    public var evidence: String?
    /// A value under more distinct names than this is no evidence; nil: any is.
    public var generic: Int?
    public var byFrequency = false
    public var location: FileLocation
  }

  /// A field, or its first characters: `surname`, `surname:4`.
  public struct KeyPart: Sendable, Hashable {
    public var field: String
    public var first: Int?
  }

  public var fields: [Field] = []
  /// Records that agree on every part of one block are compared.
  public var blocks: [[KeyPart]] = []
  /// A block of more records compares nobody, and is reported.
  public var cap = 200
  /// Bits from which a pair is one person; nil: where the model holds both for equally likely.
  public var auto: Double?
  /// Bits from which a steward is asked; nil: never.
  public var review: Double?
  /// The model's file, from the pipeline folder; nil: none was trained yet, and nothing is weighed.
  public var model: String?
  public var location: FileLocation

  public init(location: FileLocation) { self.location = location }

  /// Reads rules that stand in a file of their own, as a benchmark has them.
  ///
  /// - Throws: `Findings`.
  package static func read(_ yaml: String, file: String) throws -> MatchPlan {
    var reading = Reading("matching")
    let contract = shape.contract(yaml, file: file, blank: MatchPlan.init, &reading)
    guard reading.findings.isEmpty, let contract else { throw Findings(reading.findings) }
    return contract.value
  }
}

/// A feed in which sources say themselves that two numbers are one person (rule D3).
public struct LinkFeed: Sendable {
  public var feed = ""
  /// The column of the kind of link, and its code that says 'the same person'.
  public var kind = ""
  public var same = ""
  /// Columns of the two sides: the source's word and the number, which bears a token.
  public var sourceA = ""
  public var numberA = ""
  public var sourceB = ""
  public var numberB = ""
  /// Columns of the first day, and of the first day no more.
  public var from: String?
  public var to: String?
  public var location: FileLocation

  public init(location: FileLocation) { self.location = location }
}
