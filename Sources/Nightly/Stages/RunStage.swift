import Contracts
import Loading
import MartCore
import MartStore

/// What one stage, run alone, did.
package struct StageReport: Sendable {
  package var stage: StageName
  /// Nil where nothing waited for the stage.
  package var businessDate: BusinessDate?
  /// The generation that was published; empty for other stages than load.
  package var generation = ""
  package var warnings: [Finding] = []
}

/// Runs one stage of one night in a process of its own: the earliest night that waits for it, or that of the date given.
///
/// `mart run` calls the same four stages in the same order, so that both ways give the same bytes.
/// - Throws: `Failure` of the stage; `.refused` with the program to run first where the stage before has not ended for
///   this night, or ended with another pipeline or after another generation. `.locked` as for a run.
package func runStage(_ stage: StageName, _ options: NightOptions) throws -> StageReport {
  let lock = try RunLock(home: options.layout.home)
  defer { lock.release() }
  let context = try NightContext(options, beginsAnew: stage == .extract || stage == .transform)
  defer {
    options.progress.done()
    try? context.close()
  }
  return try StageRun(context: context, stage: stage).go()
}

/// Finds the night that waits for a stage, and keeps its line in the ledger.
private struct StageRun {
  let context: NightContext
  let stage: StageName
  private let waiting: WaitingStages

  init(context: NightContext, stage: StageName) throws {
    self.context = context
    self.stage = stage
    waiting = try WaitingStages(context)
  }

  func go() throws -> StageReport {
    switch stage {
    case .extract:
      try context.layout.clearStaging()
      guard let date = try context.nextDate() else { return StageReport(stage: stage) }
      let run = try context.ledger.begin(businessDate: date, at: context.options.clock.instant)
      var staged: StagedNight?
      var report = try watched(date, run, 0) { staged = try $0.extract() }
      report.warnings = staged?.inWhole.map(\.finding) ?? []
      return report
    case .transform:
      guard let staged = try waiting.staged() else { return StageReport(stage: stage) }
      return try resumed(staged) { _ = try $0.transform(staged) }
    case .emit:
      guard let night = try waiting.candidate(after: .transform) else { return StageReport(stage: stage) }
      return try resumed(night.staged) { _ = try $0.emit(night) }
    case .load:
      guard let night = try waiting.candidate(after: .emit) else { return StageReport(stage: stage) }
      var published: Night.Published?
      var report = try resumed(night.staged) { published = try $0.load(night) }
      report.generation = published?.generation.label ?? ""
      report.warnings = published?.warnings ?? []
      return report
    }
  }

  private func resumed(_ staged: StagedNight, _ body: (NightStages) throws -> Void) throws -> StageReport {
    guard let date = staged.businessDate else { return StageReport(stage: stage) }
    let (run, seconds) = try context.ledger.resume(
      staged.run, businessDate: date, at: context.options.clock.instant)
    return try watched(date, run, seconds, body)
  }

  private func watched(
    _ date: BusinessDate, _ run: Int64, _ before: Double, _ body: (NightStages) throws -> Void
  ) throws -> StageReport {
    let started = context.options.clock.now()
    func elapsed() -> Double { before + context.options.clock.now() - started }
    do {
      try body(NightStages(context: context, date: date, run: run))
    } catch {
      try? context.ledger.finish(run, .of(error), seconds: elapsed())
      if stage == .transform { try? context.state.cut(above: context.generations.current()?.number ?? 0) }
      throw error
    }
    let label = stage == .load ? try context.generations.current()?.label : nil
    try context.ledger.finish(run, label == nil ? .staged : .published, generation: label ?? "", seconds: elapsed())
    return StageReport(stage: stage, businessDate: date)
  }
}
