import MartCore

/// Which feeds bring records of persons, and how documents are read; everything that Identity needs to
/// know of a trade.
public struct IdentityPlan: Sendable {
  /// In order of trust, the most trusted first.
  public var sources: [Source]
  /// By kind, as the document-kind column spells it.
  public var documents: [String: DocumentKind]
  /// Surnames of two characters.
  public var compoundSurnames: [String]
  /// Values that are no evidence (placeholders), by evidence name: `name`, `phone`, `document`.
  public var placeholders: [String: [String]]
  /// How records without a valid document are matched; nil: documents alone tell.
  public var matching: MatchPlan? = nil
  /// Where sources declare that two numbers are one person; nil: nowhere.
  public var links: LinkFeed? = nil

  public struct Source: Sendable {
    /// A short word for the source: what stands before the bar in the value of a number's token, and in every event.
    public var src: String
    public var feed: String
    /// Column names of the feed that play each part.
    public var number: String
    public var name: String
    public var documentKind: String
    public var document: String
    /// The column of the issuing country, for kinds to which it belongs.
    public var country: String?
    public var phone: String?
    public var birthDate: String?
    public var sex: String?
    public var address: String? = nil
    public var device: String? = nil
    /// The column by which a founder is chosen: the earliest date founds the party.
    public var opened: String
  }
  public var location: FileLocation
}

/// The form of one kind of identity document.
public struct DocumentKind: Sendable, Hashable {
  public enum Checksum: String, Sendable, CaseIterable { case none, mod11_2 = "mod11-2" }

  /// A digit whose oddness tells the sex, in the codes of the feeds.
  public struct SexDigit: Sendable, Hashable {
    /// Position, from 1.
    public var at: Int
    public var odd: String
    public var even: String

    public init(at: Int, odd: String, even: String) {
      self.at = at
      self.odd = odd
      self.even = even
    }
  }

  /// One letter a character: `9` a digit, `A` a letter, `X` a digit or X (upper-cased), `*` anything; other
  /// characters stand for themselves; `[…]` a choice; `+` the sign before it once or more; a part in `(…)` at
  /// the end may be missing. A `*` alone is anything of any length.
  public var form: String
  public var checksum: Checksum
  /// Documents of one family are compared with each other (`ID15` and `ID18` are `resident`).
  public var family: String
  /// First and last position (from 1) of a birth date yyyymmdd inside the number, after `insert` where there is
  /// one; nil where there is none.
  public var birth: ClosedRange<Int>?
  /// The digit inside the number, after `insert`, that tells the sex; nil where there is none.
  public var sex: SexDigit? = nil
  /// Prefixes of which one must begin the number; empty: any.
  public var prefixes: [String]
  /// How many leading characters are compared; nil: all.
  public var compare: Int?
  /// For the short first-generation card: insert this text after `insertAfter` characters, then append a check character.
  public var insert: String?
  public var insertAfter: Int
  /// True where the issuing country belongs to the document's identity (passports).
  public var perCountry: Bool

  public init(
    form: String, checksum: Checksum = .none, family: String, birth: ClosedRange<Int>? = nil, prefixes: [String] = [],
    compare: Int? = nil, insert: String? = nil, insertAfter: Int = 0, perCountry: Bool = false
  ) {
    self.form = form
    self.checksum = checksum
    self.family = family
    self.birth = birth
    self.prefixes = prefixes
    self.compare = compare
    self.insert = insert
    self.insertAfter = insertAfter
    self.perCountry = perCountry
  }
}
