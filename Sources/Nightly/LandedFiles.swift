import Contracts
import Extraction
import Foundation
import MartCore
import MartStore

/// What lies in landing, beside what has been taken in before.
struct LandedFiles {
  let pipeline: Pipeline
  let scan: LandingScan
  let accepted: [AcceptedDelivery]
  /// What came again and has been counted.
  let repeated: [AcceptedDelivery]
  private let hashes: ContentHashes
  /// The calendar: dates for which at least one control has landed, those of accepted deliveries, and those that count as
  /// landed whatever lies there.
  let calendar: [BusinessDate]
  // A year leaves ten thousand deliveries, each of which is looked at every night: found by their day, not by a search.
  private let landedByDay: [FeedDay: [LandedDelivery]]
  private let acceptedByDay: [FeedDay: [AcceptedDelivery]]
  private let repeatedByDay: [FeedDay: [AcceptedDelivery]]

  init(
    _ pipeline: Pipeline, _ scan: LandingScan, _ accepted: [AcceptedDelivery], repeated: [AcceptedDelivery],
    _ hashes: ContentHashes, dates: [BusinessDate] = []
  ) {
    self.pipeline = pipeline
    self.scan = scan
    self.accepted = accepted
    self.repeated = repeated
    self.hashes = hashes
    calendar = Set(scan.calendar).union(accepted.map(\.businessDate)).union(dates).sorted()
    landedByDay = Dictionary(grouping: scan.deliveries) { FeedDay(feed: $0.feed, date: $0.businessDate) }
    acceptedByDay = Dictionary(grouping: accepted) { FeedDay(feed: $0.feed, date: $0.businessDate) }
    repeatedByDay = Dictionary(grouping: repeated) { FeedDay(feed: $0.feed, date: $0.businessDate) }
  }

  private struct FeedDay: Hashable {
    var feed: String
    var date: BusinessDate
  }

  /// The business date before, of those on which the feed is due where it comes on workdays only.
  func dateBefore(_ date: BusinessDate, of feed: Feed) -> BusinessDate? {
    calendar.last { $0 < date && (feed.due.on != .workday || pipeline.workdays.contains($0)) }
  }

  func landed(_ feed: Feed, _ date: BusinessDate) -> [LandedDelivery] {
    landedByDay[FeedDay(feed: feed.name, date: date)] ?? []
  }

  func acceptedOn(_ date: BusinessDate, _ feed: String) -> [AcceptedDelivery] {
    acceptedByDay[FeedDay(feed: feed, date: date)] ?? []
  }

  /// Rows of the feed's latest accepted delivery before the date (DL-07).
  func previousRows(_ feed: String, before date: BusinessDate) -> Int64? {
    accepted.filter { $0.feed == feed && $0.businessDate < date }
      .max { ($0.businessDate, $0.sequence) < ($1.businessDate, $1.sequence) }?.rows
  }

  /// The control of what came again.
  func control(of repeated: (original: AcceptedDelivery, file: String, sequence: Int)) -> Data {
    scan.deliveries.first {
      $0.feed == repeated.original.feed && $0.businessDate == repeated.original.businessDate
        && $0.sequence == repeated.sequence
    }?.control ?? Data()
  }

  /// What is to be taken in of a feed and date, and what came again since it was last looked at.
  ///
  /// - Throws: `Failure` with DL-01 or DL-04.
  func judge(_ feed: Feed, _ date: BusinessDate) throws -> Judgement {
    var judgement = Judgement()
    var known = acceptedOn(date, feed.name)
    let repeated = repeatedByDay[FeedDay(feed: feed.name, date: date)] ?? []
    for delivery in landed(feed, date) where delivery.isComplete {
      guard let data = delivery.dataPath else { continue }
      let sha256 = try hashes.hash(of: data)
      let same = (known + repeated).first {
        $0.sequence == delivery.sequence && $0.sha256 == sha256
      }
      if same != nil { continue }
      switch try Extraction.judge(delivery, sha256: sha256, accepted: known) {
      case .repetition: judgement.repeated.append((delivery, sha256))
      case .new, .correction:
        judgement.fresh.append(delivery)
        known.append(
          AcceptedDelivery(
            id: deliveryID(feed: feed.name, businessDate: date, sha256: sha256, sequence: delivery.sequence),
            feed: feed.name, businessDate: date, sequence: delivery.sequence, sha256: sha256, rows: 0))
      }
    }
    return judgement
  }

  /// Whether a feed has something for a date that a night should look at. What an optional feed brought and an
  /// earlier night refused is none; that of a required one stops every run until it is mended.
  func hasNews(_ feed: Feed, _ date: BusinessDate, besides known: Set<Refused>) throws -> Bool {
    do {
      let judgement = try judge(feed, date)
      return try !judgement.repeated.isEmpty
        || judgement.fresh.contains { delivery in
          let sha256 = try delivery.dataPath.map { try hashes.hash(of: $0) } ?? ""
          return feed.due.required
            || !known.contains(
              Refused(
                feed: feed.name, businessDate: date.description, sequence: Int64(delivery.sequence), sha256: sha256))
        }
    } catch let failure as Failure where failure.exit == .refused && !feed.due.required {
      return false
    }
  }

  struct Judgement {
    var fresh: [LandedDelivery] = []
    var repeated: [(delivery: LandedDelivery, sha256: String)] = []
    var isEmpty: Bool { fresh.isEmpty && repeated.isEmpty }
  }
}

extension LandedDelivery {
  /// The control as it lies there; empty where it has none.
  var control: Data { controlPath.flatMap { FileManager.default.contents(atPath: $0) } ?? Data() }
}
