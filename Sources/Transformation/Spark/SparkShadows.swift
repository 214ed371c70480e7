import Contracts
import MartStore

/// What Spark needs to make a model for its touched keys alone: the model's own SELECT over temporary views with the names
/// of its sources, in a session of the model's own.
///
/// Views, where SQLite has tables: Spark's planner knows the sizes of what it reads.
struct SparkShadows {
  let touched: Touched
  let refresh: Refresh
  /// Where lists of keys are written that are too long for a query.
  let folder: String

  /// So many keys stand in a query as they are, which spares reading and joining a list of them.
  static let fewKeys = 1000

  /// Fills in what a table's turn lacks.
  func cast(_ turn: inout SparkTurn) throws {
    var keys: [Int: String] = [:]
    for key in refresh.pipeline.reach.indices { keys[key] = try fewKeys(key) }
    var listed: Set<Int> = []
    func among(_ value: String, _ key: Int) -> String {
      if let few = keys[key] { return few.isEmpty ? "1 = 0" : "\(value) IN (\(few))" }
      listed.insert(key)
      return "\(value) IN (SELECT k FROM touched_\(key))"
    }
    turn.shadows = touched.sources.map { source in
      let name = sqlName("whole_\(source.name)")
      return SparkTurn.Shadow(
        name: source.name, sql: "SELECT * FROM \(name) AS o WHERE \(touched.holds("o", of: source, among: among))")
    }
    turn.holds = touched.holds("o", among: among)
    turn.wholes = (Array(touched.footprint.fixed) + touched.footprint.lookups.keys).sorted()
    turn.views = refresh.plan.order.map(\.name).filter(touched.footprint.views.contains)
    turn.lists = try listed.sorted().map(list)
  }

  /// The touched values of a key as a query lists them; nil where there are too many, or texts, whose spelling engines read
  /// differently.
  private func fewKeys(_ key: Int) throws -> String? {
    let values = try refresh.session.rows("SELECT k FROM \(Touched.table(key)) ORDER BY k LIMIT \(Self.fewKeys + 1)")
    guard values.count <= Self.fewKeys, values.allSatisfy({ $0[0].int != nil }) else { return nil }
    return values.map { $0[0].display }.joined(separator: ", ")
  }

  private func list(_ key: Int) throws -> SparkJob.Relation {
    let place = "\(folder)/touched_\(key)"
    let writer = try CopyWriter(place, rowsPerPart: 1_000_000)
    try refresh.session.scan("SELECT k FROM \(Touched.table(key))") { try writer.append($0, columns: 1) }
    try writer.finish()
    let column = SparkJob.Column(name: "k", type: touched.storage(of: key).rawValue, required: true)
    return SparkJob.Relation(name: "touched_\(key)", columns: [column], folder: place, rows: writer.rows)
  }
}
