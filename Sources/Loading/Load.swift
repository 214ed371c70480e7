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
  package var mayPublish: Bool { failures.isEmpty }
}

/// Fills meta_conservation, meta_path and meta_check of the candidate and says whether it may be published. Where it may
/// not, the candidate is left as it was, so that the stage can be run again once the cause is mended; what was found stands
/// in `refused.sqlite` beside it.
///
/// - candidate: the folder with `mart.sqlite`, `handover.sqlite` and the outbox.
/// - jobs: how many queries are asked at once.
/// - Throws: `Failure(.pipeline)` where a query of the pipeline does not run; a gate that fails throws nothing, its
///   causes are in the report's `failures`.
package func load(
  _ pipeline: Pipeline, candidate: String, businessDate: BusinessDate, waivers: [Waiver] = [], jobs: Int = 1
) throws -> GateReport {
  try Evidence.clear(candidate)
  let mart = try Store("\(candidate)/mart.sqlite", .scratch)
  defer { try? mart.close() }
  return try mart.use { session in
    // Kept in memory, so that a gate that fails can take its rows back; the file is open to readers until it is kept.
    try session.execute("PRAGMA journal_mode = MEMORY; PRAGMA locking_mode = NORMAL")
    var evidence: Evidence?
    let report = try session.transaction(keeping: { $0.mayPublish }) {
      let account = try fillAccount(session, pipeline, handover: "\(candidate)/handover.sqlite")
      let queries = pipeline.paths.flatMap(\.queries) + pipeline.checks.map(Gate.count)
      let readings = try Readings(queries, session, mart: mart.path, jobs: jobs)
      let paths = try fillPaths(session, pipeline, businessDate, readings)
      let gate = Gate(
        pipeline: pipeline, candidate: candidate, businessDate: businessDate,
        waivers: Dictionary(waivers.map { ($0.checkID, $0.text) }) { first, _ in first },
        readings: readings)
      let report = try gate.judge(session, account, paths)
      evidence = report.mayPublish ? nil : try Evidence(session)
      return report
    }
    try evidence?.write(into: candidate)
    return report
  }
}
