import MartCore
import MartStore

/// Asks what two sets of rows have otherwise: the mart's (`main`, read-only) and the file's (`theirs.row`).
struct ReconcileComparison {
  private let plan: ReconcilePlan
  private let session: Session
  /// The most values that a column may have to be cut by.
  private static let sliced = 50
  private static let examples = 10

  init(_ plan: ReconcilePlan, _ session: Session) { (self.plan, self.session) = (plan, session) }

  private func ours(_ column: ReconcilePlan.Column) -> String { "o.\(sqlName(column.pair.ours))" }
  private var matched: String {
    plan.key.enumerated().map { "\(ours($0.element)) = t.k\($0.offset)" }.joined(separator: " AND ")
  }
  /// An empty text and no text are one: a file cannot tell them apart.
  private func differs(_ index: Int) -> String {
    let column = plan.columns[index]
    let value = column.type == "TEXT" ? "NULLIF(\(ours(column)), '')" : ours(column)
    return "\(value) IS NOT t.c\(index)"
  }
  private var places: [String] { plan.key.indices.map { "k\($0)" } }
  private func isAmong(_ table: String) -> String {
    let same = places.map { "w.\($0) = t.\($0)" }.joined(separator: " AND ")
    return "EXISTS (SELECT 1 FROM temp.\(table) AS w WHERE \(same))"
  }

  /// Keys of the mart's rows, by an index of their own: a table may lie in another order.
  private func list(_ rows: String, as table: String) throws {
    let keys = plan.key.enumerated().map { "\(ours($0.element)) AS k\($0.offset)" }.joined(separator: ", ")
    try session.execute(
      """
      CREATE TEMP TABLE \(table) AS SELECT \(keys) FROM \(rows) AS o;
      CREATE INDEX temp.\(table)_by_key ON \(table) (\(places.joined(separator: ", ")))
      """)
  }

  /// `own`: the keys that are compared; `asked`: the rows of the file without those that the condition leaves out: the
  /// mart has their keys, in rows that were not asked for.
  private func listKeys() throws {
    try list(plan.ours, as: "own")
    let double = "SELECT 1 FROM temp.own GROUP BY \(places.joined(separator: ", ")) HAVING COUNT(*) > 1 LIMIT 1"
    guard try session.int(double) == nil else {
      throw Failure(
        .usage, "\(plan.table) has several rows of one key",
        remedy:
          "name columns with --key that tell its rows apart, not \(plan.key.map(\.pair.ours).joined(separator: ","))")
    }
    var asked = "CREATE TEMP VIEW asked AS SELECT * FROM theirs.row AS t"
    if plan.isLimited {
      try list("main.\(sqlName(plan.table))", as: "whole")
      asked += " WHERE NOT \(isAmong("whole")) OR \(isAmong("own"))"
    }
    try session.execute(asked)
  }

  private var anyDiffers: String {
    plan.columns.isEmpty ? "0" : plan.columns.indices.map(differs).joined(separator: " OR ")
  }

  func compare(_ result: inout Reconciled) throws {
    try listKeys()
    result.rowsTheirs = try result.repeated + (session.int("SELECT COUNT(*) FROM temp.asked") ?? 0)
    result.rowsOurs = try session.int("SELECT COUNT(*) FROM \(plan.ours) AS o") ?? 0
    result.sums = try sums()
    try collect()
    result.onlyOurs = try session.int("SELECT COUNT(*) FROM temp.odd WHERE kind = 'missing'") ?? 0
    let lacking = "FROM temp.asked AS t WHERE NOT \(isAmong("own"))"
    result.onlyTheirs = try session.int("SELECT COUNT(*) \(lacking)") ?? 0
    result.linesTheirs = try session.rows("SELECT t.line \(lacking) ORDER BY t.line LIMIT \(Self.examples)")
      .compactMap { $0[0].int }
    result.examplesOurs = try keys("missing")
    result.examplesDiffering = try keys("differs")
    let counts = plan.columns.indices.map { ", COALESCE(SUM(\(differs($0))), 0)" }.joined()
    let row = try session.rows(
      "SELECT COUNT(*)\(counts) FROM \(plan.ours) AS o CROSS JOIN theirs.row AS t ON \(matched) WHERE \(anyDiffers)")
    result.differing = row.first?.first?.int ?? 0
    result.columns = zip(plan.columns, row.first?.dropFirst() ?? []).compactMap { column, count in
      count.int.flatMap { $0 > 0 ? Reconciled.Column(column: column.pair.ours, rows: $0) : nil }
    }
    if result.onlyOurs + result.differing > 0 { result.slices = try slices(result) }
  }

