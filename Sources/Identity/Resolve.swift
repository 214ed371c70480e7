import Contracts
import MartCore
import MartStore

/// What a night of identity did.
package struct IdentityReport: Hashable, Sendable {
  /// Numbers whose record is new or another than before.
  package var changedNumbers = 0
  package var events: [IdentityEvent] = []
  /// Parties that ended in another.
  package var mergedParties = 0
  /// Pairs of records that bear one document under names that do not fit (D2).
  package var reviews = 0
}

/// Says which source numbers are one human, after the journal took in `generation`.
///
/// Only the documents that tonight's changed records bear, or bore, are looked at again; the partition of their
/// records is a function of the records alone. Events and spans go into the journal, records and reviews into the
/// vault, in one transaction. Without a change nothing is written.
///
/// - Throws: `Failure` with `.refused` where the night would merge more parties than the thresholds allow (the
///   opening night is exempt); nothing is written then.
package func resolve(
  _ pipeline: Pipeline, _ state: State, businessDate: BusinessDate, generation: Int64
) throws -> IdentityReport {
  guard let plan = pipeline.identity else { return IdentityReport() }
  return try state.store.use { session in
    try session.transaction {
      let night = Night(plan: plan, date: businessDate, generation: generation, session: session)
      let isOpening = try night.records.isEmpty()
      let touched = try RecordReader(plan, state, session).touched(generation)
      let changes = try night.changes(touched, isOpening: isOpening)
      guard !changes.isEmpty else { return IdentityReport() }
      try State.mark(generation, in: session)
      return try night.settle(changes, pipeline.thresholds, isOpening: isOpening)
    }
  }
}
