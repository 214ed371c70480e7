import Contracts
import MartStore

/// What a data-protection officer asks of a pipeline folder.
package struct PrivacyPage: Sendable {
  /// Column, class, the highest class that it is made of, reason.
  package var declassified: [[String]]
  /// Output, user, ceiling, column, class, how it leaves.
  package var outputs: [[String]]
  /// Feed, column, class, what leaves in its place.
  package var vaulted: [[String]]

  package init(_ pipeline: Pipeline, _ plan: ModelPlan) {
    let tables = ReadableTables(pipeline).tables
    let sources = Dictionary(grouping: plan.lineage) { "\($0.table).\($0.column)" }
    declassified = pipeline.models.flatMap { model in
      model.columns.compactMap { column -> [String]? in
        guard let reason = column.declassify else { return nil }
        let from = (sources["\(model.name).\(column.name)"] ?? []).map { row in
          (tables[row.fromTable.lowercased()]?.column(row.fromColumn)?.dataClass ?? .internalData, row)
        }.max { $0.0 < $1.0 }
        let made = from.map { "\($0.1.fromTable).\($0.1.fromColumn) \($0.0.rawValue)" } ?? ""
        return ["\(model.name).\(column.name)", column.dataClass.rawValue, made, reason]
      }
    }
    outputs = pipeline.outputs.flatMap { output in
      output.columns.map { column in
        let leaves = column.isWritten ? column.token.map { "token of \(output.user): \($0)" } ?? "value" : "total alone"
        return [output.id, output.user, output.ceiling.rawValue, column.name, column.dataClass.rawValue, leaves]
      }
    }
    vaulted = pipeline.feeds.flatMap { feed in
      feed.columns.filter(\.dataClass.isVaulted).map { column in
        let derived = feed.derived.filter { $0.from == column.name }.map(\.name).joined(separator: ", ")
        let leaves = [column.token.map { "token \($0)" } ?? "", derived].filter { !$0.isEmpty }
        return [
          feed.name, column.name, column.dataClass.rawValue,
          leaves.isEmpty ? "nothing" : leaves.joined(separator: ", "),
        ]
      }
    }
  }
}
