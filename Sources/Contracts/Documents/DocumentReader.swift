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
  private struct Kind: Sendable {
    var form: DocumentForm
    var rule: DocumentKind
    var prefixes: [[Unicode.Scalar]]
  }

  private let kinds: [String: Kind]

  /// Kinds by the name that the document-kind column uses. A kind whose form cannot be read accepts nothing;
  /// the reader of contracts reports it (``DocumentForm/problem(in:)``).
  public init(kinds: [String: DocumentKind]) {
    self.kinds = kinds.compactMapValues { rule in
      DocumentForm(rule.form).map {
        Kind(form: $0, rule: rule, prefixes: rule.prefixes.map { Array($0.unicodeScalars) })
      }
    }
  }

  /// The document, or nil where the kind is unknown or the number is not valid for it: form, prefix, check
  /// character, birth date; a kind whose issuing country counts is not valid without one.
  ///
  /// Full-width characters are read as half-width, letters as capitals, spaces around are ignored.
  public func read(kind: String, number: String, country: String? = nil) -> Document? {
    guard let kind = kinds[kind] else { return nil }
    let rule = kind.rule
    var text = Self.normalised(number)
    guard !text.isEmpty, kind.form.matches(text),
      kind.prefixes.isEmpty || kind.prefixes.contains(where: { text.starts(with: $0) })
    else { return nil }
    if let insert = rule.insert {
      guard text.count >= rule.insertAfter else { return nil }
      text.insert(contentsOf: insert.unicodeScalars, at: rule.insertAfter)
      guard let check = Checksum.mod11_2(text[...]) else { return nil }
      text.append(check)
    } else if rule.checksum == .mod11_2 {
      guard let last = text.last, Checksum.mod11_2(text.dropLast()) == last else { return nil }
    }
    var birth: BusinessDate?
    if let range = rule.birth {
      guard range.upperBound <= text.count, range.lowerBound >= 1,
        let date = BusinessDate(compact: Self.string(text[(range.lowerBound - 1)..<range.upperBound]))
      else { return nil }
      birth = date
    }
    var comparable = Self.string(text.prefix(rule.compare ?? text.count))
    if rule.perCountry {
      guard let country, !country.isEmpty else { return nil }
      comparable = "\(country)|\(comparable)"
    }
    return Document(
      family: rule.family, comparable: comparable, birth: birth, sex: rule.sex.flatMap { Self.sex($0, text) })
  }

  private static func sex(_ rule: DocumentKind.SexDigit, _ text: [Unicode.Scalar]) -> String? {
    guard rule.at >= 1, rule.at <= text.count, let digit = Int(string([text[rule.at - 1]])) else { return nil }
    return digit % 2 == 1 ? rule.odd : rule.even
  }

  private static func normalised(_ number: String) -> [Unicode.Scalar] {
    var scalars = number.unicodeScalars.map(\.halfWidth.upperCased)
    while scalars.last == " " { scalars.removeLast() }
    return scalars.first == " " ? Array(scalars.drop { $0 == " " }) : scalars
  }

  private static func string(_ scalars: some Sequence<Unicode.Scalar>) -> String {
    var view = String.UnicodeScalarView()
    view.append(contentsOf: scalars)
    return String(view)
  }
}

extension Unicode.Scalar {
  /// The half-width twin of a full-width character (U+FF01 … U+FF5E and the ideographic space), else itself.
  public var halfWidth: Unicode.Scalar {
    switch value {
    case 0xff01...0xff5e: Unicode.Scalar(value - 0xfee0) ?? self
    case 0x3000: " "
    default: self
    }
  }

  /// The capital of an ASCII letter, else itself.
  var upperCased: Unicode.Scalar {
    (0x61...0x7a).contains(value) ? Unicode.Scalar(value - 0x20) ?? self : self
  }
}
