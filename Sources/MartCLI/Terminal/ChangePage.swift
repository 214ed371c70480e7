import Foundation
import MartCore
import MartStore
import Nightly

/// What a changed pipeline would do, as people and machines read it.
struct ChangePage {
  let change: PipelineChange

  var text: String {
    var parts = [headline, items]
    if !change.tables.isEmpty { parts.append(tables) }
    if !examples.isEmpty { parts.append("examples, by key\n" + examples.joined(separator: "\n")) }
    if !change.figures.isEmpty {
      parts.append(
        table(
          ["figure", "before", "after"], change.figures.map { [.text($0.figure), number($0.before), number($0.after)] })
      )
    }
    if !change.outputs.isEmpty { parts.append(outputs) }
    if !change.checks.isEmpty { parts.append(checks) }
    parts += change.gaps.map { gap in
      let step = gap.step > 0 ? " step \(gap.step)" : ""
      return
        "\(gap.account)\(step): \(gap.measure) of \(gap.table) is off by \(gap.difference); nothing would be published"
    }
    parts += change.notes.map { "note: \($0)" }
    return parts.joined(separator: "\n\n")
  }

  private var headline: String {
    let tables = change.tables.filter { $0.differing > 0 || !$0.addedColumns.isEmpty || !$0.removedColumns.isEmpty }
    return "against \(change.against): \(counted(change.items.count, "change")); "
      + "\(counted(tables.count, "table")), \(counted(change.outputs.count, "output")) and "
      + "\(counted(change.figures.count, "figure")) differ; nothing is published"
  }

  private var items: String {
    table(
      ["kind", "name", "class", "what"],
      change.items.map { item in
        [item.kind, item.name, item.change, item.details.joined(separator: "; ")].map(SQLValue.text)
      })
  }

  private var tables: String {
    table(
      ["table", "rows_before", "rows_after", "added", "removed", "changed", "columns", "because"],
      change.tables.map { row in
        let columns =
          row.columns.map { "\($0.column) \($0.rows)" } + row.addedColumns.map { "+\($0)" }
          + row.removedColumns.map { "-\($0)" }
        return [row.rowsBefore, row.rowsAfter, row.added, row.removed, row.changed].map(SQLValue.integer)
          .inserting(.text(row.table)) + [.text(columns.joined(separator: ", ")), .text(row.because)]
      })
  }

  private var examples: [String] {
    change.tables.flatMap { row in
      row.examples.map { example in
        let columns = example.columns.isEmpty ? "" : ": " + example.columns.joined(separator: ", ")
        return "\(row.table) \(example.key) \(example.change)\(columns)"
      }
    }
  }

  private var outputs: String {
    table(
      ["output", "user", "rows_before", "rows_after", "added", "removed", "changed", "columns"],
      change.outputs.map { row in
        [.text(row.output), .text(row.user)]
          + [row.rowsBefore, row.rowsAfter, row.added, row.removed, row.changed].map(SQLValue.integer)
          + [.text(row.columns.map { "\($0.column) \($0.rows)" }.joined(separator: ", "))]
      })
  }

  private var checks: String {
    table(
      ["check", "severity", "found_before", "found_after", "effect"],
      change.checks.map { check in
        [
          .text(check.check), .text(check.severity), number(check.before), number(check.after),
          .text(check.stops ? "nothing would be published" : ""),
        ]
      })
  }

  private func number(_ value: Int64?) -> SQLValue { value.map(SQLValue.integer) ?? .null }

  private func table(_ header: [String], _ rows: [[SQLValue]]) -> String {
    TextTable(header: header, rows: rows).lines().joined(separator: "\n")
  }

  /// One JSON object.
  var json: String {
    let encoder = JSONEncoder()
    encoder.outputFormatting = [.prettyPrinted, .sortedKeys, .withoutEscapingSlashes]
    return (try? encoder.encode(change)).map { String(decoding: $0, as: UTF8.self) } ?? "null"
  }
}

extension [SQLValue] {
  fileprivate func inserting(_ first: SQLValue) -> [SQLValue] { [first] + self }
}
