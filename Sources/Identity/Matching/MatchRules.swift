/// How pairs are found, compared and judged: what a pipeline says, in the library's own words.
package struct MatchRules: Hashable, Sendable {
  package enum Comparator: String, Hashable, Sendable, CaseIterable {
    /// Equal or not.
    case exact
    /// Jaro–Winkler, with levels as likeness from weakest to strongest.
    case jaroWinkler = "jaro-winkler"
    /// Edits on characters, with levels as distances from farthest to nearest.
    case edits
    /// Dates of eight digits: two parts agree, one slip, equal.
    case date
    /// Whole numbers, with levels as distances from farthest to nearest.
    case number
  }

  package struct Field: Hashable, Sendable {
    package var name: String
    package var comparator: Comparator
    package var levels: [Double]
    /// The kind of evidence that agreement is (name, phone …); nil: it adds weight, but counts for no kind.
    package var evidence: String?
    /// A value under more distinct names than this says nothing; nil: any may.
    package var generic: Int?
    /// Agreement on a rare value weighs more than on a frequent one.
    package var byFrequency: Bool

    package init(
      _ name: String, _ comparator: Comparator, levels: [Double] = [], evidence: String? = nil, generic: Int? = nil,
      byFrequency: Bool = false
    ) {
      self.name = name
      self.comparator = comparator
      self.levels = levels
      self.evidence = evidence
      self.generic = generic
      self.byFrequency = byFrequency
    }

    /// Levels above 'differs': those declared, and equal.
    package var levelCount: Int { comparator == .date ? 3 : comparator == .exact ? 1 : levels.count + 1 }
  }

  /// A field, or its first characters.
  package struct KeyPart: Hashable, Sendable {
    package var field: Int
    package var first: Int?

    package init(field: Int, first: Int? = nil) {
      self.field = field
      self.first = first
    }
  }

  package var fields: [Field]
  /// Records that agree on all parts of one block are compared.
  package var blocks: [[KeyPart]]
  /// A block of more records is reported and compares nobody.
  package var cap: Int
  /// Bits from which a pair is one person, where two kinds of evidence agree; nil: even odds by the model's prior.
  package var auto: Double?
  /// Bits from which a steward is asked.
  package var review: Double?

  package init(fields: [Field], blocks: [[KeyPart]], cap: Int = 200, auto: Double? = nil, review: Double? = nil) {
    self.fields = fields
    self.blocks = blocks
    self.cap = cap
    self.auto = auto
    self.review = review
  }
}
