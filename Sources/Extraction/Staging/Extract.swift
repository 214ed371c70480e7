import Contracts
import Glibc
import MartCore
import MartStore

/// What extraction needs beside the delivery and its contract.
package struct ExtractionContext: Sendable {
  /// The calendar's business date before the delivery's; nil on the first. Rows up to it are late.
  package var windowFrom: BusinessDate?
  /// Where the staging file is to be written.
  package var staging: String
  /// The archive's folder.
  package var archive: String
  package var tokenizer: Tokenizer
  /// What was erased and must not come back; nil where nothing was.
  package var tombstones: Tombstones?
  /// Rows of the feed's delivery accepted before (DL-07); nil: none.
  package var previousRows: Int64?
  /// An operator has decided that a snapshot may shrink.
  package var acceptsDrop: Bool
  /// False: whoever asked syncs the staging file, its folder and that of the archived file, together with others, before
  /// any of them counts.
  package var syncs: Bool
  /// Who may help; nil: nobody.
  package var hands: IdleHands?
  /// Told now and then how many rows have been read.
  package var progress: (@Sendable (Int64) -> Void)?

  package init(
    windowFrom: BusinessDate?, staging: String, archive: String, tokenizer: Tokenizer, previousRows: Int64? = nil,
    acceptsDrop: Bool = false, tombstones: Tombstones? = nil, syncs: Bool = true, hands: IdleHands? = nil,
    progress: (@Sendable (Int64) -> Void)? = nil
  ) {
    self.windowFrom = windowFrom
    self.staging = staging
    self.archive = archive
    self.tokenizer = tokenizer
    self.tombstones = tombstones
    self.previousRows = previousRows
    self.acceptsDrop = acceptsDrop
    self.syncs = syncs
    self.hands = hands
    self.progress = progress
  }
}

/// What came out of one delivery. In rows, but for `bytes` of the file as it landed.
package struct Extracted: Sendable, Hashable {
  package var deliveryID: Int64
  package var sha256: String
  package var bytes: Int64
  package var rows: Int64
  package var accepted: Int64
  package var quarantined: Int64
  package var repeated: Int64
  /// Of the accepted ones.
  package var late: Int64
  /// `rows` first, then the declared totals in order.
  package var totals: [TotalCount]
  /// Tokens by kind that the delivery holds although they were erased (ERA-01).
  package var erased: [String: Set<Int64>] = [:]
}

/// Takes in one delivery: reads it once, or combines what parts of it have read, and leaves a complete staging file and a
/// copy in the archive, or nothing.
///
/// - wholeFeed: the contract with the columns of all days.
/// - parts: all parts of the delivery, made for this contract and context; empty: it is read.
/// - Throws: `Failure` with `.missing` (DL-01), `.refused` (DL-02, DL-04 … DL-08), `.cannotWrite` or `.pipeline`;
///   `BrokenPart` where the parts are not of this delivery.
package func extract(
  _ delivery: LandedDelivery, feed wholeFeed: Feed, pipeline: Pipeline, context: ExtractionContext,
  parts: [PartFile] = []
) throws -> Extracted {
  let making = try FileInTheMaking(context.staging)
  var archived: ArchiveCopy?
  do {
    let work = try DeliveryWork(delivery, wholeFeed, pipeline, context, path: making.part)
    archived = work.archived
    let feed = work.feed
    let store = try Store(making.part, .scratch)
    let extracted = try store.use { try work.run($0, parts: parts) }
    try store.close()
    try work.archived.complete(syncsName: context.syncs)
    if !extracted.erased.isEmpty {
      try ArchiveEraser(
        pipeline: pipeline, folder: context.archive, tokenizer: context.tokenizer, tokens: extracted.erased
      ).erase(extracted.sha256, feed, delivery.businessDate, sequence: delivery.sequence)
    }
    if context.syncs { try making.complete() } else { try making.name() }
    return extracted
  } catch {
    archived?.abandon()
    making.abandon()
    throw error
  }
}

/// Reads one part of a delivery, and leaves a complete file of it at `context.staging`, or nothing. What needs the whole
/// delivery, or what was accepted before, is decided where all parts are combined.
///
/// - madeBy: what the part's rows are made by, as `PartFile` tells it again.
/// - Returns: records of the part.
/// - Throws: as `extract`.
package func extractPart(
  _ part: PartNumber, of delivery: LandedDelivery, feed: Feed, pipeline: Pipeline, context: ExtractionContext,
  madeBy: String
) throws -> Int64 {
  // Nothing keeps two processes from making the same part; whoever ends last has made it.
  let making = try FileInTheMaking(context.staging, by: "\(RunLock.host)-\(getpid())")
  do {
    let work = try DeliveryWork(delivery, feed, pipeline, context, path: making.part)
    let store = try Store(making.part, .scratch)
    let rows = try store.use { try work.run($0, part: part, madeBy: madeBy) }
    try store.close()
    try work.stream.input.file.checkUnchanged()
    try making.complete()
    return rows
  } catch {
    making.abandon()
    throw error
  }
}

/// - Throws: `Failure` with DL-01 that names what has not landed.
func requireComplete(_ delivery: LandedDelivery, _ feed: Feed) throws -> (data: String, control: String) {
  if let data = delivery.dataPath, let control = delivery.controlPath { return (data, control) }
  let (date, sequence) = (delivery.businessDate, delivery.sequence)
  let data = feed.file.dataName(date, sequence: sequence)
  let control = feed.file.controlName(date, sequence: sequence, form: feed.control.form)
  let what =
    delivery.dataPath != nil
    ? "its control \(control) has not landed"
    : delivery.controlPath != nil ? "the control has landed without its data" : "neither data nor control has landed"
  throw Failure(
    .missing, "'\(feed.name)' of \(date): \(what)", rule: "DL-01", at: FileLocation(file: data),
    remedy: "ask \(feed.owner.isEmpty ? "the owner" : feed.owner) for it, due by \(feed.due.by)")
}
