import Contracts
import Emission
import MartCore
import MartStore
import Transformation

/// What outputs of earlier nights would have been, had tonight's late and corrected deliveries been there in time; where
/// that is not what was sent, the changed rows leave once more.
///
/// Both sides are made from the journal, so that nothing but tonight's deliveries makes a difference: neither new
/// contracts, nor what was learned otherwise since.
struct Restating {
  let context: NightContext
  let date: BusinessDate
  let night: CandidateNight
  let causes: [AcceptedDelivery]
  private let sent: [SentRecord]

  init(_ context: NightContext, _ date: BusinessDate, _ night: CandidateNight) throws {
    self.context = context
    self.date = date
    self.night = night
    causes = try context.state.belated(generation: night.number, before: date)
    sent = causes.isEmpty ? [] : try context.state.sent(before: night.number)
  }

  /// A day of which outputs were sent, and those that tonight may restate.
  private struct Day {
    var date: BusinessDate
    /// The last generation that sent outputs of the day.
    var generation: Int64
    var outputs: [Output]
  }

  /// Writes into the candidate's outbox.
  ///
  /// The first day is made in full. Each later one goes on from the day before, and what it would have been from what
  /// it was, both by the keys in which the journals differ.
  func write() throws {
    let days = affected()
    guard !days.isEmpty else { return }
    let folder = "\(context.layout.candidate)/restating"
    try Files.remove(folder)
    for folder in [folder, "\(folder)/was", "\(folder)/now"] { try Files.makeFolder(folder, mode: 0o700) }
    defer { try? Files.remove(folder) }
    let side = "\(folder)/side.sqlite"
    let writer = RestatementWriter(
      context.pipeline, candidate: context.layout.candidate, generation: night.label, key: context.key, side: side)
    let wanted = Set(days.flatMap(\.outputs).flatMap { context.plan.outputReads[$0.id] ?? [] }.map(\.table))
    var last: (mart: PastMart, day: Day)?
    for day in days {
      context.options.progress.stage("emit: restate \(day.date)")
      try Stopping.check()
      let before = try journal(of: day, at: "\(folder)/before.sqlite", knownBy: night.number - 1)
      var mart: PastMart
      if let last, day.generation >= last.day.generation {
        mart = last.mart
        try mart.goOn(to: before, on: day.date, since: last.day.generation)
      } else {
        try last?.mart.remove()
        mart = try PastMart(
          context.pipeline, context.plan, journal: before, in: "\(folder)/was", on: day.date, wanted: wanted,
          jobs: context.options.jobs)
      }
      try Files.remove(before.path)
      try writer.gather(day.outputs, from: mart.path, isAfter: false)
      var other = try mart.copy(to: "\(folder)/now")
      let after = try journal(of: day, at: "\(folder)/after.sqlite", knownBy: night.number)
      try other.goOn(to: after, on: day.date, since: night.number - 1)
      try Files.remove(after.path)
      try writer.gather(day.outputs, from: other.path, isAfter: true)
      try other.remove()
      for output in day.outputs { try restate(output, day, writer) }
      try Files.remove(side)
      last = (mart, day)
    }
  }

  /// The journal as a generation knew it, without what describes later days.
  private func journal(of day: Day, at path: String, knownBy generation: Int64) throws -> PastJournal {
    let journal = try PastJournal(
      copyOf: State.journalPath(in: context.state.folder), to: path, knownBy: generation)
    try journal.cut(after: day.date, personsOf: day.generation, newest: night.number)
    return journal
  }

  private func restate(_ output: Output, _ day: Day, _ writer: RestatementWriter) throws {
    let reached = sources(of: output)
    let own = causes.filter { $0.businessDate <= day.date && !touched(by: $0.feed).isDisjoint(with: reached) }
    let revision =
      1 + (sent.filter { $0.output == output.id && $0.businessDate == day.date }.map(\.revision).max() ?? 0)
    _ = try writer.write(
      RestatedOutput(output: output, businessDate: day.date, revision: revision, causes: own.map(\.id)))
  }

  /// Days before tonight, not before the earliest cause, of which something was sent that a cause may reach.
  private func affected() -> [Day] {
    guard let first = causes.map(\.businessDate).min() else { return [] }
    let dates = Set(sent.map(\.businessDate)).filter { $0 >= first && $0 < date }.sorted()
      .suffix(context.pipeline.thresholds.restatedNights)
    return dates.compactMap { day in
      let own = sent.filter { $0.businessDate == day && $0.revision == 0 }
      let reach = causes.filter { $0.businessDate <= day }.map { touched(by: $0.feed) }
      let outputs = context.pipeline.outputs.filter { output in
        let sources = sources(of: output)
        return own.contains { $0.output == output.id && $0.version == output.version }
          && reach.contains { !$0.isDisjoint(with: sources) }
      }.sorted { $0.id < $1.id }
      guard let generation = own.map(\.generation).max(), !outputs.isEmpty else { return nil }
      return Day(date: day, generation: generation, outputs: outputs)
    }
  }

  private func sources(of output: Output) -> Set<String> {
    let reads = Set((context.plan.outputReads[output.id] ?? []).map(\.table))
    return reads.union(reads.flatMap { context.plan.ancestors(of: $0) })
  }

  /// Sources of models that a delivery of the feed may change: its own, those of feeds whose rules look into its
  /// journal, and persons.
  private func touched(by feed: String) -> Set<String> {
    var feeds: Set<String> = [feed]
    var waiting = [feed]
    while let next = waiting.popLast() {
      for other in context.pipeline.feeds where !feeds.contains(other.name) {
        let reads = other.journalRules.flatMap { context.plan.ruleReads["\(other.name) \($0.id)"] ?? [] }
        guard reads.contains(where: { $0.table == "jrn_\(next)" }) else { continue }
        feeds.insert(other.name)
        waiting.append(other.name)
      }
    }
    let isPerson = context.pipeline.identity?.sources.contains { feeds.contains($0.feed) } ?? false
    return Set(feeds.map { "stg_\($0)" }).union(isPerson ? ["id_assignment", "id_event_log"] : [])
  }
}
