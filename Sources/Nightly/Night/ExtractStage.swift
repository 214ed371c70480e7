import Contracts
import Extraction
import Foundation
import MartCore
import MartStore

/// Reads a night's deliveries into staging, several feeds at once.
struct ExtractStage {
  let context: NightContext
  let files: LandedFiles

  struct Outcome {
    /// Deliveries that were staged, in their order.
    var staged: [StagedNight.Staged] = []
    var records: [Arrival] = []
    /// Deliveries of optional feeds that were refused.
    var refused: [(feed: Feed, delivery: LandedDelivery)] = []
    var rows: Int64 = 0
    var inWhole: [StagedNight.InWhole] = []
  }

  /// What became of one delivery.
  private struct Taken {
    var extracted: Extracted
    var inWhole: StagedNight.InWhole?
  }

  /// - Throws: the failure of the first required delivery that is refused; others go on to their end, so that the
  ///   ledger names every refusal of the night.
  func run(_ fresh: [(feed: Feed, delivery: LandedDelivery)]) throws -> Outcome {
    context.options.progress.deliveries(fresh.count)
    // The largest first, so that whoever is last does not have one long file for himself.
    let weights = fresh.map { Self.weight($0.delivery, isGzip: $0.feed.file.isGzip) }
    let order = fresh.indices.sorted { weights[$0] > weights[$1] }
    let waiting = try waitingParts(fresh)
    let hands = IdleHands(deliveries: fresh.count)
    let taken = sideBySide(fresh.count, jobs: context.options.jobs, idle: hands.help) { place in
      defer { hands.ended() }
      hands.helpBriefly()
      let (feed, delivery) = fresh[order[place]]
      return (index: order[place], result: Result { try take(feed, delivery, waiting?[order[place]], hands) })
    }
    let results = taken.sorted { $0.index < $1.index }.map(\.result)
    var outcome = Outcome()
    var stopping: (any Error)?
    for ((feed, delivery), result) in zip(fresh, results) {
      let name = feed.file.dataName(delivery.businessDate, sequence: delivery.sequence)
      var record = Arrival(
        feed: feed.name, businessDate: delivery.businessDate, file: name, sequence: Int64(delivery.sequence),
        verdict: .accepted)
      switch result {
      case .success(let taken):
        let extracted = taken.extracted
        if let inWhole = taken.inWhole { outcome.inWhole.append(inWhole) }
        record.sha256 = extracted.sha256
        outcome.rows += extracted.rows
        outcome.staged.append(staged(feed, delivery, extracted.sha256))
      case .failure(let failure as Failure) where failure.exit == .refused:
        record.verdict = .refused
        record.rule = failure.rule
        record.message = failure.what
        record.sha256 = try delivery.dataPath.map { try context.hashes.hash(of: $0) } ?? ""
        outcome.refused.append((feed, delivery))
        if feed.due.required { stopping = stopping ?? failure }
      case .failure(let error): stopping = stopping ?? error
      }
      outcome.records.append(record)
    }
    if let stopping { throw Stopped(error: stopping, records: outcome.records) }
    try sync(outcome.staged)
    for (_, delivery) in fresh { try PartsFolder(context.layout).remove(delivery) }
    return outcome
  }

  /// About the bytes of a delivery once decompressed; 0 of one that is not there.
  private static func weight(_ delivery: LandedDelivery, isGzip: Bool) -> Int {
    var status = stat()
    guard let path = delivery.dataPath, stat(path, &status) == 0 else { return 0 }
    return Int(status.st_size) * (isGzip ? 6 : 1)
  }

  /// All at once, since a sync of many files costs little more than that of one. The note that the night is staged, which
  /// alone makes anyone read them, is written after this.
  private func sync(_ staged: [StagedNight.Staged]) throws {
    let files = staged.compactMap { context.layout.staging($0) }
    let archived = staged.map { "\(context.layout.archive)/\($0.sha256.prefix(2))" }
    let folders = Set(files.map { ($0 as NSString).deletingLastPathComponent } + archived).sorted()
    for paths in [files, folders] {
      for result in sideBySide(
        paths.count, jobs: context.options.jobs, { index in Result { try Files.sync(paths[index]) } })
      {
        try result.get()
      }
    }
  }

