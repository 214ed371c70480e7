import MartCore

/// Data that may never be taken in. A delivery that holds it is refused whole, before anything of it is kept.
public struct Forbidden: Sendable {
  /// The rule's name in message and ledger.
  public var id: String
  /// Words in small letters: a name in the file that the contract lacks and in which one of them stands.
  public var names: [String]
  /// A last field beyond the contracted ones that is so many digits; nil: digits say nothing.
  public var digits: ClosedRange<Int>?
  /// Why, in one clause.
  public var because: String

  /// The word that stands in a name, whatever its case and whatever is around it; nil where none does.
  public func word(within name: some StringProtocol) -> String? {
    let lower = name.lowercased()
    return names.first { lower.contains($0) }
  }

  /// The word that is a whole word of a name: `cvn` of `card_CVN2`, not `pin` of `shipping`.
  public func wholeWord(of name: some StringProtocol) -> String? {
    let words = name.lowercased().unicodeScalars.split { !(0x61...0x7A).contains($0.value) }.map { String($0) }
    return names.first { words.contains($0) }
  }
}

extension Forbidden {
  static let blank = Forbidden(id: "", names: [], digits: nil, because: "")

  static let shape = Shape<Forbidden>(
    "Forbidden", "Data that may never be taken in: a delivery with it is refused whole, and nothing of it is kept.",
    [
      .required("id", .ruleId, \.id, "The rule's name in message and ledger.", "SCN-00"),
      .optional(
        "names", .list(of: .text, "words"), \.names, else: "none",
        "Words in small letters: a name in the header or in a JSON object that the contract lacks and in which one of them stands.",
        "[password, pin]"),
      .optional(
        "surplus_digits", .digitCount, \.digits,
        "A row with more fields than contracted, the last of them so many digits.", "3-4"),
      .required(
        "because", .text, \.because, "Why, in one clause, for whoever must deliver again.",
        "passwords are never taken in"),
    ])
}

extension Form where Value == ClosedRange<Int> {
  /// How many digits: `3`, or `3-4`.
  static let digitCount: Form = Form<String>.text.map("a number of digits like `3-4`") { text, entry, reading in
    let ends = text.split(separator: "-", omittingEmptySubsequences: false).map { Int($0) }
    if let first = ends[0], let last = ends[ends.count - 1], ends.count <= 2, first >= 1, last >= first {
      return first...last
    }
    reading.note(
      "'\(entry.key)' must be a number of digits", "digits", at: entry.value.place, remedy: "write it like 3-4")
    return nil
  }
}
