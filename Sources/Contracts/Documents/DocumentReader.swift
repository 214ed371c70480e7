import MartCore

/// A valid identity document, in the form in which two of them are compared.
public struct Document: Hashable, Sendable {
  /// Documents of one family are compared with each other.
  public var family: String
  /// What is compared: two valid documents are one exactly when family and this text are equal.
  public var comparable: String
  /// The birth date that the number itself tells; nil where its kind tells none.
  public var birth: BusinessDate?
  /// The code of the sex that the number itself tells; nil where its kind tells none.
  public var sex: String?

  /// Family and comparable text, in one piece.
  public var key: String { "\(family)|\(comparable)" }
}

/// Reads identity documents as the pipeline describes them. It knows forms and check characters, no document by name.
public struct DocumentReader: Sendable {
  private let kinds: [String: DocumentJudge]

  /// Kinds by the name that the document-kind column uses. A kind whose form cannot be read accepts nothing;
  /// the reader of contracts reports it (``DocumentForm/problem(in:)``).
  public init(kinds: [String: DocumentKind]) {
    self.kinds = kinds.compactMapValues(DocumentJudge.init)
  }

  /// The document, or nil where the kind is unknown or the number is not valid for it: form, prefix, check
  /// character, birth date; a kind whose issuing country counts is not valid without one.
  ///
  /// Full-width characters are read as half-width, letters as capitals, spaces around are ignored.
  public func read(kind: String, number: String, country: String? = nil) -> Document? {
    guard let judge = kinds[kind] else { return nil }
    let rule = judge.rule
    var text = Array(number.unicodeScalars)
    guard case .valid(let birth) = judge.judge(&text) else { return nil }
    var comparable = Self.string(text.prefix(rule.compare ?? text.count))
    if rule.perCountry {
      guard let country, !country.isEmpty else { return nil }
      comparable = "\(country)|\(comparable)"
    }
    return Document(
      family: rule.family, comparable: comparable, birth: birth, sex: judge.sex(text))
  }

  private static func string(_ scalars: some Sequence<Unicode.Scalar>) -> String {
    var view = String.UnicodeScalarView()
    view.append(contentsOf: scalars)
    return String(view)
  }
}
