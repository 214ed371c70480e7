import Contracts
import MartCore

/// What a check of severity `hold` keeps back when it fails.
package struct HoldReach: Sendable, Hashable {
  /// Tables that keep their last rows, in the plan's order.
  package var tables: [String] = []
  /// Views over them, which show those rows.
  package var views: [String] = []
  /// Ids of outputs that read any of them.
  package var outputs: [String] = []
}

extension ModelPlan {
  /// The tables that a check holds, with everything made from them.
  ///
  /// Those it names with `holds:`, or else the tables that it reads, views looked into.
  package func reach(of check: Check, outputs: [Output]) -> HoldReach {
    let named =
      check.holds.isEmpty ? checkReads[check.id] ?? [] : check.holds.map { TableColumns(table: $0, columns: []) }
    let first = tables(behind: named).intersection(order.filter { $0.refresh != .view }.map(\.name))
    let reached = order.filter { first.contains($0.name) || !ancestors(of: $0.name).isDisjoint(with: first) }
    let names = Set(reached.map(\.name))
    return HoldReach(
      tables: reached.filter { $0.refresh != .view }.map(\.name),
      views: reached.filter { $0.refresh == .view }.map(\.name),
      outputs: outputs.map(\.id).filter { id in (outputReads[id] ?? []).contains { names.contains($0.table) } })
  }

  /// By the id of each check of severity `hold`.
  package func holds(_ pipeline: Pipeline) -> [String: HoldReach] {
    let checks = pipeline.checks.filter { $0.severity == .hold }
    return Dictionary(checks.map { ($0.id, reach(of: $0, outputs: pipeline.outputs)) }) { first, _ in first }
  }
}

extension Analysis {
  /// Checks that would hold nothing, or a table on which a path of conservation ends.
  func holdFindings() -> [Finding] {
    let ends = Dictionary(
      pipeline.paths.compactMap { path in path.steps.last.map { ($0.table, path.id) } }
    ) { first, _ in first }
    return pipeline.checks.flatMap { check -> [Finding] in
      guard check.severity == .hold else {
        return check.holds.isEmpty
          ? [] : [finding(check, "holds nothing: its severity is \(check.severity.rawValue)", "leave out `holds:`")]
      }
      let strange = check.holds.filter { pipeline.model($0) == nil }
      if !strange.isEmpty {
        return strange.map { name in
          finding(
            check, "holds '\(name)', which is no model",
            didYouMean(name, in: pipeline.models.map(\.name), otherwise: "name tables of models/"))
        }
      }
      let reach = plan.reach(of: check, outputs: pipeline.outputs)
      if reach.tables.isEmpty {
        return [finding(check, "holds no table", "name the tables with `holds:`, or let it stop or warn")]
      }
      return reach.tables.compactMap { table in
        ends[table].map { path in
          finding(
            check, "would hold '\(table)', on which path \(path) ends",
            "name with `holds:` what it is about, or let it stop or warn")
        }
      }
    }
  }

  private func finding(_ check: Check, _ what: String, _ remedy: String) -> Finding {
    Finding("check '\(check.id)' \(what)", rule: "check.holds", at: check.location, remedy: remedy)
  }
}
