import Foundation
import MartCore
import MartStore
import Nightly

/// A comparison with another system as people and machines read it.
struct ReconcilePage {
  let result: Reconciled

  var text: String {
    var lines = [
      "\(result.table) of \(result.night) and \(result.file): " + (result.isEqual ? "equal" : "not equal"), "",
    ]
    let sums = result.sums.map { sum -> [SQLValue] in
      [.text("sum of \(sum.column)"), .integer(sum.ours), .integer(sum.theirs), .integer(sum.ours - sum.theirs)]
    }
    let rows: [SQLValue] = [
      "rows", .integer(result.rowsOurs), .integer(result.rowsTheirs), .integer(result.rowsOurs - result.rowsTheirs),
    ]
    lines += TextTable(header: ["", "mart", "file", "difference"], rows: [rows] + sums).lines()
    guard !result.isEqual else { return lines.joined(separator: "\n") }
    lines.append("")
    if result.onlyOurs > 0 {
      lines.append("\(keys(result.onlyOurs)) in the mart alone: \(listed(result.examplesOurs, of: result.onlyOurs))")
    }
    if result.onlyTheirs > 0 {
      let places = listed(result.linesTheirs.map(String.init), of: result.onlyTheirs)
      lines.append("\(keys(result.onlyTheirs)) in the file alone, on its lines \(places)")
    }
    if result.repeated > 0 {
      lines.append("\(counted(Int(result.repeated), "row")) of the file without a key, or with one that it has already")
    }
    if result.differing > 0 {
      let columns = result.columns.map { "\($0.column) in \($0.rows)" }.joined(separator: ", ")
      lines.append("\(keys(result.differing)) with other values: \(columns)")
      lines.append("such as \(listed(result.examplesDiffering, of: result.differing))")
    }
    lines += slices
    return lines.joined(separator: "\n")
  }

  /// The most telling value of each column, one line each.
  private var slices: [String] {
    result.slices.map { slice in
      let lift = String(format: "%.1f", slice.lift)
      return "\(slice.column) = \(slice.value): \(slice.differing) of its \(slice.rows) rows differ or are missing, "
        + "\(slice.allDiffering - slice.differing) of the other \(slice.allRows - slice.rows) (\(lift) times as many as in "
        + "all)"
    }
  }

  private func keys(_ count: Int64) -> String { counted(Int(count), "key") }

  private func listed(_ texts: [String], of count: Int64) -> String {
    texts.joined(separator: "; ") + (count > Int64(texts.count) ? " and \(count - Int64(texts.count)) more" : "")
  }

  var json: String {
    let encoder = JSONEncoder()
    encoder.outputFormatting = [.prettyPrinted, .sortedKeys, .withoutEscapingSlashes]
    return (try? encoder.encode(result)).map { String(decoding: $0, as: UTF8.self) } ?? "null"
  }
}
