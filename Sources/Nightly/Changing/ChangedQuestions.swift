import Contracts
import Emission
import MartCore
import MartStore
import Transformation

/// Outputs and checks of both pipelines, asked of both marts: those whose own text differs, and those that read what
/// differs.
struct ChangedQuestions {
  private let trial: ChangeTrial
  private let sources: ChangedSources
  private let differing: Set<String>
  private var old: Pipeline { trial.declared.old }
  private var new: Pipeline { trial.tried.pipeline }

  /// - differing: models whose rows differ.
  init(_ trial: ChangeTrial, _ sources: ChangedSources, _ differing: Set<String>) {
    (self.trial, self.sources, self.differing) = (trial, sources, differing)
  }

  private var beforePath: String { trial.scratch.file("outputs-before.sqlite") }
  private var afterPath: String { trial.scratch.file("outputs-after.sqlite") }

  /// Keeps the rows of the old outputs, and how many rows the old checks find.
  func askBefore() throws {
    let store = try Store(beforePath, .scratch)
    defer { try? store.close() }
    try store.use { session in
      try session.attach(trial.before.mart, as: "mart")
      try makeHeadlines(session, old)
      try session.execute("PRAGMA query_only = OFF; CREATE TABLE failing (id TEXT NOT NULL PRIMARY KEY, found INTEGER)")
      let outputs = trial.declared.of("output")
      for output in old.outputs where concerns(outputs, output.id, reads(output)) {
        try keep(output, in: "main", session)
      }
      let checks = trial.declared.of("check")
      for check in old.checks where concerns(checks, check.id, trial.tried.plan.checkReads[check.id] ?? []) {
        let found = try session.int("SELECT COUNT(*) FROM (\(check.sql)\n)") ?? 0
        try session.execute("INSERT INTO failing VALUES (?, ?)", [.text(check.id), .integer(found)])
      }
    }
  }

  private func reads(_ output: Output) -> [TableColumns] { trial.tried.plan.outputReads[output.id] ?? [] }

  /// True where the text differs, or something that is read may.
  private func concerns(_ declared: [DeclaredChange], _ id: String, _ reads: [TableColumns]) -> Bool {
    declared.contains { $0.name == id } || reads.contains { differing.contains($0.table) || sources.touches($0) }
      || reads.contains { $0.table == "meta_metric" || $0.table == "metric_headline" }
        && !trial.declared.of("figure").isEmpty
  }

  private func keep(_ output: Output, in schema: String, _ session: Session) throws {
    let columns = sqlNames(output.columns.filter(\.isWritten).map(\.name))
    let table = "\(schema).\(sqlName(output.id))"
    try session.execute("CREATE TABLE \(table) AS SELECT \(columns) FROM (\(output.sql)\n)")
    try session.execute(
      "CREATE INDEX \(schema).\(sqlName("key_\(output.id)")) ON \(sqlName(output.id)) (\(sqlNames(output.key)))")
  }

  /// Asks the new ones of the mart as it would be.
  /// - Returns: how many rows each check finds, by its id.
  func ask(_ session: Session) throws -> [String: Int64] {
    try session.attach(afterPath, as: "answers")
    try makeHeadlines(session, new)
    try session.execute("PRAGMA query_only = OFF")
    if !trial.declared.of("figure").isEmpty { try writeMetrics(session) }
    let outputs = trial.declared.of("output")
    for output in new.outputs where concerns(outputs, output.id, reads(output)) {
      try keep(output, in: "answers", session)
    }
    let checks = trial.declared.of("check")
    var found: [String: Int64] = [:]
    for check in new.checks where concerns(checks, check.id, trial.tried.plan.checkReads[check.id] ?? []) {
      found[check.id] = try session.int("SELECT COUNT(*) FROM (\(check.sql)\n)") ?? 0
    }
    return found
  }

  /// The descriptions of figures, which outputs may read, as the new pipeline has them.
  private func writeMetrics(_ session: Session) throws {
    try session.execute(MetaTables.metric.createStatement())
    for metric in new.metrics {
      try session.executeCached(
        MetaTables.metric.insertStatement(),
        [metric.id, metric.title, metric.zh, metric.definition, metric.unit, metric.basis, metric.owner]
          .map(SQLValue.text))
    }
  }

  /// Checks that find another number of rows, and those that are declared otherwise.
  func compareChecks(_ after: [String: Int64]) throws -> [PipelineChange.Check] {
    let store = try Store(beforePath, .readOnly)
    defer { try? store.close() }
    let rows = try store.use { try $0.rows("SELECT id, found FROM failing") }
    let before = Dictionary(rows.map { ($0[0].display, $0[1].int) }) { first, _ in first }
    let severities = Dictionary((new.checks + old.checks).map { ($0.id, $0.severity.rawValue) }) { first, _ in first }
    return Set(before.keys).union(after.keys).sorted().compactMap { id in
      let (was, now) = (before[id] ?? nil, after[id])
      let isDeclared = trial.declared.of("check").contains { $0.name == id }
      guard was != now || isDeclared else { return nil }
      return PipelineChange.Check(check: id, severity: severities[id] ?? "", before: was, after: now)
    }
  }

  /// Outputs whose files would have other rows; to be asked once the connection of the answers is closed.
  func compareOutputs() throws -> [PipelineChange.Output] {
    let store = try Store()
    defer { try? store.close() }
    return try store.use { session in
      try session.attach(beforePath, as: "a")
      try session.attach(afterPath, as: "b")
      try session.execute("PRAGMA query_only = ON")
      let ids = Set((old.outputs + new.outputs).map(\.id)).sorted()
      return try ids.compactMap { try compare($0, session) }
    }
  }

  private func compare(_ id: String, _ session: Session) throws -> PipelineChange.Output? {
    func count(_ schema: String) throws -> Int64? {
      let known = try session.int("SELECT 1 FROM \(schema).sqlite_schema WHERE name = ?", [.text(id)])
      return try known == nil ? nil : session.int("SELECT COUNT(*) FROM \(schema).\(sqlName(id))")
    }
    let (was, now) = (try count("a"), try count("b"))
    let (earlier, later) = (old.outputs.first { $0.id == id }, new.outputs.first { $0.id == id })
    guard let output = later ?? earlier, was != nil || now != nil else { return nil }
    var row = PipelineChange.Output(
      output: id, user: output.user, rowsBefore: was ?? 0, rowsAfter: now ?? 0, added: 0, removed: 0, changed: 0,
      columns: [])
    if was == nil || now == nil {
      (row.added, row.removed) = (now ?? 0, was ?? 0)
      return row
    }
    guard let difference = try TableComparison(id, key: output.key, session)?.difference() else { return nil }
    (row.added, row.removed, row.changed) = (difference.added, difference.removed, difference.changed)
    row.columns = difference.columns
    return row
  }
}
