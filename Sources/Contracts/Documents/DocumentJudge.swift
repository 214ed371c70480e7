import MartCore

/// Tells whether a number is valid for one kind of document. It looks at every customer's record, so it reads signs by
/// their place in an array, makes no texts, and is no value to be copied.
public final class DocumentJudge: Sendable {
  public enum Verdict: Sendable, Hashable {
    case invalid
    /// With the birth date that the number tells; nil where its kind tells none.
    case valid(BusinessDate?)
  }

  let rule: DocumentKind
  private let form: DocumentForm
  /// By their first sign, since a region's number has one of some thirty.
  private let prefixes: PrefixTable
  private let insert: [Unicode.Scalar]?

  /// Nil for a kind whose form cannot be read.
  public init?(_ rule: DocumentKind) {
    guard let form = DocumentForm(rule.form) else { return nil }
    self.rule = rule
    self.form = form
    prefixes = PrefixTable(rule.prefixes)
    insert = rule.insert.map { Array($0.unicodeScalars) }
  }

  /// Judges a number: form, prefix, check character, birth date. `text` becomes the number in its full form.
  public func judge(_ text: inout [Unicode.Scalar]) -> Verdict {
    Self.normalise(&text)
    guard !text.isEmpty, form.matches(text), prefixes.begin(text) else { return .invalid }
    if let insert {
      guard text.count >= rule.insertAfter else { return .invalid }
      text.insert(contentsOf: insert, at: rule.insertAfter)
      guard let check = Checksum.mod11_2(text[...]) else { return .invalid }
      text.append(check)
    } else if rule.checksum == .mod11_2 {
      guard Checksum.mod11_2(text[..<(text.count - 1)]) == text[text.count - 1] else { return .invalid }
    }
    guard let range = rule.birth else { return .valid(nil) }
    return Self.date(text, range).map { .valid($0) } ?? .invalid
  }

  /// The code of the sex that a valid number, in its full form, tells; nil where its kind tells none.
  public func sex(_ text: [Unicode.Scalar]) -> String? {
    guard let told = rule.sex, told.at >= 1, told.at <= text.count else { return nil }
    let digit = text[told.at - 1].value
    guard digit >= 0x30, digit <= 0x39 else { return nil }
    return digit % 2 == 1 ? told.odd : told.even
  }

  /// Full-width characters become half-width, letters capitals; spaces around go.
  private static func normalise(_ text: inout [Unicode.Scalar]) {
    text.withUnsafeMutableBufferPointer { signs in
      for place in signs.indices { signs[place] = signs[place].halfWidth.upperCased }
    }
    while text.last == " " { text.removeLast() }
    if text.first == " " { text.removeFirst(text.firstIndex { $0 != " " } ?? text.count) }
  }

  /// - range: first and last place of yyyymmdd, from 1.
  private static func date(_ text: [Unicode.Scalar], _ range: ClosedRange<Int>) -> BusinessDate? {
    guard range.count == 8, range.lowerBound >= 1, range.upperBound <= text.count else { return nil }
    var number = 0
    for place in (range.lowerBound - 1)..<range.upperBound {
      let value = text[place].value
      guard value >= 0x30, value <= 0x39 else { return nil }
      number = number * 10 + Int(value - 0x30)
    }
    return BusinessDate(year: number / 10_000, month: number / 100 % 100, day: number % 100)
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
