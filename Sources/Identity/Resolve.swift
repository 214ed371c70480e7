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
  /// Parts that left a party.
  package var splitParties = 0
  /// Questions to stewards that are new (D2, F2, C1).
  package var reviews = 0
  /// Pairs that were weighed.
  package var candidates = 0
  /// Sizes of blocks that had too many records to be compared.
  package var cappedBlocks: [Int] = []
}

/// Says which source numbers are one human, after the journal took in `generation`.
///
/// Only tonight's changed records, and what documents, declared links, stewards' answers and weighed edges tie to them, are
/// looked at again; the partition is a function of records, links, answers and model alone. Events and spans go into the
/// journal, records, edges and reviews into the vault, in one transaction. Without a change nothing is written.
///
/// - answers: what stewards said so far.
/// - acceptsMerges: an operator decided that so many merges and splits are right.
/// - entering: told of each step.
/// - Throws: `Failure` with `.refused` where the night would merge or split more parties than the thresholds allow (the
///   opening night is exempt); nothing is written then.
package func resolve(
  _ pipeline: Pipeline, _ state: State, businessDate: BusinessDate, generation: Int64, answers: [StewardAnswer] = [],
  acceptsMerges: Bool = false, entering: @escaping IdentityWatch = { _ in }
) throws -> IdentityReport {
  guard let plan = pipeline.identity else { return IdentityReport() }
  let matcher = try Matcher.of(pipeline, plan)
  return try state.store.use { session in
    try session.transaction {
      let night = Night(plan: plan, date: businessDate, generation: generation, session: session, entering: entering)
      let isOpening = try night.records.isEmpty()
      let runs = RunStore(session: session)
      let links = DeclaredLinks(plan: plan, state: state, session: session)
      entering(.read)
      let touched = try RecordReader(plan, state, session).touched(generation)
      entering(.keep)
      let changes = try night.changes(touched, isOpening: isOpening)
      let model = matcher?.model?.version ?? ""
      let modelIsNew = try !isOpening && runs.lastModel() != model
      try links.keep(generation)
      entering(.block)
      let tonight = try night.tonight(
        changes, Answers(answers, plan), links, matcher, isOpening: isOpening, modelIsNew: modelIsNew)
      guard !changes.isEmpty || !tonight.seeds.isEmpty || modelIsNew else { return IdentityReport() }
      try State.mark(generation, in: session)
      entering(.cluster)
      let report = try night.settle(
        changes, tonight, pipeline.thresholds, isOpening: isOpening, acceptsAll: acceptsMerges)
      try runs.write(report, model: model, generation)
      return report
    }
  }
}
