import Contracts
import MartCore
import MartStore

/// What left the house in one night.
package struct EmissionReport: Sendable, Hashable {
  package var outputs: [EmittedOutput] = []
  /// Ids of outputs that left only a note.
  package var held: [String] = []
  /// Rows that were written into `quarantine/`, by feed.
  package var quarantined: [String: Int64] = [:]
}

/// One file of the outbox.
package struct EmittedOutput: Sendable, Hashable {
  package var id: String
  package var user: String
  /// Relative to the candidate.
  package var file: String
  package var rows: Int64
  package var totals: [String: Int64]
  package var sha256: String
  package var bytes: Int64
}

/// Why an output does not leave tonight: the check or feed, and who must act.
package struct HeldNote: Sendable, Hashable {
  package var cause: String
  package var owner: String

  package init(cause: String, owner: String) {
    self.cause = cause
    self.owner = owner
  }
}

/// Writes `outbox/` and `quarantine/` of the candidate; what an earlier attempt left there is removed.
///
/// - candidate: the folder with `mart.sqlite`, which is only read.
/// - generation: the label under which the candidate is to be published, such as `2024-09-30.1`.
/// - key: bytes of the pipeline's token key, from which each user's own tokens are made.
/// - held: notes by output id; such an output leaves a `.held` note in place of its three files.
/// - deliveries: ids of what this night took in, whose rejected rows go to `quarantine/`; nil: those of the date.
/// - jobs: how many outputs are written at once.
/// - Throws: `Failure(.pipeline)` where an output's query does not give what its contract promises,
///   `Failure(.refused)` where two rows have one key.
package func emit(
  _ pipeline: Pipeline, candidate: String, businessDate: BusinessDate, generation: String, key: [UInt8],
  held: [String: HeldNote] = [:], deliveries tonight: Set<Int64>? = nil, jobs: Int = 1
) throws -> EmissionReport {
  for folder in ["outbox", "quarantine"] { try Files.remove("\(candidate)/\(folder)") }
  try Files.makeFolder("\(candidate)/outbox", mode: 0o750)
  let path = "\(candidate)/mart.sqlite"
  let night = EmissionNight(
    candidate: candidate, businessDate: businessDate, generation: generation, key: key,
    algorithm: pipeline.namedTokenAlgorithm, held: held)
  let outputs = pipeline.outputs.sorted { $0.id < $1.id }
  // Each is read on a connection of its own.
  let written = sideBySide(outputs.count, jobs: jobs) { index in
    Result { () -> EmittedOutput? in
      let mart = try Store(path, .readOnly)
      defer { try? mart.close() }
      return try mart.use { session in
        var output = outputs[index]
        try makeHeadlines(session, pipeline)
        if try attachMadeRows(session, candidate).contains(output.id) {
          output.sql = "SELECT * FROM made.\(sqlName(output.id))"
        }
        return try night.write(output, session)
      }
    }
  }
  var report = EmissionReport()
  for (output, result) in zip(outputs, written) {
    if let emitted = try result.get() { report.outputs.append(emitted) } else { report.held.append(output.id) }
  }
  let mart = try Store(path, .readOnly)
  defer { try? mart.close() }
  return try mart.use { session in
    let tonight = try tonight ?? deliveries(of: businessDate, session)
    report.quarantined = try writeQuarantine(session, candidate: candidate, tonight: tonight)
    return report
  }
}

/// Attaches the rows of outputs that the engine which made the tables has left, as `made`.
/// - Returns: the ids of those outputs.
private func attachMadeRows(_ session: Session, _ candidate: String) throws -> Set<String> {
  guard Files.exists("\(candidate)/\(outputRows)") else { return [] }
  try session.attach("\(candidate)/\(outputRows)", as: "made")
  return Set(
    try session.rows("SELECT name FROM made.sqlite_schema WHERE type = 'table'").compactMap { $0.first?.string })
}

/// Takes outputs that have been written back, and leaves notes in their place; one that is held already keeps its note.
///
/// - notes: by output id.
package func hold(
  _ pipeline: Pipeline, candidate: String, businessDate: BusinessDate, generation: String, _ notes: [String: HeldNote]
) throws {
  let night = EmissionNight(
    candidate: candidate, businessDate: businessDate, generation: generation, key: [],
    algorithm: pipeline.namedTokenAlgorithm, held: notes)
  for output in pipeline.outputs where notes[output.id] != nil { try night.hold(output) }
}
