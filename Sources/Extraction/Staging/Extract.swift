import Contracts
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
  /// Told now and then how many rows have been read.
  package var progress: (@Sendable (Int64) -> Void)?

  package init(
    windowFrom: BusinessDate?, staging: String, archive: String, tokenizer: Tokenizer, previousRows: Int64? = nil,
    acceptsDrop: Bool = false, tombstones: Tombstones? = nil, syncs: Bool = true,
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

/// Takes in one delivery: reads it once, and leaves a complete staging file and a copy in the archive, or nothing.
///
/// - wholeFeed: the contract with the columns of all days.
/// - Throws: `Failure` with `.missing` (DL-01), `.refused` (DL-02, DL-04 … DL-08), `.cannotWrite` or `.pipeline`.
package func extract(
  _ delivery: LandedDelivery, feed wholeFeed: Feed, pipeline: Pipeline, context: ExtractionContext
) throws -> Extracted {
  let feed = wholeFeed.asDelivered(on: delivery.businessDate)
  let paths = try requireComplete(delivery, feed)
  let totals = TotalReader(feed, pipeline.currencies)
  let control = try ControlFile.read(paths.control, feed: feed, delivery: delivery, reader: totals)
  let stream = try openStream(paths.data, gzip: feed.file.isGzip, pipeline.thresholds)
  let making = try FileInTheMaking(context.staging)
  do {
    let work = DeliveryWork(
      delivery: delivery, feed: feed, wholeFeed: wholeFeed, pipeline: pipeline, context: context, totals: totals,
      control: control, stream: stream, path: making.part)
    let store = try Store(making.part, .scratch)
    let extracted = try store.use { try work.run($0) }
    try store.close()
    try Archive.keep(
      stream.input.file, of: delivery, sha256: extracted.sha256, isGzip: feed.file.isGzip, in: context.archive,
      syncsName: context.syncs)
    if !extracted.erased.isEmpty {
      try ArchiveEraser(
        pipeline: pipeline, folder: context.archive, tokenizer: context.tokenizer, tokens: extracted.erased
      ).erase(extracted.sha256, feed, delivery.businessDate, sequence: delivery.sequence)
    }
    if context.syncs { try making.complete() } else { try making.name() }
    return extracted
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
