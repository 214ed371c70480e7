import Contracts

/// A person's name as it is compared: half-width, capitals, one kind of middle dot, single spaces.
package struct PersonName: Hashable, Sendable {
  package let text: String

  package init(_ raw: String) {
    // Most names are ideographs alone, which stay as they are.
    if !raw.isEmpty, raw.unicodeScalars.allSatisfy({ (0x4e00...0x9fff).contains($0.value) }) {
      text = raw
      return
    }
    var scalars = String.UnicodeScalarView()
    var spaced = false
    for scalar in raw.unicodeScalars {
      let plain = Self.dots.contains(scalar) ? "\u{b7}" : scalar.halfWidth
      guard !plain.properties.isWhitespace else {
        spaced = !scalars.isEmpty
        continue
      }
      if spaced { scalars.append(" ") }
      spaced = false
      scalars.append(plain)
    }
    text = String(scalars).uppercased()
  }

  /// A text that was normalised before.
  init(normalised text: String) { self.text = text }

  package var isEmpty: Bool { text.isEmpty }

  var isChinese: Bool { text.unicodeScalars.contains(where: \.properties.isIdeographic) }
  var parts: [Substring] { text.split(separator: "\u{b7}") }

  /// The words of a name in letters, without order, commas, hyphens and the like.
  var words: Set<Substring> { Set(text.split { !$0.isLetter && !$0.isNumber }) }

  /// Middle dots as systems write them.
  private static let dots: Set<Unicode.Scalar> = [
    "\u{b7}", "\u{2022}", "\u{2027}", "\u{2219}", "\u{22c5}", "\u{30fb}", "\u{ff65}", "\u{ff0e}", "\u{16eb}",
  ]
}

/// Says whether two names may be one person's, where a valid document already says so (rule D1).
///
/// Source: IDENTITY.md, *Compatible names*.
package struct NameRule: Sendable {
  private let compoundSurnames: Set<String>
  private let placeholders: Set<PersonName>

  package init(compoundSurnames: [String], placeholders: [String]) {
    self.compoundSurnames = Set(compoundSurnames)
    self.placeholders = Set(placeholders.map { PersonName($0) })
  }

  /// True where the names are equal; or Chinese of one surname; or one with `·` is, part by part, the beginning of
  /// the other; or the words of one are among the other's, at least two. No name and a placeholder fit nothing.
  package func compatible(_ left: PersonName, _ right: PersonName) -> Bool {
    if isNothing(left) || isNothing(right) { return false }
    if left == right { return true }
    let (a, b) = (left.parts, right.parts)
    if a.count > 1 || b.count > 1 { return begins(a, b) || begins(b, a) }
    guard left.isChinese == right.isChinese else { return false }
    if left.isChinese { return surname(left) == surname(right) }
    let (smaller, larger) =
      left.words.count <= right.words.count ? (left.words, right.words) : (right.words, left.words)
    return smaller == larger || smaller.count >= 2 && smaller.isSubset(of: larger)
  }

  /// The placeholders, normalised.
  var nothings: [String] { placeholders.map(\.text) }

  package func isNothing(_ name: PersonName) -> Bool { name.isEmpty || placeholders.contains(name) }

  private func begins(_ short: [Substring], _ long: [Substring]) -> Bool {
    !short.isEmpty && short.count <= long.count && zip(short, long).allSatisfy { $1.hasPrefix($0) }
  }

  private func surname(_ name: PersonName) -> String {
    let two = String(name.text.prefix(2))
    return compoundSurnames.contains(two) ? two : String(name.text.prefix(1))
  }
}
