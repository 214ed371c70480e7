/// The shape of a document's number, compiled from the form language of ``DocumentKind/form``.
///
/// Shape: signs in order; a match takes as many characters as it can, and may leave out the optional end.
public struct DocumentForm: Sendable, Hashable {
  struct Sign: Sendable, Hashable {
    /// ASCII characters that may stand here; nil: any character at all.
    var choice: Set<Unicode.Scalar>?
    var repeats = false

    func accepts(_ scalar: Unicode.Scalar) -> Bool { choice?.contains(scalar) ?? true }
  }

  let required: [Sign]
  let optional: [Sign]

  /// Reads a form; nil where ``problem(in:)`` has something to say.
  public init?(_ text: String) {
    guard let (required, optional) = try? Self.read(text) else { return nil }
    self.required = required
    self.optional = optional
  }

  /// What is wrong with a form, in one clause; nil for a good one.
  public static func problem(in text: String) -> String? {
    do {
      _ = try read(text)
      return nil
    } catch { return error.text }
  }

  /// True where the whole of `number` has this form.
  public func matches(_ number: some BidirectionalCollection<Unicode.Scalar>) -> Bool {
    let all = Array(number)
    return Self.match(required[...], all[...])
      || (!optional.isEmpty && Self.match((required + optional)[...], all[...]))
  }

  private static func match(_ signs: ArraySlice<Sign>, _ text: ArraySlice<Unicode.Scalar>) -> Bool {
    var (signs, text) = (signs, text)
    while let sign = signs.first {
      guard let scalar = text.first, sign.accepts(scalar) else { return false }
      text = text.dropFirst()
      signs = signs.dropFirst()
      guard sign.repeats else { continue }
      let run = text.prefix { sign.accepts($0) }
      return (0...run.count).reversed().contains { match(signs, text.dropFirst($0)) }
    }
    return text.isEmpty
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
