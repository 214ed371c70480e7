import MartCore

extension DocumentKind {
  /// The number as it is compared with others of its family: half-width, upper case, without spaces around it,
  /// lengthened where it is of an old short form, shortened to `compare` characters.
  ///
  /// - Returns: nil where form, prefix, birth date or check character do not hold. The issuing country of
  ///   `perCountry` documents is not part of it.
  public func normalised(_ raw: String) -> String? { DocumentForm(self).comparable(raw) }
}

/// A kind of document, ready to read many numbers.
public struct DocumentForm: Sendable {
  private indirect enum Part: Sendable {
    case digit, letter, digitOrX
    case anything
    case choice(Set<Unicode.Scalar>)
    case optional([Part])
  }

  private let kind: DocumentKind
  private let parts: [Part]
  private let prefixes: [[Unicode.Scalar]]

  public init(_ kind: DocumentKind) {
    self.kind = kind
    var rest = Substring(kind.form).unicodeScalars
    parts = Self.parse(&rest)
    prefixes = kind.prefixes.map { Array($0.unicodeScalars) }
  }

  public func comparable(_ raw: String) -> String? {
    var number = Self.tidy(raw)
    guard matches(parts[...], number[...]), prefixes.isEmpty || prefixes.contains(where: { number.starts(with: $0) })
    else { return nil }
    if let insert = kind.insert {
      guard kind.insertAfter <= number.count else { return nil }
      number.insert(contentsOf: insert.unicodeScalars, at: kind.insertAfter)
      guard let check = Self.checkCharacter(number[...]) else { return nil }
      number.append(check)
    } else if kind.checksum == .mod11_2, Self.checkCharacter(number.dropLast()) != number.last {
      return nil
    }
    guard hasRealBirth(number) else { return nil }
    var text = String.UnicodeScalarView()
    text.append(contentsOf: number.prefix(kind.compare ?? number.count))
    return String(text)
  }

  /// Half-width, upper case, without spaces at either end.
  private static func tidy(_ raw: String) -> [Unicode.Scalar] {
    let scalars = raw.unicodeScalars.map { scalar -> Unicode.Scalar in
      var value = scalar.value
      if value == 0x3000 { value = 0x20 }
      if value >= 0xff01, value <= 0xff5e { value -= 0xfee0 }
      if value >= 0x61, value <= 0x7a { value -= 0x20 }
      return Unicode.Scalar(value) ?? scalar
    }
    let begun = scalars.drop { $0 == " " }
    return Array(begun.reversed().drop { $0 == " " }.reversed())
  }

  private func hasRealBirth(_ number: [Unicode.Scalar]) -> Bool {
    guard let birth = kind.birth else { return true }
    guard birth.lowerBound >= 1, birth.upperBound <= number.count else { return false }
    let text = String(String.UnicodeScalarView(number[(birth.lowerBound - 1)..<birth.upperBound]))
    return BusinessDate(compact: text) != nil
  }

  /// MOD 11-2 of ISO 7064, as in GB 11643-1999: weights are 2 to the power of the distance from the check
  /// character, modulo 11; nil where a character is no digit.
  private static func checkCharacter(_ digits: ArraySlice<Unicode.Scalar>) -> Unicode.Scalar? {
    var product: UInt32 = 0
    for scalar in digits {
      guard scalar >= "0", scalar <= "9" else { return nil }
      product = (product + scalar.value - 0x30) * 2 % 11
    }
    let check = (12 - product) % 11
    return check == 10 ? "X" : Unicode.Scalar(0x30 + check)
  }

  // MARK: The form

  private static func parse(_ rest: inout Substring.UnicodeScalarView) -> [Part] {
    var parts: [Part] = []
    while let scalar = rest.popFirst() {
      switch scalar {
      case "9": parts.append(.digit)
      case "A": parts.append(.letter)
      case "X": parts.append(.digitOrX)
      case "*": parts.append(.anything)
      case "[":
        let choice = rest.prefix { $0 != "]" }
        rest = rest.dropFirst(choice.count + 1)
        parts.append(.choice(Set(choice)))
      case "(": parts.append(.optional(parse(&rest)))
      case ")": return parts
      default: parts.append(.choice([scalar]))
      }
    }
    return parts
  }

  private func matches(_ parts: ArraySlice<Part>, _ number: ArraySlice<Unicode.Scalar>) -> Bool {
    guard let part = parts.first else { return number.isEmpty }
    let rest = parts.dropFirst()
    if case .optional(let inner) = part {
      return matches(rest, number) || matches((inner + rest)[...], number)
    }
    guard let scalar = number.first else { return false }
    let after = number.dropFirst()
    switch part {
    case .digit: return scalar >= "0" && scalar <= "9" && matches(rest, after)
    case .letter: return scalar >= "A" && scalar <= "Z" && matches(rest, after)
    case .digitOrX: return (scalar == "X" || scalar >= "0" && scalar <= "9") && matches(rest, after)
    case .choice(let choice): return choice.contains(scalar) && matches(rest, after)
    case .anything: return matches(rest, after) || matches(parts, after)
    case .optional: return false
    }
  }
}
