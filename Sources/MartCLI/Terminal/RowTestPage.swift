import Contracts
import MartStore
import Nightly

/// Results of row tests as people and machines read them.
struct RowTestPage {
  let run: RowTestRun

  /// - everything: cases that hold too.
  func lines(everything: Bool, summary: Bool) -> [String] {
    var lines: [String] = []
    for result in run.results where everything || !result.passed {
      let verdict = result.passed ? "holds" : "fails"
      lines.append("\(result.location): \(verdict): \(result.subject): \(result.title)")
      if !result.failure.isEmpty { lines.append("  " + result.failure) }
      for difference in result.differences { lines += self.lines(difference, result.columns).map { "  " + $0 } }
    }
    if summary {
      lines.append("\(counted(run.results.count, "case")) in \(counted(run.files, "file")), \(run.failed) failed")
    }
    return lines
  }

  /// Both rows under the names of their columns, and `^` under what differs.
  private func lines(_ difference: RowTestResult.Difference, _ columns: [String]) -> [String] {
    let rows = [("expected", difference.expected), ("found", difference.found)].compactMap { name, row in
      row.map { [name] + $0.map { $0 ?? "null" } }
    }
    let header = [""] + columns
    let widths = header.indices.map { place in
      ([header[place]] + rows.map { $0[place] }).map(displayWidth).max() ?? 0
    }
    let marks =
      difference.columns.isEmpty
      ? []
      : [header.indices.map { String(repeating: difference.columns.contains($0 - 1) ? "^" : " ", count: widths[$0]) }]
    let table = ([header] + rows + marks).map { cells in
      var line = zip(cells, widths).map { $0 + String(repeating: " ", count: $1 - displayWidth($0)) }
        .joined(separator: "  ")
      while line.last == " " { line.removeLast() }
      return line
    }
    return ["\(difference.place): \(words(difference, columns))"] + table.map { "  " + $0 }
  }

  private func words(_ difference: RowTestResult.Difference, _ columns: [String]) -> String {
    if difference.found == nil { return "this row did not come" }
    if difference.expected == nil { return "a row came that is not among these" }
    return "differs in " + difference.columns.map { columns[$0] }.joined(separator: ", ")
  }

  // MARK: For machines

  var json: String {
    let cases = run.results.map { result in
      let facts = [
        ("file", jsonString(result.location.file)), ("line", String(result.location.line)),
        ("subject", jsonString(result.subject)), ("case", jsonString(result.title)),
        ("passed", String(result.passed)),
      ]
      let failure = result.failure.isEmpty ? [] : [("failure", jsonString(result.failure))]
      let differences = result.differences.map { difference in
        object([
          ("line", String(difference.place.line)), ("expected", row(difference.expected, result.columns)),
          ("found", row(difference.found, result.columns)),
          ("columns", "[" + difference.columns.map { jsonString(result.columns[$0]) }.joined(separator: ", ") + "]"),
        ])
      }
      return object(facts + failure + [("differences", "[" + differences.joined(separator: ", ") + "]")])
    }
    return object([
      ("cases", String(run.results.count)), ("files", String(run.files)), ("failed", String(run.failed)),
      ("results", cases.isEmpty ? "[]" : "[\n  " + cases.joined(separator: ",\n  ") + "\n]"),
    ])
  }

  private func row(_ cells: [String?]?, _ columns: [String]) -> String {
    guard let cells else { return "null" }
    return object(zip(columns, cells).map { ($0, $1.map(jsonString) ?? "null") })
  }

  private func object(_ pairs: [(String, String)]) -> String {
    "{" + pairs.map { "\(jsonString($0)): \($1)" }.joined(separator: ", ") + "}"
  }
}
