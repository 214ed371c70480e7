/// A JSON document whose keys stay in the order they were written.
indirect enum JSONValue: Sendable {
  case null
  case number(Int)
  case text(String)
  case list([JSONValue])
  case object([(String, JSONValue)])

  static func optional(_ number: Int?) -> JSONValue { number.map { .number($0) } ?? .null }

  /// The document, indented by two spaces.
  func rendered(indent: String = "") -> String {
    let inner = indent + "  "
    switch self {
    case .null: return "null"
    case .number(let number): return String(number)
    case .text(let text): return Self.quoted(text)
    case .list(let items) where items.isEmpty: return "[]"
    case .object(let members) where members.isEmpty: return "{}"
    case .list(let items):
      let lines = items.map { inner + $0.rendered(indent: inner) }
      return "[\n" + lines.joined(separator: ",\n") + "\n\(indent)]"
    case .object(let members):
      let lines = members.map { "\(inner)\(Self.quoted($0.0)): \($0.1.rendered(indent: inner))" }
      return "{\n" + lines.joined(separator: ",\n") + "\n\(indent)}"
    }
  }

  private static func quoted(_ text: String) -> String {
    "\"" + text.replacing("\\", with: "\\\\").replacing("\"", with: "\\\"") + "\""
  }
}
