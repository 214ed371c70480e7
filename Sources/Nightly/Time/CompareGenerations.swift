import Contracts
import Loading
import MartCore
import MartStore

/// Compares two kept generations; the order in which they are named says which of them is before.
package struct GenerationComparison {
  let layout: HomeLayout
  /// Keys of tables by name; tables that are not named are matched as they lie on disk.
  let keys: [String: [String]]
  let from: String
  let to: String

  /// - pipeline: says by which key rows are matched; nil: as the tables lie on disk.
  /// - Throws: a usage failure where one of the two is not kept.
  package init(_ layout: HomeLayout, from: String, to: String, pipeline: Pipeline?) throws {
    self.layout = layout
    self.from = from
    self.to = to
    keys = Dictionary((pipeline?.models ?? []).map { ($0.name, $0.key) }) { first, _ in first }
    let kept = try Generations(home: layout.home).list().map(\.label)
    if let stranger = [from, to].first(where: { !kept.contains($0) }) {
      let known = kept.isEmpty ? "none is published yet" : "kept are: \(kept.joined(separator: ", "))"
      throw Failure(
        .usage, "generation \(stranger) is not kept", at: FileLocation(file: layout.generations), remedy: known)
    }
  }

  /// Tables that differ, by name; `meta_*` and run_context, which every night writes anew, are left out.
  package func difference() throws -> MartDifference {
    try attached { session in
      let between = try deliveriesBetween(session)
      var tables: [MartDifference.Table] = []
      for name in try tableNames(session) {
        guard let comparison = try TableComparison(name, key: keys[name] ?? [], session),
          var table = try comparison.difference()
        else { continue }
        table.deliveries = try causes(of: table, comparison, between, session)
        tables.append(table)
      }
      return MartDifference(from: from, to: to, tables: tables, deliveries: between)
    }
  }

  /// Rows of one table that differ.
  /// - Throws: a usage failure where one of the two has no such table.
  package func rows(of table: String, limit: Int) throws -> [RowDifference] {
    try attached { session in
      guard let comparison = try TableComparison(table, key: keys[table] ?? [], session) else {
        throw Failure(
          .usage, "\(from) and \(to) do not both have a table '\(table)'",
          remedy: didYouMean(table, in: try tableNames(session), otherwise: "`mart diff` without --table lists them"))
      }
      return try comparison.rows(limit: limit)
    }
  }

  private func attached<Result>(_ body: (Session) throws -> Result) throws -> Result {
    let store = try Store()
    defer { try? store.close() }
    return try store.use { session in
      for (schema, label) in [("a", from), ("b", to)] {
        try session.attach("\(layout.generations)/\(label)/mart.sqlite", as: schema)
      }
      try session.execute("PRAGMA query_only = ON")
      return try body(session)
    }
  }

  private func tableNames(_ session: Session) throws -> [String] {
    let list = { (schema: String) in "SELECT name FROM \(schema).sqlite_schema WHERE type = 'table'" }
    return try session.rows("\(list("a")) UNION \(list("b")) ORDER BY name").map { $0[0].display }
      .filter { !$0.hasPrefix("meta_") && !$0.hasPrefix("sqlite_") && $0 != "run_context" }
  }

  private func deliveriesBetween(_ session: Session) throws -> [MartDifference.Delivery] {
    let columns = "feed, business_date, file, status, delivery_id"
    func only(_ schema: String, _ other: String) -> String {
      """
      SELECT \(columns) FROM \(schema).meta_delivery AS x WHERE status <> 'stale' AND NOT EXISTS (
        SELECT 1 FROM \(other).meta_delivery AS y WHERE y.delivery_id = x.delivery_id AND y.status = x.status)
      """
    }
    let sql = """
      SELECT \(columns) FROM (\(only("b", "a"))) UNION SELECT \(columns) FROM (\(only("a", "b")) AND NOT EXISTS (
        SELECT 1 FROM b.meta_delivery AS z WHERE z.delivery_id = x.delivery_id)) ORDER BY 1, 2, 5
      """
    return try session.rows(sql).map { row in
      MartDifference.Delivery(
        feed: row[0].display, date: row[1].display, file: row[2].display, status: row[3].display, id: row[4].int ?? 0)
    }
  }

  /// By the rows' own origin, where they have one and it explains them all; else by the feeds that the table is made of.
  private func causes(
    of table: MartDifference.Table, _ comparison: TableComparison, _ between: [MartDifference.Delivery],
    _ session: Session
  ) throws -> [MartDifference.Delivery] {
    if comparison.hasOrigin, table.removed == 0 {
      let origins = try comparison.origins()
      let named = between.filter { origins.contains($0.id) }
      if !named.isEmpty, named.count == origins.count { return named }
    }
    let feeds = try feeds(behind: table.table, session)
    return between.filter { feeds.contains($0.feed) }
  }

  private func feeds(behind table: String, _ session: Session) throws -> Set<String> {
    let sql = """
      WITH RECURSIVE behind(name) AS (
        SELECT ?1 UNION SELECT l.from_table FROM b.meta_lineage AS l JOIN behind ON l.table_name = behind.name)
      SELECT name FROM behind WHERE name LIKE 'stg\\_%' ESCAPE '\\'
      """
    return Set(try session.rows(sql, [.text(table)]).map { String($0[0].display.dropFirst(4)) })
  }
}