  /// Names of feeds of which a night takes in nothing, because nothing came or what came was refused.
  func stale(_ arrivals: Arrivals, _ outcome: Outcome, on date: BusinessDate) -> [String] {
    let absent = arrivals.stale.map(\.name)
    let refused = outcome.refused.filter { feed, delivery in
      delivery.businessDate == date && files.acceptedOn(date, feed.name).isEmpty
        && !outcome.staged.contains { $0.feed == feed.name && $0.businessDate == date }
    }.map(\.feed.name)
    return absent + Set(refused).subtracting(absent).sorted()
  }

  /// Of what was fresh, what was staged.
  func taken(_ fresh: [(feed: Feed, delivery: LandedDelivery)], _ outcome: Outcome) -> [LandedDelivery] {
    fresh.map(\.delivery).filter { delivery in
      outcome.staged.contains {
        $0.feed == delivery.feed && $0.businessDate == delivery.businessDate && $0.sequence == delivery.sequence
      }
    }
  }

  /// A night that stops while deliveries are read, with what became of each.
  struct Stopped: Error {
    var error: any Error
    var records: [Arrival]
  }

  /// What lies ready of each delivery; nil where there are no parts at all.
  private func waitingParts(_ fresh: [(feed: Feed, delivery: LandedDelivery)]) throws -> [WaitingParts]? {
    let folder = PartsFolder(context.layout)
    guard Files.exists(folder.path) else { return nil }
    let basis = try PartBasis(context.pipeline, tokenizer())
    return try fresh.map { feed, delivery in
      try WaitingParts(
        delivery, in: folder,
        basis: basis.digest(delivery, windowFrom: files.dateBefore(delivery.businessDate, of: feed)),
        sha256: delivery.dataPath.map { try context.hashes.hash(of: $0) } ?? "")
    }
  }

  private func tokenizer() throws -> Tokenizer {
    try Tokenizer(key: context.key, context.pipeline.namedTokenAlgorithm)
  }

  /// Combines the parts of a delivery where all are there, or reads it.
  private func take(_ feed: Feed, _ delivery: LandedDelivery, _ waiting: WaitingParts?, _ hands: IdleHands) throws
    -> Taken
  {
    try Stopping.check()
    do {
      return Taken(extracted: try extracted(feed, delivery, waiting?.parts ?? [], hands), inWhole: waiting?.unused)
    } catch is BrokenPart {
      return Taken(
        extracted: try extracted(feed, delivery, [], hands),
        inWhole: StagedNight.InWhole(delivery, because: "one is broken"))
    }
  }

  private func extracted(_ feed: Feed, _ delivery: LandedDelivery, _ parts: [PartFile], _ hands: IdleHands) throws
    -> Extracted
  {
    let path = context.layout.staging(feed.name, delivery.businessDate, sequence: delivery.sequence)
    try Files.makeFolder((path as NSString).deletingLastPathComponent, mode: 0o700)
    let progress = context.options.progress
    progress.rows(feed.name, 0)
    let extracted = try extract(
      delivery, feed: feed, pipeline: context.pipeline,
      context: ExtractionContext(
        windowFrom: files.dateBefore(delivery.businessDate, of: feed), staging: path, archive: context.layout.archive,
        tokenizer: try tokenizer(), previousRows: files.previousRows(feed.name, before: delivery.businessDate),
        acceptsDrop: context.options.acceptDrop.contains(feed.name), tombstones: context.tombstones, syncs: false,
        hands: hands, progress: { progress.rows(feed.name, $0) }),
      parts: parts)
    progress.read(feed.name, extracted.rows)
    return extracted
  }

  private func staged(_ feed: Feed, _ delivery: LandedDelivery, _ sha256: String) -> StagedNight.Staged {
    StagedNight.Staged(
      feed: feed.name, date: delivery.businessDate.description, sequence: delivery.sequence,
      control: delivery.control, sha256: sha256)
  }
}
