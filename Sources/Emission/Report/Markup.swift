/// A piece of HTML. Whatever comes from outside goes through `escaped`.
struct Markup: ExpressibleByStringLiteral, ExpressibleByStringInterpolation {
  var html: String

  init(stringLiteral value: String) { html = value }

  /// Interpolated values are escaped, pieces of markup are not.
  init(stringInterpolation: Pieces) { html = stringInterpolation.html }

  init(_ pieces: [Markup]) { html = pieces.map(\.html).joined() }

  struct Pieces: StringInterpolationProtocol {
    var html = ""
    init(literalCapacity: Int, interpolationCount: Int) {}
    mutating func appendLiteral(_ literal: String) { html += literal }
    mutating func appendInterpolation(_ value: some CustomStringConvertible) { html += escaped(value.description) }
    mutating func appendInterpolation(_ piece: Markup) { html += piece.html }
  }
}

func escaped(_ text: String) -> String {
  var result = ""
  for character in text.unicodeScalars {
    switch character {
    case "&": result += "&amp;"
    case "<": result += "&lt;"
    case ">": result += "&gt;"
    case "\"": result += "&quot;"
    case "'": result += "&#39;"
    default: result.unicodeScalars.append(character)
    }
  }
  return result
}

/// Digits in groups of three.
func grouped(_ number: Int64) -> String {
  var digits = Array(String(number.magnitude))
  for place in stride(from: digits.count - 3, to: 0, by: -3) { digits.insert(",", at: place) }
  return (number < 0 ? "−" : "") + String(digits)
}

/// A heading in both languages.
struct Label {
  var english: String
  var chinese: String
  init(_ english: String, _ chinese: String) {
    self.english = english
    self.chinese = chinese
  }
  var markup: Markup { "\(english) <span class=\"zh\" lang=\"zh\">\(chinese)</span>" }
}

/// A cell of a table.
enum Cell {
  case text(String)
  case number(Int64?)
  /// A state with its colour class: `good`, `bad`, `mild`.
  case state(String, String)
  /// A small picture.
  case drawing(Markup)

  var markup: Markup {
    switch self {
    case .text(let text): "<td>\(text)</td>"
    case .number(let number): "<td class=\"n\">\(number.map(grouped) ?? "–")</td>"
    case .state(let text, let tone): "<td><span class=\"state \(tone)\">\(text)</span></td>"
    case .drawing(let drawing): "<td>\(drawing)</td>"
    }
  }
}

func table(_ heads: [Label], _ rows: [[Cell]], whenEmpty: Label) -> Markup {
  if rows.isEmpty { return "<p class=\"none\">\(whenEmpty.markup)</p>" }
  let head = Markup(heads.map { "<th scope=\"col\">\($0.markup)</th>" })
  let body = Markup(rows.map { "<tr>\(Markup($0.map(\.markup)))</tr>\n" })
  return "<div class=\"wide\"><table><thead><tr>\(head)</tr></thead><tbody>\n\(body)</tbody></table></div>"
}

func section(_ id: String, _ label: Label, _ parts: [Markup]) -> Markup {
  "<section id=\"\(id)\"><h2>\(label.markup)</h2>\n\(Markup(parts))</section>\n"
}
