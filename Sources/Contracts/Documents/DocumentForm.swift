/// The shape of a document's number, compiled from the form language of ``DocumentKind/form``.
///
/// Shape: signs in order; a match takes as many characters as it can, and may leave out the optional end.
public struct DocumentForm: Sendable, Hashable {
  struct Sign: Sendable, Hashable {
    /// Any character at all.
    var acceptsAll = false
    /// The ASCII characters that may stand here: a bit for each of 0 … 63, and of 64 … 127.
    var low: UInt64 = 0
    var high: UInt64 = 0
    /// The characters beyond ASCII that may stand here.
    var others: [Unicode.Scalar] = []
    var repeats = false

    /// - choice: nil: any character at all.
    init(choice: Set<Unicode.Scalar>?, repeats: Bool = false) {
      self.repeats = repeats
      acceptsAll = choice == nil
      for scalar in (choice ?? []).sorted() {
        switch scalar.value {
        case ..<64: low |= 1 << UInt64(scalar.value)
        case ..<128: high |= 1 << UInt64(scalar.value - 64)
        default: others.append(scalar)
        }
      }
    }
  }

  let required: [Sign]
  let optional: [Sign]
  private let whole: [Sign]

  /// Reads a form; nil where ``problem(in:)`` has something to say.
  public init?(_ text: String) {
    guard let (required, optional) = try? Self.read(text) else { return nil }
    self.required = required
    self.optional = optional
    whole = required + optional
  }

  /// What is wrong with a form, in one clause; nil for a good one.
  public static func problem(in text: String) -> String? {
    do {
      _ = try read(text)
      return nil
    } catch { return error.text }
  }

  /// True where the whole of `number` has this form.
  func matches(_ number: [Unicode.Scalar]) -> Bool {
    Self.match(required, 0, number, 0) || (!optional.isEmpty && Self.match(whole, 0, number, 0))
  }

  private static func match(_ signs: [Sign], _ first: Int, _ text: [Unicode.Scalar], _ start: Int) -> Bool {
    var place = start
    for sign in first..<signs.count {
      guard place < text.count, accepts(signs, sign, text[place]) else { return false }
      place += 1
      guard signs[sign].repeats else { continue }
      var end = place
      while end < text.count, accepts(signs, sign, text[end]) { end += 1 }
      return (place...end).reversed().contains { match(signs, sign + 1, text, $0) }
    }
    return place == text.count
  }

  @inline(__always)
  private static func accepts(_ signs: [Sign], _ sign: Int, _ scalar: Unicode.Scalar) -> Bool {
    if signs[sign].acceptsAll { return true }
    switch scalar.value {
    case ..<64: return signs[sign].low >> UInt64(scalar.value) & 1 == 1
    case ..<128: return signs[sign].high >> UInt64(scalar.value - 64) & 1 == 1
    default: return signs[sign].others.contains(scalar)
    }
  }

  private struct Problem: Error { var text: String }

  private static func read(_ text: String) throws(Problem) -> ([Sign], [Sign]) {
    if text == "*" { return ([Sign(choice: nil, repeats: true)], []) }
    guard let opening = text.firstIndex(of: "(") else {
      let signs = try signs(text[...])
      if signs.isEmpty { throw Problem(text: "a form has at least one sign") }
      return (signs, [])
    }
    guard text.last == ")" else { throw Problem(text: "the part in ( ) must be the end of the form") }
    let required = try signs(text[..<opening])
    if required.isEmpty { throw Problem(text: "something must stand before the part that may be missing") }
    return (required, try signs(text[text.index(after: opening)...].dropLast()))
  }

  private static func signs(_ text: Substring) throws(Problem) -> [Sign] {
    var signs: [Sign] = []
    var rest = text.unicodeScalars[...]
    while let scalar = rest.popFirst() {
      switch scalar {
      case "9": signs.append(Sign(choice: digits))
      case "A": signs.append(Sign(choice: letters))
      case "X": signs.append(Sign(choice: digits.union(["X"])))
      case "*": signs.append(Sign(choice: nil))
      case "[":
        guard let closing = rest.firstIndex(of: "]"), closing > rest.startIndex else {
          throw Problem(text: "[ needs its choices and a ]")
        }
        signs.append(Sign(choice: Set(rest[..<closing])))
        rest = rest[rest.index(after: closing)...]
      case "+":
        guard let last = signs.indices.last else {
          throw Problem(text: "+ repeats the sign before it, and there is none")
        }
        signs[last].repeats = true
      case "]", "(", ")": throw Problem(text: "'\(scalar)' without its partner")
      default: signs.append(Sign(choice: [scalar]))
      }
    }
    return signs
  }

  private static let digits = Set("0123456789".unicodeScalars)
  private static let letters = Set("ABCDEFGHIJKLMNOPQRSTUVWXYZ".unicodeScalars)
}
