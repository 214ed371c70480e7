import Contracts
import MartCore
import MartStore

/// Makes some models of a pipeline beside a published mart, in a file of their own, and what is made of them.
///
/// The file is `main` of the session and the published mart is attached to it: a table that was not made anew, or that
/// came out equal, is found there, since SQLite looks into `main` first. Views are made as tables.
package struct BesideMart {
  /// A model that was made, and whether it differs from the published one in any row or column.
  package struct Made {
    package var model: String
    package var reads: [String]
    package var differs: Bool
  }

  /// The name under which the published mart is attached.
  package static let standing = "standing"

  private let pipeline: Pipeline
  private let plan: ModelPlan
  private let session: Session
  package private(set) var made: [Made] = []
  private var hasSources = false

  /// - mart: the published one.
  package init(_ pipeline: Pipeline, _ plan: ModelPlan, _ session: Session, mart: String) throws {
    (self.pipeline, self.plan, self.session) = (pipeline, plan, session)
    try session.attach(mart, as: Self.standing)
  }

  /// Makes the models that are `changed` and those that read what differs.
  ///
  /// - differs: true of a source beside the models that may differ from what the published mart was made from.
  /// - journal: the file of the journal; asked for when the first model needs it.
  /// - progress: called before each model; what it throws ends the build.
  /// - Throws: `Failure` where a model cannot be made.
  package mutating func make(
    _ context: RunContext, changed: Set<String>, differs: (TableColumns) -> Bool, journal: () throws -> String,
    progress: (String) throws -> Void = { _ in }
  ) throws {
    try context.write(to: session)
    var differing: Set<String> = []
    for model in plan.order {
      let reads = (plan.reads[model.name] ?? []).filter { differing.contains($0.table) || differs($0) }.map(\.table)
      guard changed.contains(model.name) || !reads.isEmpty else { continue }
      try progress(model.name)
      if !hasSources, readsSources(model) { try openSources(journal()) }
      try fill(model)
      let isOther = try !equalsStanding(model)
      if isOther { differing.insert(model.name) } else { try drop(model) }
      made.append(Made(model: model.name, reads: reads, differs: isOther))
    }
  }

  private func readsSources(_ model: Model) -> Bool {
    (plan.reads[model.name] ?? []).contains { pipeline.model($0.table) == nil && $0.table != "run_context" }
  }

  private mutating func openSources(_ journal: String) throws {
    hasSources = true
    try session.attach(journal, as: "journal")
    try loadReferences(pipeline, session)
    _ = try History.open(session, pipeline)
  }

  private func fill(_ model: Model) throws {
    let engine = SQLiteEngine()
    guard model.refresh == .view else {
      try engine.create(model, in: session)
      _ = try engine.fill(model, in: session)
      return
    }
    let table = MartSchema.definition(of: model)
    try session.execute(table.createStatement(.types))
    let columns = sqlNames(model.columns.map(\.name))
    try engine.run(
      "INSERT INTO main.\(sqlName(model.name)) (\(columns)) SELECT \(columns) FROM (\n\(model.sql)\n)", model, session)
    guard !model.key.isEmpty else { return }
    try session.execute(
      "CREATE INDEX main.\(sqlName("key_\(model.name)")) ON \(sqlName(model.name)) (\(sqlNames(model.key)))")
  }

  private func drop(_ model: Model) throws { try session.execute("DROP TABLE main.\(sqlName(model.name))") }

  /// True where the published mart has the same columns and the same rows, those that say where a row came from too.
  private func equalsStanding(_ model: Model) throws -> Bool {
    func columns(_ schema: String) throws -> [String: String] {
      let rows = try session.rows("SELECT name, type FROM pragma_table_info(?, ?)", [.text(model.name), .text(schema)])
      return Dictionary(rows.map { ($0[0].display, $0[1].display) }) { first, _ in first }
    }
    let (before, after) = (try columns(Self.standing), try columns("main"))
    guard Set(before.keys) == Set(after.keys), model.refresh == .view || before == after else { return false }
    let name = sqlName(model.name)
    func count(_ schema: String) throws -> Int64? { try session.int("SELECT COUNT(*) FROM \(schema).\(name)") }
    guard try count("main") == count(Self.standing) else { return false }
    let list = sqlNames(after.keys.sorted())
    func extra(_ one: String, _ other: String) throws -> Bool {
      try session.int(
        "SELECT 1 FROM (SELECT \(list) FROM \(one).\(name) EXCEPT SELECT \(list) FROM \(other).\(name)) LIMIT 1") != nil
    }
    return try !extra("main", Self.standing) && !extra(Self.standing, "main")
  }
}
