import Foundation
import MartStore

/// Rows as a table of text: numbers to the right, texts to the left, wide characters counted as two.
struct TextTable {
  var header: [String]
  var rows: [[SQLValue]]
  /// What stands for a value that is not there.
  var blank = ""

  func lines() -> [String] {
    let texts = rows.map { $0.map { $0 == .null ? blank : plain($0.display).replacing("\n", with: "\\n") } }
    let widths = header.indices.map { column in
      max(displayWidth(header[column]), texts.map { displayWidth($0[column]) }.max() ?? 0)
    }
    let numeric = header.indices.map { column in
      !rows.isEmpty && rows.allSatisfy { if case .text = $0[column] { false } else { true } }
    }
    func line(_ cells: [String]) -> String {
      let padded = cells.enumerated().map { index, cell in
        let blank = String(repeating: " ", count: widths[index] - displayWidth(cell))
        return numeric[index] ? blank + cell : cell + blank
      }
      return padded.joined(separator: "  ").trimmingSuffix()
    }
    return [line(header), widths.map { String(repeating: "-", count: $0) }.joined(separator: "  ")] + texts.map(line)
  }
}

extension String {
  fileprivate func trimmingSuffix() -> String {
    var text = Substring(self)
    while text.last == " " { text.removeLast() }
    return String(text)
  }
}

/// How many cells of a terminal a text takes: East Asian wide characters take two.
func displayWidth(_ text: String) -> Int {
  text.unicodeScalars.reduce(0) { sum, scalar in
    switch scalar.value {
    case 0x0300...0x036F, 0x200B...0x200D, 0xFE00...0xFE0F: sum
    case 0x1100...0x115F, 0x2E80...0xA4CF, 0xAC00...0xD7A3, 0xF900...0xFAFF, 0xFE30...0xFE6F, 0xFF00...0xFF60,
      0xFFE0...0xFFE6, 0x1F300...0x1F9FF, 0x20000...0x3FFFD:
      sum + 2
    default: sum + 1
    }
  }
}

/// Rows as RFC 4180 text.
func csvLines(header: [String], rows: [[SQLValue]]) -> [String] {
  func cell(_ text: String) -> String {
    text.contains(where: { $0 == "," || $0 == "\"" || $0.isNewline })
      ? "\"" + text.replacingOccurrences(of: "\"", with: "\"\"") + "\"" : text
  }
  return [header.map(cell).joined(separator: ",")]
    + rows.map { $0.map { cell($0.display) }.joined(separator: ",") }
}

/// Rows as a table of Markdown (GitHub's): numbers to the right.
func markdownLines(header: [String], rows: [[SQLValue]]) -> [String] {
  func line(_ cells: [String]) -> String {
    let safe = cells.map { $0.replacing("\\", with: "\\\\").replacing("|", with: "\\|").replacing("\n", with: "<br>") }
    return "| " + safe.joined(separator: " | ") + " |"
  }
  let rules = header.indices.map { column in
    !rows.isEmpty && rows.allSatisfy { if case .text = $0[column] { false } else { true } } ? "---:" : "---"
  }
  return [line(header), "|" + rules.joined(separator: "|") + "|"] + rows.map { line($0.map { plain($0.display) }) }
}

/// Rows as a JSON array of objects, one a line.
func jsonText(header: [String], rows: [[SQLValue]]) -> String {
  let objects = rows.map { row in
    "{" + zip(header, row).map { "\(jsonString($0)): \(jsonValue($1))" }.joined(separator: ", ") + "}"
  }
  return objects.isEmpty ? "[]" : "[\n  " + objects.joined(separator: ",\n  ") + "\n]"
}

func jsonValue(_ value: SQLValue) -> String {
  switch value {
  case .null: "null"
  case .integer(let number): String(number)
  case .real(let number): number.isFinite ? String(number) : "null"
  case .text(let text): jsonString(text)
  case .blob: jsonString(value.display)
  }
}

/// A text as JSON writes it.
func jsonString(_ text: String) -> String {
  var result = "\""
  for scalar in text.unicodeScalars {
    switch scalar {
    case "\"": result += "\\\""
    case "\\": result += "\\\\"
    case "\n": result += "\\n"
    case "\r": result += "\\r"
    case "\t": result += "\\t"
    case let control where control.value < 0x20:
      let digits = String(control.value, radix: 16)
      result += "\\u" + String(repeating: "0", count: 4 - digits.count) + digits
    default: result.unicodeScalars.append(scalar)
    }
  }
  return result + "\""
}
