import Contracts
import Emission
import Foundation
import Loading
import MartCore
import MartStore
import Transformation

/// Shows what a changed pipeline would do to the current generation of a home: nothing is published, and the home is as
/// it was when it is done.
package struct ChangeTrial {
  let layout: HomeLayout
  let before: MartBefore
  let tried: TriedPipeline
  let declared: DeclaredChanges
  /// How many rows of a table are shown by their keys.
  let examples: Int
  let scratch: ScratchFolder
  /// Told of each table before it is made.
  let progress: any NightProgress

  /// Nil where the folder says what the published one says, byte for byte.
  ///
  /// - pipeline: the changed folder.
  /// - earlier: the folder that made the current generation; nil: the copy in the archive.
  /// - Throws: `Findings` where the changed folder cannot be made at all.
  package static func changes(
    to pipeline: String, in layout: HomeLayout, since earlier: String? = nil, examples: Int = 10,
    progress: any NightProgress = SilentProgress()
  ) throws -> PipelineChange? {
    let before = try MartBefore(layout, pipeline: earlier)
    guard try Self.differ(before.folder, pipeline) else { return nil }
    let tried = try TriedPipeline(pipeline)
    let declared = try DeclaredChanges(
      from: Pipeline.load(folder: before.folder), to: Pipeline.load(folder: pipeline))
    let trial = ChangeTrial(
      layout: layout, before: before, tried: tried, declared: declared, examples: examples,
      scratch: try ScratchFolder(layout, "plan"), progress: progress)
    return try trial.run()
  }

  private static func differ(_ before: String, _ after: String) throws -> Bool {
    let files = try [before, after].map { try PipelineArchive.files(of: $0) }
    guard files[0] == files[1] else { return true }
    return try files[0].contains { file in
      try FileDigest(of: "\(before)/\(file)").sha256 != FileDigest(of: "\(after)/\(file)").sha256
    }
  }

  private func run() throws -> PipelineChange {
    var change = PipelineChange(against: before.generation.label)
    let sources = ChangedSources(declared, tried.plan)
    change.broken = tried.broken + outputBreaches(tried.pipeline.outputs, since: before.generation)
    change.notes = sources.notes
    let made = try make(sources, into: &change)
    try compareTables(made, into: &change)
    try compareFigures(made, into: &change)
    change.items = try ChangeClasses(self, change).items()
    return change
  }

  /// Makes what differs in a file of its own, and asks outputs and checks there.
  private func make(_ sources: ChangedSources, into change: inout PipelineChange) throws -> [BesideMart.Made] {
    let store = try Store(scratch.file("after.sqlite"), .scratch)
    let (made, asked, found, gaps) = try store.use { session in
      var beside = try BesideMart(tried.pipeline, tried.plan, session, mart: before.mart)
      let context = RunContext(
        businessDate: before.generation.businessDate, parameters: tried.pipeline.parameters)
      try beside.make(
        context, changed: changedModels, differs: sources.touches, journal: journal,
        progress: { model in
          try Stopping.check()
          progress.stage("plan: \(model)")
        })
      let differing = Set(beside.made.filter(\.differs).map(\.model))
      let asked = ChangedQuestions(self, sources, differing)
      try asked.askBefore()
      let account = ChangedAccount(
        pipeline: tried.pipeline, plan: tried.plan, session: session, differing: differing,
        declared: Set(declared.of("path").map(\.name)), held: Set(before.generation.held))
      return (beside.made, asked, try asked.ask(session), sources.judgesRows ? [] : try account.gaps())
    }
    try store.close()
    change.gaps = gaps
    if sources.judgesRows { change.notes.append("rows are judged otherwise: the night proves that amounts tie") }
    change.outputs = try asked.compareOutputs()
    change.checks = try asked.compareChecks(found)
    return made
  }

  /// Models whose own text may move a row.
  private var changedModels: Set<String> {
    Set(
      declared.of("model").filter { change in
        change.how == .new || change.facts.contains { ModelFacts.movesRows($0) }
      }.map(\.name))
  }

  /// A copy of the journal as the current generation knew it, with the columns that the changed contracts add.
  private func journal() throws -> String {
    let folder = scratch.file("state")
    try Files.makeFolder(folder, mode: 0o700)
    let path = State.journalPath(in: folder)
    _ = try PastJournal(
      copyOf: State.journalPath(in: layout.state), to: path, knownBy: before.generation.number)
    if !declared.of("feed").isEmpty { try State.open(folder, pipeline: tried.pipeline).close() }
    return path
  }

  /// The two marts side by side: `a` the published one, `b` what was made.
  private func beside<Result>(_ body: (Session) throws -> Result) throws -> Result {
    let store = try Store()
    defer { try? store.close() }
    return try store.use { session in
      try session.attach(before.mart, as: "a")
      try session.attach(scratch.file("after.sqlite"), as: "b")
      try session.execute("PRAGMA query_only = ON")
      return try body(session)
    }
  }

  private func compareTables(_ made: [BesideMart.Made], into change: inout PipelineChange) throws {
    change.tables = try beside { session in try made.map { try table($0, session) } }
    for held in before.generation.held where made.contains(where: { $0.model == held }) {
      change.notes.append("\(held) is held: its published rows are of an earlier night, so that more may differ")
    }
  }

  private func table(_ made: BesideMart.Made, _ session: Session) throws -> PipelineChange.Table {
    let name = made.model
    let isNew = declared.old.model(name) == nil
    func count(_ schema: String) throws -> Int64 {
      try session.int("SELECT COUNT(*) FROM \(schema).\(sqlName(name))") ?? 0
    }
    let rows = (isNew ? 0 : try count("a"), made.differs ? try count("b") : try count("a"))
    var table = PipelineChange.Table(
      table: name, because: made.reads.isEmpty ? "changed" : "reads " + made.reads.joined(separator: ", "),
      rowsBefore: rows.0, rowsAfter: rows.1, added: 0, removed: 0, changed: 0, columns: [], addedColumns: [],
      removedColumns: [], examples: [])
    if isNew { table.added = rows.1 }
    guard made.differs, !isNew, let model = tried.pipeline.model(name),
      let comparison = try TableComparison(name, key: model.key, session)
    else { return table }
    let earlier = Set(declared.old.model(name)?.columns.map(\.name) ?? [])
    table.addedColumns = comparison.unshared.filter { !earlier.contains($0) }
    table.removedColumns = comparison.unshared.filter { earlier.contains($0) }
    guard let difference = try comparison.difference() else { return table }
    (table.added, table.removed, table.changed) = (difference.added, difference.removed, difference.changed)
    table.columns = difference.columns
    table.examples = try comparison.examples(limit: examples)
    return table
  }

  /// Figures of the whole house, where the table that holds them differs.
  private func compareFigures(_ made: [BesideMart.Made], into change: inout PipelineChange) throws {
    let name = tried.pipeline.figures
    guard !name.isEmpty, name == declared.old.figures, made.contains(where: { $0.model == name && $0.differs }),
      let model = tried.pipeline.model(name), ["kpi_id", "org", "value"].allSatisfy({ model.column($0) != nil })
    else { return }
    func values(_ schema: String) -> String {
      "SELECT kpi_id, value FROM \(schema).\(sqlName(name)) WHERE org = 'BANK'"
    }
    change.figures = try beside { session in
      func read(_ schema: String) throws -> [String: SQLValue] {
        Dictionary(try session.rows(values(schema)).map { ($0[0].display, $0[1]) }) { first, _ in first }
      }
      let (old, new) = (try read("a"), try read("b"))
      return Set(old.keys).union(new.keys).sorted().filter { old[$0] != new[$0] }.map {
        PipelineChange.Figure(figure: $0, before: old[$0]?.int, after: new[$0]?.int)
      }
    }
  }
}