  private func sums() throws -> [Reconciled.Sum] {
    try plan.columns.enumerated().filter { $0.element.isSummed && $0.element.type == "INTEGER" }.map { index, column in
      let own = try session.int("SELECT COALESCE(SUM(\(ours(column))), 0) FROM \(plan.ours) AS o") ?? 0
      let other =
        try session.int(
          "SELECT COALESCE(SUM(c\(index)), 0) FROM temp.asked WHERE typeof(c\(index)) = 'integer'") ?? 0
      return Reconciled.Sum(column: column.pair.ours, ours: own, theirs: other)
    }
  }

  /// `odd`: the keys of the mart's rows that the file lacks or has otherwise.
  private func collect() throws {
    let keys = plan.key.enumerated().map { "\(ours($0.element)) AS k\($0.offset)" }.joined(separator: ", ")
    try session.execute(
      """
      CREATE TEMP TABLE odd AS SELECT 'missing' AS kind, \(keys) FROM \(plan.ours) AS o
        WHERE NOT EXISTS (SELECT 1 FROM theirs.row AS t WHERE \(matched));
      INSERT INTO temp.odd SELECT 'differs', \(keys) FROM \(plan.ours) AS o CROSS JOIN theirs.row AS t ON \(matched)
        WHERE \(anyDiffers);
      CREATE INDEX temp.odd_by_key ON odd (\(plan.key.indices.map { "k\($0)" }.joined(separator: ", ")));
      """)
  }

  private func keys(_ kind: String) throws -> [String] {
    let names = plan.key.indices.map { "k\($0)" }
    let shown = names.map { "CAST(\($0) AS TEXT)" }.joined(separator: " || ',' || ")
    return try session.rows(
      "SELECT \(shown) FROM temp.odd WHERE kind = ? ORDER BY \(names.joined(separator: ", ")) LIMIT \(Self.examples)",
      [.text(kind)]
    ).map { $0[0].display }
  }

  /// Of every column of few values the value in which differences are most over-represented.
  private func slices(_ result: Reconciled) throws -> [Reconciled.Slice] {
    let (odd, all) = (result.onlyOurs + result.differing, result.rowsOurs)
    let keys = Set(plan.key.map(\.pair.ours)).count == 1 ? Set(plan.key.map(\.pair.ours)) : []
    let found = try plan.all.filter { !keys.contains($0) && !RowHash.leftOut.contains($0) }.compactMap { name in
      try slice(name, odd, all)
    }
    return found.sorted { ($0.excess, $1.column) > ($1.excess, $0.column) }
  }

  private func slice(_ name: String, _ odd: Int64, _ all: Int64) throws -> Reconciled.Slice? {
    let column = "o.\(sqlName(name))"
    let distinct = "SELECT DISTINCT \(column) FROM \(plan.ours) AS o LIMIT \(Self.sliced + 1)"
    let values = try session.int("SELECT COUNT(*) FROM (\(distinct))") ?? 0
    guard values > 1, values <= Self.sliced else { return nil }
    let same = plan.key.enumerated().map { "d.k\($0.offset) = \(ours($0.element))" }.joined(separator: " AND ")
    let rows = try session.rows(
      """
      SELECT \(column), COUNT(*), SUM(EXISTS (SELECT 1 FROM temp.odd AS d WHERE \(same))) FROM \(plan.ours) AS o GROUP BY 1
      """)
    let slices = rows.map { row in
      Reconciled.Slice(
        column: name, value: row[0] == .null ? "NULL" : row[0].display, differing: row[2].int ?? 0,
        rows: row[1].int ?? 0, allDiffering: odd, allRows: all)
    }
    // A value with a few of many differences tells nothing, whatever its lift.
    let telling = slices.filter { $0.differing * 10 >= odd && $0.differing > 0 }
    return telling.max { ($0.lift, $0.excess) < ($1.lift, $1.excess) }.flatMap { $0.lift > 1 ? $0 : nil }
  }
}
