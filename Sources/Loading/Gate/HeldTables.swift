import Contracts
import MartCore
import MartStore

/// What a check of severity `hold` keeps back when it fails, as lineage says.
package struct HoldOrder: Sendable, Hashable {
  /// Tables that keep their last rows.
  package var tables: [String]
  /// Views over them.
  package var views: [String]
  /// Ids of outputs that read any of them.
  package var outputs: [String]

  package init(tables: [String], views: [String], outputs: [String]) {
    self.tables = tables
    self.views = views
    self.outputs = outputs
  }
}

/// An output that does not leave, because a check of severity `hold` failed.
package struct HeldOutput: Sendable, Hashable {
  package var id: String
  /// The checks, for its note.
  package var cause: String
  /// Who must act.
  package var owner: String
}

/// Tables of the candidate that get last night's rows back.
struct HeldTables {
  /// The name under which the last night's mart is attached.
  static let schema = "last_night"

  /// The checks that failed.
  let checks: [CheckResult]
  let orders: [HoldOrder]
  let tables: [String]
  /// The tables, and the views over them.
  let names: Set<String>

  /// - results: of the night's own rows.
  init(_ results: [CheckResult], _ holds: [String: HoldOrder]) {
    checks = results.filter { $0.severity == .hold && $0.status == .failed && holds[$0.id] != nil }
    orders = checks.compactMap { holds[$0.id] }
    let held = Set(orders.flatMap(\.tables))
    tables = held.sorted()
    names = held.union(orders.flatMap(\.views))
  }

  var isEmpty: Bool { checks.isEmpty }

  /// Why there are no rows to keep; nil where all tables have some.
  func obstacle(_ session: Session, hasLast: Bool) throws -> String? {
    guard hasLast else { return "no night has been published whose rows could be kept" }
    for table in tables {
      let now = try columns(table, "main", session)
      guard !now.isEmpty, try columns(table, Self.schema, session) == now,
        try session.int("SELECT 1 FROM \(Self.schema).meta_table WHERE table_name = ?", [.text(table)]) != nil
      else { return "the night before has no table '\(table)' of these columns whose rows could be kept" }
    }
    return nil
  }

  /// Puts last night's rows in the place of tonight's, and says of which day they are.
  func restore(_ pipeline: Pipeline, _ session: Session) throws {
    for name in tables {
      guard let model = pipeline.model(name) else { continue }
      let table = sqlName(name)
      let list = sqlNames(model.columns.map(\.name))
      let order = sqlNames(MartSchema.definition(of: model).rowOrder)
      try session.execute("DELETE FROM main.\(table)")
      try session.execute(
        "INSERT INTO main.\(table) (\(list)) SELECT \(list) FROM \(Self.schema).\(table) ORDER BY \(order)")
      try session.execute(
        """
        UPDATE main.meta_table SET (as_of, rows, row_hash) =
          (SELECT l.as_of, l.rows, l.row_hash FROM \(Self.schema).meta_table AS l WHERE l.table_name = ?)
         WHERE table_name = ?
        """, [.text(name), .text(name)])
    }
  }

  /// Each output that must not leave, with the checks that keep it.
  var outputs: [HeldOutput] {
    let ids = Set(orders.flatMap(\.outputs)).sorted()
    return ids.map { id in
      let keepers = zip(checks, orders).filter { $0.1.outputs.contains(id) }.map(\.0)
      return HeldOutput(
        id: id, cause: keepers.map { "check \($0.id) failed" }.joined(separator: ", "),
        owner: unique(keepers.map(\.owner)).joined(separator: ", "))
    }
  }

  /// The results of the night's own rows and of the rows that are published, as one.
  ///
  /// A check that fails on one of both alone tells that tonight's rows and the kept ones differ, which holding means; it
  /// stops the night only where it fails on both.
  func combined(_ own: [CheckResult], _ kept: [CheckResult]) -> [CheckResult] {
    let later = Dictionary(kept.map { ($0.id, $0) }) { first, _ in first }
    return own.map { result in
      guard let other = later[result.id] else { return result }
      if checks.contains(where: { $0.id == result.id }) { return told(result) }
      var both = result.status == .failed ? result : other
      if (result.status == .failed) != (other.status == .failed) { both.status = .held }
      return both
    }
  }

  private func told(_ result: CheckResult) -> CheckResult {
    var told = result
    guard let index = checks.firstIndex(where: { $0.id == result.id }) else { return told }
    let order = orders[index]
    told.what += "; held with their last rows: \(order.tables.joined(separator: ", "))"
    told.what += order.outputs.isEmpty ? "" : "; held outputs: \(order.outputs.joined(separator: ", "))"
    return told
  }

  private func columns(_ table: String, _ schema: String, _ session: Session) throws -> [[SQLValue]] {
    try session.rows("SELECT name, type, \"notnull\", pk FROM pragma_table_info(?, ?)", [.text(table), .text(schema)])
  }

  private func unique(_ names: [String]) -> [String] {
    names.enumerated().filter { !names[..<$0.offset].contains($0.element) }.map(\.element)
  }
}
