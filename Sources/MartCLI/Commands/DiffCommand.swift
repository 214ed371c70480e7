import ArgumentParser
import Contracts
import Foundation
import MartCore
import MartStore
import Nightly

struct DiffCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "diff",
    abstract: "Shows what two generations have otherwise: rows, columns, and the deliveries behind.",
    discussion: """
      Table by table: rows that only the second has (added), that only the first has (removed), and that both have \
      otherwise (changed), matched by the table's key. With --table the rows themselves. \
      Example: mart diff 2024-09-29.1 2024-09-30.1 --table dim_party
      """)

  @Argument(help: "The generation before.") var before: String
  @Argument(help: "The generation after.") var after: String
  @Option(help: "The rows of this table, each with what changed.") var table: String?
  @Option(help: "At most so many lines of rows.") var limit = 100
  @OptionGroup var options: GlobalOptions

  func validate() throws {
    if limit < 1 { throw ValidationError("--limit takes a number from 1") }
  }

  func run() throws {
    try reporting {
      let comparison = try GenerationComparison(
        options.layout, from: before, to: after, pipeline: try? Pipeline.load(folder: options.pipeline))
      if let table { return show(try comparison.rows(of: table, limit: limit)) }
      let difference = try comparison.difference()
      if options.json {
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.prettyPrinted, .sortedKeys, .withoutEscapingSlashes]
        print(String(decoding: try encoder.encode(difference), as: UTF8.self))
      } else {
        show(difference)
      }
    }
  }

  private func show(_ difference: MartDifference) {
    guard !difference.tables.isEmpty else { return print("no row differs") }
    let rows = difference.tables.map { table -> [SQLValue] in
      let columns = table.columns.map { "\($0.column) \($0.rows)" } + table.unshared.map { "\($0) in one alone" }
      return [
        .text(table.table), .integer(table.added), .integer(table.removed), .integer(table.changed),
        .text(shortened(columns)),
        .text(table.deliveries.isEmpty ? "none: dates or contracts" : shortened(table.deliveries.map(\.file))),
      ]
    }
    print(
      TextTable(header: ["table", "added", "removed", "changed", "columns", "deliveries"], rows: rows).lines()
        .joined(separator: "\n"))
  }

  /// The first four, and how many more there are.
  private func shortened(_ names: [String]) -> String {
    names.prefix(4).joined(separator: ", ") + (names.count > 4 ? " and \(names.count - 4) more" : "")
  }

  private func show(_ rows: [RowDifference]) {
    let header = ["key", "change", "column", "before", "after", "cause"]
    let values = rows.map { row in
      [row.key, row.kind.rawValue, row.column, row.before, row.after, row.cause].map(SQLValue.text)
    }
    if options.json { return print(jsonText(header: header, rows: values)) }
    print(values.isEmpty ? "no row differs" : TextTable(header: header, rows: values).lines().joined(separator: "\n"))
  }
}
