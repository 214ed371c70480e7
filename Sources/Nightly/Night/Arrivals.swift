import Contracts
import Extraction
import MartCore
import MartStore

/// What one night takes in: deliveries to extract, what came again, and which optional feeds are stale.
struct Arrivals {
  var fresh: [(feed: Feed, delivery: LandedDelivery)] = []
  var repeated: [(original: AcceptedDelivery, file: String, sequence: Int)] = []
  var stale: [Feed] = []
  var records: [Arrival] = []

  /// Looks at every feed for the night's date, and at every earlier date for what came late or corrected.
  ///
  /// - Throws: `Failure` with DL-01 (66) where a required feed is missing, all missing feeds in one message;
  ///   DL-04 (65) for other content without a higher sequence.
  init(_ files: LandedFiles, on date: BusinessDate, options: NightOptions) throws {
    var missing: [String] = []
    for refused in files.scan.refused { note(refused.failure, refused.delivery) }
    for feed in files.pipeline.feeds {
      for earlier in files.calendar where earlier < date { _ = try take(feed, earlier, files) }
      let isFresh = try take(feed, date, files)
      guard !isFresh, files.acceptedOn(date, feed.name).isEmpty else { continue }
      guard feed.due.on.includes(date, files.pipeline.workdays) else { continue }
      let what = Self.absence(feed, date, files)
      let late = options.clock.isPast(feed.due.by, after: date, in: files.pipeline.timeZone)
      let mayMiss = !feed.due.required || options.allowMissing.contains(feed.name)
      let message = "\(feed.name): \(what) (\(late ? "late" : "waiting"), due by \(feed.due.by) after \(date))"
      if mayMiss { stale.append(feed) } else { missing.append(message) }
      records.append(
        Arrival(
          feed: feed.name, businessDate: date, file: feed.file.dataName(date),
          verdict: mayMiss ? .stale : late ? .missing : .waiting, rule: "DL-01", message: what))
    }
    guard missing.isEmpty else {
      throw Failure(
        .missing, "required deliveries of \(date) are missing: " + missing.joined(separator: "; "), rule: "DL-01",
        at: FileLocation(file: options.layout.landing),
        remedy: "ask their owners, then run again; or publish without them by --allow-missing FEED")
    }
  }

  /// - Returns: true where something is to be taken in. A refusal stops the night of a required feed alone.
  private mutating func take(_ feed: Feed, _ date: BusinessDate, _ files: LandedFiles) throws -> Bool {
    do {
      let judgement = try files.judge(feed, date)
      take(judgement, feed, files)
      return !judgement.fresh.isEmpty
    } catch let failure as Failure where failure.exit == .refused && !feed.due.required {
      if let last = files.landed(feed, date).last { note(failure, last) }
      return false
    }
  }

  private mutating func note(_ failure: Failure, _ delivery: LandedDelivery) {
    records.append(
      Arrival(
        feed: delivery.feed, businessDate: delivery.businessDate, file: failure.location?.file ?? "",
        sequence: Int64(delivery.sequence), verdict: .refused, rule: failure.rule, message: failure.what))
  }

  private mutating func take(_ judgement: LandedFiles.Judgement, _ feed: Feed, _ files: LandedFiles) {
    fresh += judgement.fresh.map { (feed, $0) }
    for (delivery, sha256) in judgement.repeated {
      let same = files.acceptedOn(delivery.businessDate, feed.name).first { $0.sha256 == sha256 }
      guard let same else { continue }
      let name = feed.file.dataName(delivery.businessDate, sequence: delivery.sequence)
      repeated.append((same, name, delivery.sequence))
      records.append(
        Arrival(
          feed: feed.name, businessDate: delivery.businessDate, file: name, sequence: Int64(delivery.sequence),
          sha256: sha256, verdict: .repeated, rule: "DL-03",
          message: "the same bytes as the delivery of sequence \(same.sequence), which counts; nothing is done twice"))
    }
  }

  static func absence(_ feed: Feed, _ date: BusinessDate, _ files: LandedFiles) -> String {
    let landed = files.landed(feed, date)
    if landed.contains(where: { $0.dataPath != nil }) {
      return "the control \(feed.file.controlName(date, form: feed.control.form)) has not landed"
    }
    if landed.contains(where: { $0.controlPath != nil }) {
      return "the control has landed without \(feed.file.dataName(date))"
    }
    return "\(feed.file.dataName(date)) has not landed"
  }
}
