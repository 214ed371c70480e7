import Contracts
import MartCore

/// What SQLite's own parser says about a pipeline's SQL: in which order models run, and what everything reads.
package struct ModelPlan: Sendable {
  /// Every model after all that it reads; by name where the order is free.
  package var order: [Model] = []
  /// What each model reads by its own SQL, views not looked into; by model, tables by name.
  package var reads: [String: [TableColumns]] = [:]
  /// The same for checks and outputs by id, for journal rules by `feed id`.
  package var checkReads: [String: [TableColumns]] = [:]
  package var outputReads: [String: [TableColumns]] = [:]
  package var ruleReads: [String: [TableColumns]] = [:]
  /// The same for conservation paths by id, all steps together.
  package var pathReads: [String: [TableColumns]] = [:]
  /// How models of `refresh: by …` are linked to their sources, by model.
  package var footprints: [String: Footprint] = [:]
  /// The same for journal rules that can be answered for some keys alone, by `feed id`.
  package var ruleFootprints: [String: Footprint] = [:]
  package var lineage: [LineageRow] = []
  /// The same for outputs, by id; not in the mart, which knows tables alone.
  package var outputLineage: [LineageRow] = []
  /// What is worth saying but stops nothing.
  package var warnings: [Finding] = []

  package init() {}

  /// All tables that a set of direct reads comes to when views are looked into: the views themselves too.
  package func tables(behind reads: [TableColumns]) -> Set<String> {
    let views = Set(order.filter { $0.refresh == .view }.map(\.name))
    var found: Set<String> = []
    var waiting = reads.map(\.table)
    while let table = waiting.popLast() {
      guard found.insert(table).inserted, views.contains(table) else { continue }
      waiting += (self.reads[table] ?? []).map(\.table)
    }
    return found
  }

  /// Every table and model that a model is made from, directly or through others.
  package func ancestors(of model: String) -> Set<String> {
    var found: Set<String> = []
    var waiting = [model]
    while let next = waiting.popLast() {
      for read in reads[next] ?? [] where found.insert(read.table).inserted { waiting.append(read.table) }
    }
    return found
  }
}

/// All but `order` and `warnings`, which name what is read from the pipeline's folder.
extension ModelPlan: Codable {
  private enum CodingKeys: CodingKey {
    case reads, checkReads, outputReads, ruleReads, pathReads, footprints, ruleFootprints, lineage, outputLineage
  }
}

/// The columns of one table that a query reads, by name; none where only its rows count.
package struct TableColumns: Sendable, Hashable, Codable {
  package var table: String
  package var columns: [String]

  package init(table: String, columns: [String]) {
    self.table = table
    self.columns = columns
  }
}

/// One row of `meta_lineage`.
package struct LineageRow: Sendable, Hashable, Codable {
  package enum Certainty: String, Sendable, Codable { case exact, may }
  package var table: String
  package var column: String
  package var fromTable: String
  package var fromColumn: String
  package var certainty: Certainty
}
