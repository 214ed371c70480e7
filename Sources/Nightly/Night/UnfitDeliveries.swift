import MartCore
import MartStore
import Transformation

/// Takes optional deliveries back out of a night that has begun with them, because too many of their rows are bad (DL-09).
struct UnfitDeliveries {
  let context: NightContext
  let date: BusinessDate
  /// The night's line in the ledger.
  let run: Int64

  /// The night without them; the ledger says that they were refused, and the state is as before the night.
  ///
  /// - Throws: `Failure` with `.internal` where a delivery is none of the night's.
  func left(out excesses: [History.Excess], of staged: StagedNight) throws -> StagedNight {
    let known = try context.state.acceptedDeliveries()
    var left = staged
    var refused: [Arrival] = []
    for excess in excesses {
      guard let delivery = known.first(where: { $0.id == excess.delivery }),
        let place = left.deliveries.firstIndex(where: { isSame($0, delivery) })
      else { throw excess.failure }
      let name = context.pipeline.feed(delivery.feed)?.file.dataName(delivery.businessDate, sequence: delivery.sequence)
      let arrival = Arrival(
        feed: delivery.feed, businessDate: delivery.businessDate, file: name ?? "", sequence: Int64(delivery.sequence),
        sha256: delivery.sha256, verdict: .refused, rule: excess.failure.rule, message: excess.failure.what)
      refused.append(arrival)
      if let path = context.layout.staging(left.deliveries[place]) { try Files.remove(path) }
      left.deliveries.remove(at: place)
      if let untaken = StagedNight.Untaken(arrival) { left.untaken.append(untaken) }
      note(delivery, &left)
    }
    try context.ledger.arrivals(run, refused)
    try context.state.cut(above: context.generations.current()?.number ?? 0)
    try Handoff.write(left, to: context.layout.stagedNight(date))
    return left
  }

  private func isSame(_ staged: StagedNight.Staged, _ delivery: AcceptedDelivery) -> Bool {
    staged.feed == delivery.feed && staged.date == delivery.businessDate.description
      && staged.sequence == delivery.sequence
  }

  /// A feed of which nothing else came for tonight is stale, and holds back what reads it.
  private func note(_ delivery: AcceptedDelivery, _ left: inout StagedNight) {
    let others = left.deliveries.contains { $0.feed == delivery.feed && $0.date == date.description }
    guard delivery.businessDate == date, !others, !left.stale.contains(delivery.feed) else { return }
    left.stale.append(delivery.feed)
    if !context.options.allowMissing.contains(delivery.feed) { left.holding.append(delivery.feed) }
  }
}
