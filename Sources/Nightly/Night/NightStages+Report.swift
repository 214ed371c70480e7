import Emission
import MartCore

extension NightStages {
  /// Writes the night's page into the candidate; where the gate stopped it, with what it found.
  ///
  /// - Returns: the whole bank's figures tonight, by id.
  @discardableResult
  func report(of night: CandidateNight, stoppedBy causes: [String] = []) throws -> [String: Int64] {
    let facts = try ReportFacts(context: context, date: date, run: run).gather(night)
    let times = try context.ledger.stageTimes(nights: ReportFacts.nights)
    try writeReport(
      context.pipeline, candidate: context.layout.candidate, businessDate: date, generation: night.label,
      notes: night.staged.notes, deliveries: Set(night.deliveries),
      times: times.map {
        StageTime(night: $0.night, stage: $0.stage, milliseconds: Int64(($0.seconds * 1_000).rounded()))
      }, held: needs(), facts: facts, stoppedBy: causes)
    return facts.figures.last?.values ?? [:]
  }

  /// The outputs that do not leave without a feed, by the feed's name.
  private func needs() -> [String: Set<String>] {
    Dictionary(
      context.pipeline.feeds.map { feed in
        let held = context.plan.outputs(
          heldBy: feed, on: date, of: context.pipeline.outputs, context.pipeline.workdays)
        return (feed.name, Set(held))
      }
    ) { first, _ in first }
  }
}
