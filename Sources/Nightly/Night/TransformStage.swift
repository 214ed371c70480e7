import Contracts
import Emission
import Foundation
import Identity
import Loading
import MartCore
import MartStore
import Transformation

/// Staging and state become the candidate mart.
struct TransformStage {
  let context: NightContext
  let date: BusinessDate
  let next: NextGeneration
  let candidate: String
  /// True where the candidate begins with last night's rows.
  let goesOn: Bool
  /// Told of each model that was made.
  var made: (ModelStep) -> Void = { _ in }
  /// Told what was foretold of the tables.
  var foretold: ([ForetoldTable]) throws -> Void = { _ in }
  /// Told how long each part took, in seconds, and over how many rows.
  let timed: (_ part: String, _ seconds: Double, _ rows: Int64) -> Void

  /// - Returns: ids of the deliveries that this night took in.
  /// - Throws: `Failure` with `.refused` where staging is gone, or DL-09 or identity stops the night.
  func run(_ staged: StagedNight) throws -> Set<Int64> {
    let staging = try staged.deliveries.map(stagingPath)
    var taken: [Journal.Appended] = []
    // Neither needs the other: the state is written, the mart read.
    let begun = sideBySide(goesOn ? 2 : 1, jobs: context.options.jobs) { part in
      Result { if part == 0 { taken = try takeIn(staged, staging) } else { try context.generations.copyCurrentMart() } }
    }
    for part in begun { try part.get() }
    try buildMart(asOf: Holding(context, staged.stale).days(try context.state.acceptedDeliveries()))
    return Set(taken.map(\.id))
  }

  /// Journal and identity.
  private func takeIn(_ staged: StagedNight, _ staging: [String]) throws -> [Journal.Appended] {
    try context.state.takeUp(ErasureDecisions.erasures(in: context.layout.state), generation: next.number)
    let taken = try measured("journal") { try Journal(context.state).append(staging, generation: next.number) }
    let released = staged.replayed.compactMap { context.layout.replay($0, in: date) }
    try measured("replay") { try Journal(context.state).release(released, generation: next.number) }
    let accepted = try staged.repeated.isEmpty ? [] : context.state.acceptedDeliveries()
    for again in staged.repeated {
      guard let original = accepted.first(where: { $0.id == again.deliveryID }) else { continue }
      try context.state.noteRepeated(
        original, file: again.file, sequence: again.sequence, rows: original.rows, generation: next.number)
    }
    for feed in staged.stale {
      try context.state.noteStale(feed: feed, businessDate: date, generation: next.number)
    }
    try measured("identity") { try resolveIdentity() }
    // Models shall not come on top of what identity freed.
    giveBackMemory()
    return taken
  }

  private func stagingPath(_ staged: StagedNight.Staged) throws -> String {
    guard let path = context.layout.staging(staged), Files.exists(path) else {
      throw Failure(
        .refused, "the staging database of \(staged.feed) of \(staged.date) is gone",
        at: FileLocation(file: context.layout.stagedNight(date)),
        remedy: "run \(StageName.extract.program) --date \(date) again")
    }
    return path
  }

  private func measured<Result>(_ part: String, _ body: () throws -> Result) rethrows -> Result {
    let started = context.options.clock.now()
    let result = try body()
    timed(part, context.options.clock.now() - started, 0)
    return result
  }

  private func resolveIdentity() throws {
    guard context.pipeline.identity != nil else { return }
    _ = try resolve(
      context.pipeline, context.state, businessDate: date, generation: next.number,
      answers: Decisions(stateFolder: context.layout.state).answers(), acceptsMerges: context.options.acceptMerges)
  }

