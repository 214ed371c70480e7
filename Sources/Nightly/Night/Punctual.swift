import Contracts
import Emission
import Extraction
import Foundation
import MartCore
import MartStore

/// When deliveries landed, beside when they were due.
struct Punctual {
  let pipeline: Pipeline

  /// Of what a night takes in. A file's time is what the file system says of its last change, of data and control the later
  /// one; files that kept the time of their making, as `cp -p` and `rsync -t` let them, count by that.
  func times(_ deliveries: [LandedDelivery]) -> [DeliveryTime] {
    deliveries.compactMap { delivery in
      guard let feed = pipeline.feed(delivery.feed),
        let landed = [delivery.dataPath, delivery.controlPath].compactMap({ $0.flatMap(Self.changed) }).max()
      else { return nil }
      return DeliveryTime(
        feed: feed.name, businessDate: delivery.businessDate, sequence: delivery.sequence,
        landedAt: RunClock.instant(landed), dueAt: RunClock.instant(due(feed, delivery.businessDate)))
    }
  }

  /// For the report: each delivery of the run, then feeds that were due and brought nothing.
  func arrivals(_ run: Int64, on date: BusinessDate, _ ledger: Ledger, stale: [String], now: Double) throws
    -> [DueArrival]
  {
    let before = Dictionary(try ledger.punctuality(to: date, limit: 30).map { ($0.feed, $0) }) { first, _ in first }
    let landed = try ledger.deliveryTimes(of: run).map { time in
      var arrival = DueArrival(
        feed: time.feed, businessDate: time.businessDate, due: local(time.dueAt), dueBy: "\(time.dueAt)",
        landed: local(time.landedAt))
      if let landed = RunClock.seconds(time.landedAt), let due = RunClock.seconds(time.dueAt) {
        arrival.minutesLate = Int(((landed - due) / 60).rounded(.up))
      }
      return arrival
    }
    let present = Set(landed.filter { $0.businessDate == date }.map(\.feed))
    let absent = pipeline.feeds.filter { stale.contains($0.name) && !present.contains($0.name) }.map { feed in
      let deadline = due(feed, date)
      let instant = RunClock.instant(deadline)
      return DueArrival(
        feed: feed.name, businessDate: date, due: local(instant), dueBy: instant, landed: nil,
        minutesLate: now > deadline ? Int((now - deadline) / 60) : nil)
    }
    return (landed + absent).map { arrival in
      var arrival = arrival
      arrival.nights = before[arrival.feed]?.nights ?? 0
      arrival.lateNights = before[arrival.feed]?.late ?? 0
      return arrival
    }.sorted { ($0.dueBy, $0.feed, $0.businessDate) < ($1.dueBy, $1.feed, $1.businessDate) }
  }

  private func due(_ feed: Feed, _ date: BusinessDate) -> Double {
    RunClock.deadline(feed.due.by, after: date, in: pipeline.timeZone) ?? 0
  }

  /// `2024-10-01 01:12` of the pipeline's zone.
  private func local(_ instant: String) -> String {
    guard let seconds = RunClock.seconds(instant) else { return "" }
    return RunClock.local(seconds, in: pipeline.timeZone)
  }

  /// Seconds since 1970.
  private static func changed(_ path: String) -> Double? {
    var status = stat()
    guard stat(path, &status) == 0 else { return nil }
    return Double(status.st_mtim.tv_sec)
  }
}
