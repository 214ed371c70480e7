import Contracts
import Emission
import MartCore
import MartStore
import Transformation

/// What the absence of optional feeds holds back: outputs whose lineage reaches one of them leave a note instead of
/// their files, and the tables in between say of which day their rows are.
struct Holding {
  let pipeline: Pipeline
  let plan: ModelPlan
  /// Feeds that brought nothing for tonight.
  let stale: [Feed]

  /// - stale: names of feeds.
  init(_ context: NightContext, _ stale: [String]) {
    pipeline = context.pipeline
    plan = context.plan
    self.stale = stale.compactMap(pipeline.feed)
  }

  /// A note for each output that is held, by its id.
  func notes(on date: BusinessDate) -> [String: HeldNote] {
    Dictionary(
      pipeline.outputs.compactMap { output in
        let missing = stale.filter {
          plan.outputs(heldBy: $0, on: date, of: [output], pipeline.workdays).contains(output.id)
        }
        guard !missing.isEmpty else { return nil }
        return (
          output.id,
          HeldNote(
            cause: "\(missing.map(\.name).joined(separator: ", ")) brought nothing for \(date)",
            owner: missing.map(\.owner).joined(separator: ", "))
        )
      }
    ) { first, _ in first }
  }

  /// The day of the rows of each table that reads a stale feed: the newest day that all its stale feeds have
  /// brought. A table whose feed has never come is not named.
  func days(_ accepted: [AcceptedDelivery]) -> [String: BusinessDate] {
    var days: [String: BusinessDate] = [:]
    for feed in stale {
      guard let last = accepted.filter({ $0.feed == feed.name }).map(\.businessDate).max() else { continue }
      for model in pipeline.models where plan.ancestors(of: model.name).contains("stg_\(feed.name)") {
        days[model.name] = min(days[model.name] ?? last, last)
      }
    }
    return days
  }
}

extension ModelPlan {
  /// The outputs that a night of the date without the feed holds, by id: those that its contract names, or else those
  /// whose queries come to the feed, directly or through models.
  func outputs(heldBy feed: Feed, on date: BusinessDate, of outputs: [Output], _ workdays: Workdays) -> [String] {
    if let holds = feed.holds {
      let isTime = holds.on.includes(date, workdays)
      return isTime ? outputs.map(\.id).filter(holds.outputs.contains).sorted() : []
    }
    return outputs.map(\.id).filter { id in
      (outputReads[id] ?? []).map(\.table).contains { table in
        table == "stg_\(feed.name)" || ancestors(of: table).contains("stg_\(feed.name)")
      }
    }.sorted()
  }
}
