import Contracts
import MartCore
import MartStore

/// The database of a run of row tests. What stands in every world (references, and models made of them alone) is made
/// once; each case is a savepoint that is rolled back.
final class RowTestStore {
  let store: Store
  /// Tables that are there for all cases.
  fileprivate var standing: Set<String> = []

  init() throws { store = try Store() }
}

/// The world of one case: what stands there, the query's result, and the comparison.
struct RowTestWorld {
  let pipeline: Pipeline
  let prepared: PreparedRowTest
  let stock: RowTestStore
  private let engine = SQLiteEngine()

  init(_ pipeline: Pipeline, _ prepared: PreparedRowTest, _ stock: RowTestStore) {
    self.pipeline = pipeline
    self.prepared = prepared
    self.stock = stock
  }

  func result() throws -> RowTestResult {
    let test = prepared.test
    var result = RowTestResult(subject: prepared.query.subject, title: test.title, location: test.location)
    result.columns = prepared.columns
    do {
      let found = try stock.store.use { session in
        try stand(session)
        try session.execute("SAVEPOINT world")
        defer { try? session.execute("ROLLBACK TO world; RELEASE world") }
        try build(session)
        return try rows(session)
      }
      let comparison = RowComparison(
        expected: prepared.expected, found: found, key: keyPlaces, isOrdered: test.isOrdered)
      result.differences = comparison.differences.map { difference in
        RowTestResult.Difference(
          place: difference.expected.map { test.expected.rows[$0].place } ?? test.expected.place,
          expected: difference.expected.map { prepared.expected[$0].map(\.written) },
          found: difference.found.map { found[$0].map(\.written) }, columns: difference.columns)
      }
    } catch let failure as Failure {
      result.failure = failure.description
    }
    return result
  }

  /// Where the columns of the key stand among the compared ones; empty where one of them is not compared.
  private var keyPlaces: [Int] {
    let key = prepared.model?.key ?? pipeline.outputs.first { $0.id == prepared.query.name }?.key ?? []
    let places = key.compactMap { prepared.columns.firstIndex(of: $0) }
    return places.count == key.count ? places : []
  }

  // MARK: The world

  /// Makes what this case needs of what stands in all worlds.
  private func stand(_ session: Session) throws {
    let context = RunContext(businessDate: prepared.test.on, parameters: pipeline.parameters)
    try createFixedTables(context, session)
    try loadReferences(pipeline, session, only: prepared.references)
    for case .made(let model) in prepared.tables where prepared.standing.contains(model.name) {
      guard !stock.standing.contains(model.name) else { continue }
      try make(model, session)
      stock.standing.insert(model.name)
    }
  }

  private func build(_ session: Session) throws {
    let context = RunContext(businessDate: prepared.test.on, parameters: pipeline.parameters)
    try session.execute("DELETE FROM main.run_context")
    try session.execute(RunContext.table(pipeline.parameters).insertStatement(), context.row)
    for (column, value) in prepared.context {
      try session.execute("UPDATE main.run_context SET \(sqlName(column)) = ?", [value])
    }
    for case .given(let table, let isSource, let rows) in prepared.tables {
      try create(table, in: isSource ? "temp" : "main", rows, session)
    }
    for case .made(let model) in prepared.tables where !prepared.standing.contains(model.name) {
      try make(model, session)
    }
    if let model = prepared.model { try make(model, session) }
  }

  private func make(_ model: Model, _ session: Session) throws {
    if try exists(model.name, "main", session) { try session.execute("DROP TABLE main.\(sqlName(model.name))") }
    try engine.create(model, in: session)
    _ = try engine.fill(model, in: session)
  }

  private func create(
    _ table: TableDefinition, in schema: String, _ rows: [(place: FileLocation, values: [SQLValue])],
    _ session: Session
  ) throws {
    if try exists(table.name, schema, session) { try session.execute("DROP TABLE \(schema).\(sqlName(table.name))") }
    try session.execute(table.createStatement(in: schema))
    let insert = table.insertStatement(in: schema)
    for (place, values) in rows {
      do {
        try session.executeCached(insert, values)
      } catch {
        throw Failure(
          .pipeline,
          "this row breaks the contract of '\(table.name)': a key that is there already, or a column that "
            + "must not be NULL", rule: "test.given", at: place,
          remedy: "its key is \(table.key.joined(separator: ", ")); name these columns, or correct the row")
      }
    }
  }

  private func rows(_ session: Session) throws -> [[SQLValue]] {
    guard let model = prepared.model else {
      let known = try session.columnNames(prepared.query.sql)
      for column in prepared.test.expected.columns where !known.contains(column.text ?? "") {
        throw Failure(
          .pipeline, "\(prepared.query.subject) gives no column '\(column.text ?? "")'", rule: "test.unknown-column",
          at: column.place, remedy: didYouMean(column.text ?? "", in: known, otherwise: "look at its SELECT"))
      }
      let found = try session.rows("SELECT \(sqlNames(prepared.columns)) FROM (\n\(prepared.query.sql)\n)")
      guard prepared.query.kind == .check else { return found }
      // A check declares no types: its values are compared as they are written.
      return found.map { $0.map { value in value.written.map(SQLValue.text) ?? .null } }
    }
    let order = sqlNames(MartSchema.definition(of: model).rowOrder)
    return try session.rows(
      "SELECT \(sqlNames(prepared.columns)) FROM main.\(sqlName(model.name))"
        + (order.isEmpty ? "" : " ORDER BY \(order)"))
  }
}

extension SQLValue {
  /// As a cell of a test shows it; nil for NULL.
  fileprivate var written: String? { if case .null = self { nil } else { display } }
}
