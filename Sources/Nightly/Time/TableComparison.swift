import MartCore
import MartStore

/// One table of two marts that are attached as `a` (earlier) and `b` (later).
///
/// Rows are matched by the table's key. How a row came here (delivery, line, lateness) is no difference of the row.
package struct TableComparison {
  let name: String
  let key: [String]
  /// Columns of both, without the key.
  let shared: [String]
  /// Columns that one of the two does not have.
  let unshared: [String]
  let hasOrigin: Bool
  /// Whether both tables lie by the key, so that a row's partner is looked up.
  private let liesByKey: Bool
  let session: Session

  /// - key: as the contract of the table says; empty: as the table lies on disk.
  /// Nil where one of the two has no such table.
  package init?(_ name: String, key: [String], _ session: Session) throws {
    func columns(_ schema: String) throws -> [(name: String, place: Int64)] {
      try session.rows("SELECT name, pk FROM pragma_table_info(?, ?)", [.text(name), .text(schema)])
        .map { ($0[0].display, $0[1].int ?? 0) }
    }
    let (before, after) = (try columns("a"), try columns("b"))
    guard !before.isEmpty, !after.isEmpty else { return nil }
    let names = (Set(before.map(\.name)), Set(after.map(\.name)))
    let both = names.0.intersection(names.1)
    let orders = [before, after].map { $0.filter { $0.place > 0 }.sorted { $0.place < $1.place }.map(\.name) }
    let onDisk = orders[1]
    let chosen = !key.isEmpty && both.isSuperset(of: key) ? key : onDisk
    self.name = name
    self.key = chosen
    self.session = session
    liesByKey = orders.allSatisfy { Set($0.prefix(chosen.count)) == Set(chosen) }
    shared = after.map(\.name).filter {
      both.contains($0) && !chosen.contains($0) && !RowHash.leftOut.contains($0)
    }
    unshared = names.0.symmetricDifference(names.1).sorted()
    hasOrigin = both.contains("delivery_id")
  }

  var table: String { sqlName(name) }
  private var same: String { key.map { "b.\(sqlName($0)) = a.\(sqlName($0))" }.joined(separator: " AND ") }
  private var differs: String {
    shared.isEmpty ? "0" : shared.map { "b.\(sqlName($0)) IS NOT a.\(sqlName($0))" }.joined(separator: " OR ")
  }

  /// The side in which partners are looked up.
  ///
  /// SQLite makes an index for a join over what it has read, but none over a table without rowid: it read the whole table
  /// for each row. `mart diff` of the small bank, one table of 4,249 rows, took 4.9 s of CPU, and takes 0.3.
  private func partners(_ schema: String, _ columns: [String]) -> String {
    let source = "\(schema).\(table)"
    let read = liesByKey ? source : "(SELECT \(columns.map(sqlName).joined(separator: ", ")) FROM \(source) LIMIT -1)"
    return "\(read) AS \(schema)"
  }

  package func onlyIn(_ schema: String, beside other: String) -> String {
    "FROM \(schema).\(table) AS \(schema) LEFT JOIN \(partners(other, key)) ON \(same)\n"
      + " WHERE \(other).\(sqlName(key[0])) IS NULL"
  }

  package var inBoth: String {
    "FROM b.\(table) AS b CROSS JOIN \(partners("a", key + shared)) ON \(same) WHERE \(differs)"
  }

  /// Rows that differ; nil where none do and both have the same columns.
  package func difference() throws -> MartDifference.Table? {
    guard !key.isEmpty else { return nil }
    let added = try session.int("SELECT COUNT(*) \(onlyIn("b", beside: "a"))") ?? 0
    let removed = try session.int("SELECT COUNT(*) \(onlyIn("a", beside: "b"))") ?? 0
    let sums = shared.map { ", SUM(b.\(sqlName($0)) IS NOT a.\(sqlName($0)))" }.joined()
    let row = try session.rows("SELECT COUNT(*)\(sums) \(inBoth)").first ?? []
    let changed = row.first?.int ?? 0
    guard added + removed + changed > 0 || !unshared.isEmpty else { return nil }
    let columns = zip(shared, row.dropFirst()).compactMap { name, sum in
      sum.int.flatMap { $0 > 0 ? MartDifference.Column(column: name, rows: $0) : nil }
    }
    return MartDifference.Table(
      table: name, added: added, removed: removed, changed: changed, columns: columns, unshared: unshared,
      deliveries: [])
  }

  /// The deliveries that rows of the later mart which are new or otherwise came from.
  func origins() throws -> Set<Int64> {
    guard hasOrigin, !key.isEmpty else { return [] }
    let sql = "SELECT b.delivery_id \(onlyIn("b", beside: "a")) UNION SELECT b.delivery_id \(inBoth)"
    return Set(try session.rows(sql).compactMap { $0[0].int })
  }

  /// The rows themselves in the order of the key, those that went first; at most so many.
  func rows(limit: Int) throws -> [RowDifference] {
    guard !key.isEmpty else { return [] }
    func keys(_ alias: String) -> String {
      key.map { "COALESCE(CAST(\(alias).\(sqlName($0)) AS TEXT), '')" }.joined(separator: " || ',' || ")
    }
    let order = key.indices.map { "\($0 + 3)" }.joined(separator: ", ")
    func sorted(_ alias: String) -> String { key.map { "\(alias).\(sqlName($0))" }.joined(separator: ", ") }
    let origin = hasOrigin ? Self.origin : "''"
    var found: [RowDifference] = []
    for (kind, alias, other) in [(RowDifference.Kind.removed, "a", "b"), (.added, "b", "a")] {
      let cause = kind == .added ? origin : "''"
      let sql = "SELECT \(keys(alias)), \(cause), \(sorted(alias)) \(onlyIn(alias, beside: other)) ORDER BY \(order)"
      for row in try session.rows("\(sql) LIMIT \(limit - found.count)") {
        found.append(
          RowDifference(key: row[0].display, kind: kind, column: "", before: "", after: "", cause: row[1].display))
      }
    }
    guard !shared.isEmpty, found.count < limit else { return found }
    let cells = shared.map { ", a.\(sqlName($0)), b.\(sqlName($0))" }.joined()
    let sql = "SELECT \(keys("b")), \(origin), \(sorted("b"))\(cells) \(inBoth) ORDER BY \(order) LIMIT \(limit)"
    for row in try session.rows(sql) {
      for (index, column) in shared.enumerated() {
        let (before, after) = (row[2 + key.count + 2 * index], row[3 + key.count + 2 * index])
        guard before != after, found.count < limit else { continue }
        found.append(
          RowDifference(
            key: row[0].display, kind: .changed, column: column, before: before.display, after: after.display,
            cause: row[1].display))
      }
    }
    return found
  }

  private static let origin = """
    COALESCE((SELECT d.file FROM b.meta_delivery AS d WHERE d.delivery_id = b.delivery_id) || ':' || b.line_no, '')
    """
}
