import ArgumentParser
import Foundation
import MartCore
import Nightly

struct LineageCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "lineage", abstract: "Shows what a column is made of, down to the columns of feeds.",
    discussion:
      "From the SQL of the pipeline; no mart is needed. `may` marks what a value may come from; without it, it is "
      + "a copy. Where a column stood in the tree before, its sources are not shown again. "
      + "Example: mart lineage customer_month.spend_fen")

  enum Format: String, ExpressibleByArgument, CaseIterable { case tree, dot, json }

  @Argument(help: "TABLE.COLUMN, or OUTPUT.COLUMN such as E01.exposure_fen.") var column: String
  @Option(help: "tree, dot (for Graphviz) or json.") var format = Format.tree
  @OptionGroup var options: GlobalOptions

  func run() throws {
    try reporting {
      let found = try lineage(of: column, pipeline: options.pipeline)
      switch options.json ? .json : format {
      case .tree: print(Self.tree(found).joined(separator: "\n"))
      case .dot: print(Self.dot(found))
      case .json:
        let bytes = try JSONSerialization.data(
          withJSONObject: Self.object(found), options: [.prettyPrinted, .sortedKeys, .withoutEscapingSlashes])
        print(String(decoding: bytes, as: UTF8.self))
      }
    }
  }

  private static func tree(_ column: ColumnLineage) -> [String] {
    [line(column, isTop: true)] + branches(column, lead: "")
  }

  private static func branches(_ column: ColumnLineage, lead: String) -> [String] {
    column.sources.enumerated().flatMap { index, source in
      let isLast = index == column.sources.count - 1
      return [lead + (isLast ? "└─ " : "├─ ") + line(source)]
        + branches(source, lead: lead + (isLast ? "   " : "│  "))
    }
  }

  private static func line(_ column: ColumnLineage, isTop: Bool = false) -> String {
    var text = column.name
    if !isTop, !column.isExact { text += "  may" }
    if !column.origin.isEmpty { text += "  (\(column.origin))" }
    if column.isRepeated { text += "  (shown above)" }
    return text
  }

  private static func dot(_ column: ColumnLineage) -> String {
    var edges: [String] = []
    func walk(_ column: ColumnLineage) {
      for source in column.sources {
        edges.append(
          "  \"\(source.name)\" -> \"\(column.name)\"\(source.isExact ? "" : " [style=dashed, label=may]");")
        walk(source)
      }
    }
    walk(column)
    return (["digraph lineage {", "  rankdir=LR; node [shape=box, fontname=\"sans-serif\"];"] + edges + ["}"])
      .joined(separator: "\n")
  }

  private static func object(_ column: ColumnLineage) -> [String: Any] {
    [
      "column": column.name, "origin": column.origin, "certainty": column.isExact ? "exact" : "may",
      "repeated": column.isRepeated, "sources": column.sources.map(object),
    ]
  }
}
