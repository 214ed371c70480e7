import Contracts
import Extraction
import Loading
import MartCore
import MartStore
import Transformation

/// What the next run would do, feed by feed; nothing is changed by asking.
package struct NightPlan: Sendable {
  package struct Line: Sendable {
    package var businessDate: BusinessDate
    package var feed: String
    package var file: String
    /// `to take in`, `correction`, `accepted`, `waiting`, `late`, `stale`, `not due`.
    package var state: String
    package var due: String
    /// Outputs that a night without this feed would not write: all of them for a required feed.
    package var stops: [String]
  }

  /// In the order of the nights, then of the feeds.
  package var lines: [Line] = []
  /// Models in the order in which they would run.
  package var models: [String] = []
  package var strays: [String] = []
}

/// Looks at landing, state and pipeline without taking the lock.
package func planNights(_ options: NightOptions) throws -> NightPlan {
  let (pipeline, plan) = try checkedPipelineAndPlan(options.pipelineFolder)
  let today = options.clock.today(in: pipeline.timeZone)
  let scan = try Landing.scan(options.layout.landing, pipeline.feeds, today: today)
  let current = try Generations(home: options.layout.home).current()
  let accepted = try acceptedSoFar(options.layout)
  let calendar = Set(scan.calendar).union(accepted.map(\.businessDate)).sorted()
  var result = NightPlan(models: plan.order.map(\.name))
  result.strays = scan.strays.map { "\($0.name): \($0.reason)" }
  let waiting = calendar.filter { date in current.map { date > $0.businessDate } ?? true }
  for date in waiting.isEmpty ? calendar.suffix(1) : waiting[...] {
    for feed in pipeline.feeds {
      let isDone = accepted.contains { $0.feed == feed.name && $0.businessDate == date }
      let landed = scan.deliveries.last { $0.feed == feed.name && $0.businessDate == date }
      result.lines.append(
        NightPlan.Line(
          businessDate: date, feed: feed.name, file: feed.file.dataName(date, sequence: landed?.sequence ?? 1),
          state: state(feed, date, landed, isDone, calendar.last, options, pipeline.timeZone), due: feed.due.by,
          stops: feed.due.required ? ["all"] : plan.outputs(pipeline.outputs, reading: feed)))
    }
  }
  return result
}

private func state(
  _ feed: Feed, _ date: BusinessDate, _ landed: LandedDelivery?, _ isDone: Bool, _ last: BusinessDate?,
  _ options: NightOptions, _ zone: String
) -> String {
  if isDone { return landed.map { $0.sequence > 1 } == true ? "correction" : "accepted" }
  if landed?.isComplete == true { return "to take in" }
  if !feed.due.isDue(on: date, lastLanded: last) { return "not due" }
  if !feed.due.required { return "stale" }
  return options.clock.isPast(feed.due.by, after: date, in: zone) ? "late" : "waiting"
}

/// Deliveries accepted by published nights; none where there is no state yet.
private func acceptedSoFar(_ layout: HomeLayout) throws -> [(feed: String, businessDate: BusinessDate)] {
  guard Files.exists(State.journalPath(in: layout.state)) else { return [] }
  let journal = try Store(State.journalPath(in: layout.state), .readOnly)
  defer { try? journal.close() }
  return try journal.use { session in
    try session.rows("SELECT DISTINCT feed, business_date FROM delivery WHERE status = 'accepted'").compactMap { row in
      row[1].string.flatMap { BusinessDate(iso: $0) }.map { (row[0].display, $0) }
    }
  }
}
