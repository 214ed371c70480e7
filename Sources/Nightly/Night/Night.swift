import Loading
import MartCore
import MartStore

/// One night of one business date, from landing to the one rename that publishes it, in one process.
struct Night {
  let context: NightContext
  let date: BusinessDate
  /// What an operator takes out of the quarantine in this night.
  var replay: (choice: ReplayChoice, staged: [StagedNight.Replayed])?

  struct Published: Sendable {
    var generation: NextGeneration
    var warnings: [Finding]
    var rows: Int64
  }

  /// Runs all stages. Whatever is thrown before the rename, `current` is as it was, and the state holds nothing of this
  /// night; what is thrown after it leaves a published night, and the ledger calls it so.
  func run() throws -> Published {
    let started = context.options.clock.now()
    let before = try context.generations.current()?.number ?? 0
    let run = try context.ledger.begin(businessDate: date, at: context.options.clock.instant)
    let stages = NightStages(context: context, date: date, run: run, replay: replay)
    func elapsed() -> Double { context.options.clock.now() - started }
    do {
      let published = try stages.load(try stages.emit(try stages.transform(try stages.extract())))
      try context.ledger.finish(
        stages.run, .published, generation: published.generation.label, seconds: elapsed())
      return published
    } catch {
      // What fails after the rename fails a night that readers see already.
      let current = try? context.generations.current()
      let isShown = (current?.number ?? 0) > before
      try? context.ledger.finish(
        stages.run, isShown ? .published : .of(error), generation: isShown ? current?.label ?? "" : "",
        seconds: elapsed())
      try? context.state.cut(above: context.generations.current()?.number ?? 0)
      throw error
    }
  }
}

extension Ledger.Status {
  /// How a night ended that threw.
  static func of(_ error: any Error) -> Ledger.Status {
    let exit = (error as? Failure)?.exit
    return exit == .terminated || exit == .interrupted ? .stopped : .failed
  }
}
