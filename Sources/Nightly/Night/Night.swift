import Contracts
import Emission
import Extraction
import Identity
import Loading
import MartCore
import MartStore
import Transformation

/// One night of one business date, from landing to the one rename that publishes it.
struct Night {
  let context: NightContext
  let date: BusinessDate

  struct Published: Sendable {
    var generation: NextGeneration
    var warnings: [Finding]
    var rows: Int64
  }

  /// Runs all stages. Whatever is thrown, `current` is as it was, and the state holds nothing of this night.
  func run() throws -> Published {
    let started = context.options.clock.now()
    let run = try context.ledger.begin(businessDate: date, at: context.options.clock.instant)
    func elapsed() -> Double { context.options.clock.now() - started }
    do {
      try noteDecisions(run)
      let published = try publish(run)
      try context.ledger.finish(run, .published, generation: published.generation.label, seconds: elapsed())
      return published
    } catch {
      let cause = (error as? ExtractStage.Stopped)?.error ?? error
      if let stopped = error as? ExtractStage.Stopped { try? context.ledger.arrivals(run, stopped.records) }
      if let failure = cause as? Failure { try? context.ledger.failed(run, failure) }
      try? context.ledger.finish(run, .failed, seconds: elapsed())
      try? context.state.cut(above: context.generations.current()?.number ?? 0)
      throw cause
    }
  }

  private func publish(_ run: Int64) throws -> Published {
    let files = try context.landedFiles()
    let arrivals = try Arrivals(files, on: date, options: context.options)
    let extracted = try staged(run, "extract") {
      try ExtractStage(context: context, files: files).run(arrivals.fresh)
    } rows: {
      $0.rows
    }
    try context.ledger.arrivals(run, arrivals.records + extracted.records)
    let next = try context.generations.next(for: date)
    let goesOn = try !context.options.rebuildInFull && context.generations.current()?.basis == context.basis
    let candidate = try context.generations.prepare(withCurrentMart: goesOn)
    var parts: [(String, Double, Int64)] = []
    let transform = TransformStage(context: context, date: date, next: next, candidate: candidate, goesOn: goesOn) {
      parts.append(($0, $1, $2))
    }
    let taken = try staged(run, "transform") {
      try transform.run(extracted.staging, arrivals, refused: extracted.refused)
    } rows: {
      Int64($0.count)
    }
    for (part, seconds, rows) in parts {
      try context.ledger.stage(run, "transform: " + part, seconds: seconds, rows: rows)
    }
    _ = try staged(run, "emit") {
      try emit(
        context.pipeline, candidate: candidate, businessDate: date, generation: next.label, key: context.key,
        deliveries: taken)
    } rows: {
      $0.outputs.reduce(0) { $0 + $1.rows }
    }
    let gate = try staged(run, "load") {
      try load(context.pipeline, candidate: candidate, businessDate: date)
    } rows: { _ in
      0
    }
    guard let first = gate.failures.first else {
      try writeReport(
        context.pipeline, candidate: candidate, businessDate: date, generation: next.label, notes: notes(),
        deliveries: taken)
      try context.generations.publish(next, pipelineVersion: context.pipeline.version, basis: context.basis)
      try dropStaging(extracted.staging)
      return Published(generation: next, warnings: gate.warnings, rows: extracted.rows)
    }
    for failure in gate.failures.dropFirst() { try context.ledger.failed(run, failure) }
    throw Failure(
      first.exit, gate.failures.map(\.what).joined(separator: "; "), rule: first.rule, at: first.location,
      remedy: first.remedy)
  }

  private func staged<Result>(
    _ run: Int64, _ name: String, _ body: () throws -> Result, rows: (Result) -> Int64
  ) throws -> Result {
    context.options.progress.stage(name)
    let started = context.options.clock.now()
    let result = try body()
    try context.ledger.stage(run, name, seconds: context.options.clock.now() - started, rows: rows(result))
    return result
  }

  private func notes() -> [String] {
    context.options.allowMissing.sorted().map { "by an operator's decision, \($0) may be missing" }
      + context.options.acceptDrop.sorted().map { "by an operator's decision, \($0) may shrink" }
  }

  private func noteDecisions(_ run: Int64) throws {
    let decisions =
      context.options.allowMissing.sorted().map { ("allow-missing", $0) }
      + context.options.acceptDrop.sorted().map { ("accept-drop", $0) }
    for (kind, feed) in decisions {
      try context.ledger.decision(run, kind: kind, feed: feed, by: userName(), at: context.options.clock.instant)
    }
  }

  /// Staging has served once its night is published.
  private func dropStaging(_ staging: [String]) throws {
    for path in staging { try Files.remove(path) }
    try context.layout.removeEmptyStaging()
  }
}
