import Contracts
import Extraction
import MartCore
import Transformation

/// Finds the deliveries of the nights that wait.
struct PlanLines {
  let pipeline: Pipeline
  let plan: ModelPlan
  let options: NightOptions
  let scan: LandingScan
  let published: PublishedNights
  private(set) var lines: [NightPlan.Line] = []
  /// The business date of the next night; nil where nothing waits.
  private(set) var next: BusinessDate?
  /// The landed file behind each line that waits, by place.
  private var files: [Int: LandedDelivery] = [:]
  /// What was read of them.
  private var named: [Int: NamedKeys] = [:]

  init(pipeline: Pipeline, plan: ModelPlan, options: NightOptions, scan: LandingScan, published: PublishedNights) {
    self.pipeline = pipeline
    self.plan = plan
    self.options = options
    self.scan = scan
    self.published = published
  }

  /// The lines of unpublished nights, and of what waits for published ones; of the last night where nothing waits.
  mutating func find() {
    let calendar = Set(scan.calendar).union(published.deliveries.map(\.businessDate)).sorted()
    let current = published.current?.businessDate
    let unpublished = calendar.filter { date in current.map { date > $0 } ?? true }
    for date in calendar {
      for feed in pipeline.feeds {
        let fresh = new(feed, date)
        for delivery in fresh { add(feed, date, delivery) }
        if fresh.isEmpty && unpublished.contains(date) { add(feed, date, nil) }
      }
    }
    next = unpublished.first ?? (files.isEmpty ? nil : current)
    guard lines.isEmpty, let last = calendar.last else { return }
    for feed in pipeline.feeds { add(feed, last, nil) }
  }

  /// Complete deliveries of which the published mart knows nothing.
  private func new(_ feed: Feed, _ date: BusinessDate) -> [LandedDelivery] {
    scan.deliveries.filter {
      $0.feed == feed.name && $0.businessDate == date && $0.isComplete && !published.holds(feed.name, date, $0.sequence)
    }
  }

  private mutating func add(_ feed: Feed, _ date: BusinessDate, _ landed: LandedDelivery?) {
    if let landed { files[lines.count] = landed }
    let sequence =
      landed?.sequence ?? scan.deliveries.last { $0.feed == feed.name && $0.businessDate == date }?.sequence
    lines.append(
      NightPlan.Line(
        businessDate: date, feed: feed.name, file: feed.file.dataName(date, sequence: sequence ?? 1),
        state: state(feed, date, landed), due: feed.due.by,
        stops: feed.due.required
          ? ["all"] : plan.outputs(heldBy: feed, on: date, of: pipeline.outputs, pipeline.workdays)))
  }

  private func state(_ feed: Feed, _ date: BusinessDate, _ landed: LandedDelivery?) -> String {
    let isKnown = published.holds(feed.name, date)
    if let landed { return isKnown || landed.sequence > 1 ? "correction" : "to take in" }
    if isKnown { return "accepted" }
    if !feed.due.on.includes(date, pipeline.workdays) { return "not due" }
    if !feed.due.required { return "stale" }
    return options.clock.isPast(feed.due.by, after: date, in: pipeline.timeZone) ? "late" : "waiting"
  }

  /// What a night of this date takes in: of its own day, and of earlier ones what came late.
  func deliveries(upTo date: BusinessDate) -> [RefreshForecast.Delivery] {
    files.sorted { $0.key < $1.key }.filter { $0.value.businessDate <= date }
      .map { RefreshForecast.Delivery(feed: $0.value.feed, keys: named[$0.key]) }
  }

  // MARK: Keys

  /// Reads what waits. A file that cannot be read says so in its line.
  mutating func countKeys() {
    for (index, landed) in files.sorted(by: { $0.key < $1.key }) {
      guard let feed = pipeline.feed(lines[index].feed), let file = DeliveryFile(landed: landed, feed) else { continue }
      do {
        let keys = try namedKeys(in: file, after: before(landed, feed), feed: feed, pipeline: pipeline)
        named[index] = keys
        lines[index].touched = TouchedKeys(keys, pipeline.reach)
      } catch let failure as Failure {
        lines[index].trouble = failure.what + (failure.rule.isEmpty ? "" : " [\(failure.rule)]")
      } catch {
        lines[index].trouble = "the file cannot be read"
      }
    }
  }

  /// The feed's delivery before this one: landed and waiting too, or in the archive.
  private func before(_ landed: LandedDelivery, _ feed: Feed) -> DeliveryFile? {
    guard feed.delivery == .snapshot else { return nil }
    func isBefore(_ date: BusinessDate, _ sequence: Int) -> Bool {
      (date, sequence) < (landed.businessDate, landed.sequence)
    }
    let waiting = files.values.filter { $0.feed == feed.name && isBefore($0.businessDate, $0.sequence) }
      .max { ($0.businessDate, $0.sequence) < ($1.businessDate, $1.sequence) }
    let taken = published.deliveries.filter {
      $0.feed == feed.name && $0.isAccepted && isBefore($0.businessDate, $0.sequence)
    }.max { ($0.businessDate, $0.sequence) < ($1.businessDate, $1.sequence) }
    if let waiting, taken.map({ ($0.businessDate, $0.sequence) < (waiting.businessDate, waiting.sequence) }) ?? true {
      return DeliveryFile(landed: waiting, feed)
    }
    return taken.map {
      DeliveryFile(archived: $0.sha256, feed, $0.businessDate, $0.sequence, in: options.layout.archive)
    }
  }
}
