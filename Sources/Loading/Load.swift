import Contracts
import MartCore
import MartStore

/// A steward's written leave to publish although a check of the pipeline fails.
package struct Waiver: Sendable, Hashable {
  package var checkID: String
  /// Who, until when and why, as meta_check shows it.
  package var text: String

  package init(checkID: String, text: String) {
    self.checkID = checkID
    self.text = text
  }
}

/// What the gate found.
package struct GateReport: Sendable {
  package var checks: [CheckResult]
  package var accountGaps: [AccountGap]
  package var pathGaps: [PathGap]
  /// What keeps the candidate from being published; empty where it may be.
  package var failures: [Failure]
  /// What is shown and does not stop.
  package var warnings: [Finding]
  /// Tables that keep their last rows, by name.
  package var heldTables: [String] = []
  /// Outputs that must not leave, by id.
  package var heldOutputs: [HeldOutput] = []
  package var mayPublish: Bool { failures.isEmpty }
}

/// Fills meta_conservation, meta_path and meta_check of the candidate and says whether it may be published. Where it may
/// not, the candidate is left as it was, so that the stage can be run again once the cause is mended; what was found stands
/// in `refused.sqlite` beside it.
///
/// - candidate: the folder with `mart.sqlite`, `handover.sqlite` and the outbox.
/// - holds: what each check of severity `hold` keeps back, by its id.
/// - last: the mart of the night before, whose rows held tables keep; nil before the first night. A check that would hold
///   where there are no rows to keep stops the night.
/// - jobs: how many queries are asked at once.
/// - Throws: `Failure(.pipeline)` where a query of the pipeline does not run; a gate that fails throws nothing, its
///   causes are in the report's `failures`.
package func load(
  _ pipeline: Pipeline, candidate: String, businessDate: BusinessDate, waivers: [Waiver] = [],
  holds: [String: HoldOrder] = [:], last: String? = nil, jobs: Int = 1
) throws -> GateReport {
  try Evidence.clear(candidate)
  let mart = try Store("\(candidate)/mart.sqlite", .scratch)
  defer { try? mart.close() }
  return try mart.use { session in
    // Kept in memory, so that a gate that fails can take its rows back; the file is open to readers until it is kept.
    try session.execute("PRAGMA journal_mode = MEMORY; PRAGMA locking_mode = NORMAL")
    if let last, !holds.isEmpty { try session.attach(last, as: HeldTables.schema) }
    var evidence: Evidence?
    let report = try session.transaction(keeping: { $0.mayPublish }) {
      let judging = Judging(
        pipeline: pipeline, candidate: candidate, businessDate: businessDate,
        waivers: Dictionary(waivers.map { ($0.checkID, $0.text) }) { first, _ in first })
      let report = try judging.report(session, holds: holds, hasLast: last != nil, jobs: jobs)
      evidence = report.mayPublish ? nil : try Evidence(session)
      return report
    }
    try evidence?.write(into: candidate)
    return report
  }
}

/// The gate over tonight's rows, and where a check holds tables, once more over the rows that are published.
private struct Judging {
  var pipeline: Pipeline
  var candidate: String
  var businessDate: BusinessDate
  var waivers: [String: String]

  private typealias Judged = (gate: Gate, account: AccountOutcome, paths: [PathGap], results: [CheckResult])

  func report(_ session: Session, holds: [String: HoldOrder], hasLast: Bool, jobs: Int) throws -> GateReport {
    let own = try judge(session, held: [], jobs: jobs)
    let held = HeldTables(own.results, holds)
    if held.isEmpty { return try own.gate.report(own.results, session, own.account, own.paths) }
    if let obstacle = try held.obstacle(session, hasLast: hasLast) {
      var report = try own.gate.report(own.results, session, own.account, own.paths)
      report.failures += held.checks.map { check in
        var failure = check.failure
        failure.what += ", and \(obstacle)"
        return failure
      }
      return report
    }
    try held.restore(pipeline, session)
    let kept = try judge(session, held: held.names, jobs: 0)
    let results = held.combined(own.results, kept.results)
    var report = try kept.gate.report(results, session, kept.account, kept.paths)
    report.heldTables = held.tables
    report.heldOutputs = held.outputs
    return report
  }

  /// - jobs: 0 asks every query in the transaction that changed rows.
  private func judge(_ session: Session, held: Set<String>, jobs: Int) throws -> Judged {
    let queries = jobs == 0 ? [] : gateReadings(pipeline)
    let known = jobs == 0 ? [:] : try GateAnswers.read(from: candidate)
    let readings = try Readings(
      queries, session, mart: "\(candidate)/mart.sqlite", jobs: jobs, known: known)
    let account = try fillAccount(
      session, pipeline, handover: "\(candidate)/handover.sqlite", held: held, answers: known)
    let paths = try fillPaths(session, pipeline, businessDate, readings, held: held)
    let gate = Gate(
      pipeline: pipeline, candidate: candidate, businessDate: businessDate, waivers: waivers, readings: readings)
    return (gate, account, paths, try gate.results(session, account, paths))
  }
}