  private func buildMart(asOf days: [String: BusinessDate]) throws {
    let mart = try Store("\(candidate)/mart.sqlite", .scratch)
    let handover = try Store("\(candidate)/handover.sqlite", .scratch)
    let progress = context.options.progress
    let questions = Questions(gateReadings(context.pipeline))
    try mart.use { session in
      try session.attach(context.state.journalPath, as: "journal")
      // The state's own connection writes into it between our transactions.
      try session.execute("PRAGMA journal.locking_mode = NORMAL")
      let last = goesOn ? try LastNight(session, held: context.generations.current()?.held ?? []) : nil
      let clock = RunContext(businessDate: date, parameters: context.pipeline.parameters)
      let history = try measured("history") {
        try session.transaction {
          try goesOn ? renewFixedTables(clock, session) : createFixedTables(clock, session)
          try loadReferences(context.pipeline, session)
          return try History.open(
            session, context.pipeline, jobs: context.options.jobs,
            touched: goesOn ? TouchedRules(since: next.number - 1, context.plan) : nil)
        }
      }
      try judge(try history.excesses(generation: next.number))
      try History.keep(try history.ruleChanges(), in: context.state, generation: next.number)
      if let last, context.options.foretells || context.options.foretold != nil { try foretell(from: last) }
      let changes = last.map { NightChanges(history: history, since: next.number - 1, last: $0) }
      var engine = "\(context.pipeline.engine) \(engineVersion)"
      try session.transaction {
        func note(_ step: ModelStep) throws {
          try Stopping.check()
          progress.stage("transform: \(step.model)")
          progress.models(step.number, of: step.count)
          timed(step.model, step.seconds, step.rows)
          made(step)
        }
        let steps: [ModelStep]
        if context.runsOnSpark {
          let spark = try measured("spark") { try onSpark(session, clock, changes, note) }
          steps = spark.steps
          engine += " on \(spark.version)"
        } else {
          let readers = SideReaders(
            mart: mart.path, folder: candidate, count: context.options.jobs, questions: questions,
            expected: try context.ledger.lastPartTimes(of: StageName.transform.rawValue))
          steps = try buildModels(
            context.pipeline, context.plan, session, clock, changes: changes, readers: readers, progress: note)
        }
        let hashes = Dictionary(steps.compactMap { step in step.hash.map { (step.model, $0) } }) { first, _ in first }
        try measured("restatement") {
          try history.fillMeta()
          try history.writeHandover(to: handover)
        }
        try writeDictionary(context.pipeline, context.plan, session)
        try measured("row hashes") { try writeTables(context.pipeline, date, asOf: days, known: hashes, session) }
        try writeBuild(try build(engine), session)
      }
    }
    try handover.close()
    try mart.close()
    if !context.runsOnSpark { try GateAnswers(questions.answers, of: mart.path).write(to: candidate) }
  }

  /// Says what the night has to do, from a mart made in full beside the candidate.
  private func foretell(from last: LastNight) throws {
    guard let current = try context.generations.current(), !context.runsOnSpark else { return }
    context.options.progress.stage("transform: foretelling")
    let tables = try measured("foretelling") {
      try Transformation.foretell(
        context.pipeline, context.plan, last: last, generation: next.number, on: date,
        journal: context.state.journalPath,
        published: "\(context.generations.folder(of: current.label))/mart.sqlite",
        beside: "\(candidate)/foretold.sqlite")
    }
    try foretold(tables)
    try context.options.foretold?(tables)
  }

  /// What is too bad stops the night where its feed is required; else the night goes on without it.
  private func judge(_ excesses: [History.Excess]) throws {
    let stopping = excesses.first { context.pipeline.feed($0.feed)?.due.required ?? true }
    if let stopping { throw stopping.failure }
    if !excesses.isEmpty { throw Unfit(excesses: excesses) }
  }

  /// Optional deliveries that the night shall do without.
  struct Unfit: Error {
    var excesses: [History.Excess]
  }

  /// The models as one Spark application, beside which the gate's queries are asked.
  private func onSpark(
    _ session: Session, _ clock: RunContext, _ changes: NightChanges?, _ note: (ModelStep) throws -> Void
  ) throws -> SparkBuild.Made {
    context.options.progress.stage("transform: spark")
    let spark = SparkBuild(
      context.pipeline, context.plan, session, try SparkSettings.read(home: context.layout.home),
      candidate: candidate, attempt: "\(next.label)-\(getpid())")
    var before: SparkBuild.Before?
    if let changes, let current = try context.generations.current() {
      before = SparkBuild.Before(
        warehouse: "\(context.generations.folder(of: current.label))/\(SparkBuild.warehouse)", changes: changes)
    }
    let made = try spark.run(
      clock, queries: gateQueries(context.pipeline), goingOnFrom: before, check: { try Stopping.check() },
      progress: note)
    try GateAnswers(made.answers.map { ($0.sql, $0.rows) }).write(to: candidate)
    return made
  }

  private func build(_ engine: String) throws -> BuildRecord {
    BuildRecord(
      pipelineVersion: context.pipeline.version, businessDate: date, generation: next.label,
      parentRows: try parentRows(), engine: engine, sqlite: sqliteVersion(),
      zlib: zlibVersionText(), tokenAlgorithm: context.pipeline.tokenAlgorithm)
  }

  private func parentRows() throws -> String {
    guard let current = try context.generations.current() else { return MartState.nothing }
    let parent = try Store("\(context.generations.folder(of: current.label))/mart.sqlite", .readOnly)
    defer { try? parent.close() }
    return try parent.use { try MartState.digest($0) }
  }
}
