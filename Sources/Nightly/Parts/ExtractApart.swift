import Contracts
import Extraction
import Loading
import MartCore
import MartStore

/// A part as people ask for it.
package struct PartChoice: Sendable, Hashable {
  /// How many parts there may be.
  package static let most = PartNumber.most
  /// All of it, as one part.
  package static let whole = PartChoice("1/1")

  let number: PartNumber

  /// Nil for what is not written as `2/4`.
  package init?(_ text: String) {
    guard let number = PartNumber(text) else { return nil }
    self.number = number
  }

  package var text: String { number.description }
}

/// What a process did that extracted one part of a feed.
package struct PartReport: Sendable {
  /// Nil where nothing of the feed waits.
  package var businessDate: BusinessDate?
  /// Records of the part, of all deliveries together.
  package var rows: Int64 = 0
}

/// Extracts one part of each delivery of a feed that the next night takes in, for that night's extract to combine.
///
/// It takes no lock, and writes nothing but the parts: several may run side by side, on several machines over one home.
/// - Throws: `Failure` with `.usage` for a feed that is none, `.missing` (DL-01) where the feed is due and has not landed,
///   `.refused` for a delivery that is refused; no part is left of it then.
package func extractApart(_ choice: PartChoice, of feed: String, _ options: NightOptions) throws -> PartReport {
  let part = choice.number
  // Its models are proved by the night, which costs more than most parts.
  let pipeline = try Pipeline.load(folder: options.pipelineFolder)
  guard let feed = pipeline.feed(feed) else {
    throw Failure(
      .usage, "the pipeline has no feed named '\(feed)'",
      remedy: didYouMean(
        feed, in: pipeline.feeds.map(\.name), otherwise: "the folder feeds/ of the pipeline names them"))
  }
  try keepTokens(of: pipeline, in: options.layout)
  defer { options.progress.done() }
  let waiting = try WaitingDeliveries(feed, pipeline, options)
  guard let date = waiting.date, !waiting.deliveries.isEmpty else { return PartReport() }
  let tokenizer = try Tokenizer(key: KeyFile.read(options.keyPath ?? pipeline.keyPath), pipeline.namedTokenAlgorithm)
  let basis = try PartBasis(pipeline, tokenizer)
  let folder = PartsFolder(options.layout)
  try Files.makeFolder(folder.path, mode: 0o700)
  var report = PartReport(businessDate: date)
  for delivery in waiting.deliveries {
    try Stopping.check()
    let (windowFrom, progress) = (waiting.files.dateBefore(delivery.businessDate, of: feed), options.progress)
    report.rows += try extractPart(
      part, of: delivery, feed: feed, pipeline: pipeline,
      context: ExtractionContext(
        windowFrom: windowFrom, staging: folder.file(part, of: delivery), archive: options.layout.archive,
        tokenizer: tokenizer, progress: { progress.rows(feed.name, $0) }),
      madeBy: basis.digest(delivery, windowFrom: windowFrom))
  }
  return report
}

/// The deliveries of one feed that the next night takes in, as far as names tell: of its own date, and of earlier ones
/// what came late or corrected.
private struct WaitingDeliveries {
  let files: LandedFiles
  /// The business date of the next night; nil where none waits.
  private(set) var date: BusinessDate?
  private(set) var deliveries: [LandedDelivery] = []

  init(_ feed: Feed, _ pipeline: Pipeline, _ options: NightOptions) throws {
    let today = options.clock.today(in: pipeline.timeZone)
    let scan = try Landing.scan(options.layout.landing, pipeline.feeds, today: today)
    if let refused = scan.refused.first(where: { $0.delivery.feed == feed.name }) { throw refused.failure }
    let published = try PublishedNights(options.layout)
    let accepted = published.deliveries.map {
      AcceptedDelivery(
        id: deliveryID(feed: $0.feed, businessDate: $0.businessDate, sha256: $0.sha256, sequence: $0.sequence),
        feed: $0.feed, businessDate: $0.businessDate, sequence: $0.sequence, sha256: $0.sha256, rows: 0)
    }
    let files = LandedFiles(pipeline, scan, accepted, repeated: [], ContentHashes())
    self.files = files
    let current = published.current?.businessDate
    let unpublished = files.calendar.filter { date in current.map { date > $0 } ?? true }
    if case .between(let asked, _) = options.dates {
      guard unpublished.contains(asked) || current.map({ asked <= $0 }) ?? false else {
        throw Self.absent(feed, asked, "no control for this date has landed", options)
      }
      date = unpublished.contains(asked) ? asked : nil
    } else {
      date = unpublished.first ?? current
    }
    guard let date else { return }
    deliveries = files.calendar.filter { $0 <= date }.flatMap { files.landed(feed, $0) }.filter {
      $0.isComplete && !published.holds(feed.name, $0.businessDate, $0.sequence)
    }
    let isDue = unpublished.contains(date) && feed.due.on.includes(date, pipeline.workdays)
    guard isDue, files.acceptedOn(date, feed.name).isEmpty, !deliveries.contains(where: { $0.businessDate == date })
    else { return }
    throw Self.absent(feed, date, Arrivals.absence(feed, date, files), options)
  }

  private static func absent(_ feed: Feed, _ date: BusinessDate, _ what: String, _ options: NightOptions) -> Failure {
    Failure(
      .missing, "'\(feed.name)' of \(date) is missing: \(what)", rule: "DL-01",
      at: FileLocation(file: options.layout.landing),
      remedy: "ask its owner, then run again; a night without it needs no part of it")
  }
}
