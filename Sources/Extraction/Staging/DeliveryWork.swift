import CSQLite
import Contracts
import MartCore
import MartStore

/// The work on one delivery inside its staging file.
struct DeliveryWork {
  let delivery: LandedDelivery
  /// The contract as this delivery keeps it.
  let feed: Feed
  /// With the columns of all days.
  let wholeFeed: Feed
  let pipeline: Pipeline
  let context: ExtractionContext
  let totals: TotalReader
  let control: Announcement?
  let stream: any ByteStream
  let archived: ArchiveCopy
  /// The staging file under the name that it has while it is made.
  let path: String

  private static let rowsBetweenReports: Int64 = 1 << 16
  /// Some milliseconds of work, about as long as what has been read ahead of another delivery lasts.
  private static let rowsBetweenHelp: Int64 = 1 << 10

  /// Opens a delivery that is complete, and reads its control.
  init(
    _ delivery: LandedDelivery, _ wholeFeed: Feed, _ pipeline: Pipeline, _ context: ExtractionContext, path: String
  ) throws {
    feed = wholeFeed.asDelivered(on: delivery.businessDate)
    let paths = try requireComplete(delivery, feed)
    totals = TotalReader(feed, pipeline.currencies)
    control = try ControlFile.read(paths.control, feed: feed, delivery: delivery, reader: totals)
    let stream = try openStream(paths.data, gzip: feed.file.isGzip, pipeline.thresholds)
    self.stream = context.hands?.offered(stream) ?? stream
    archived = ArchiveCopy(stream.input.file, of: delivery, isGzip: feed.file.isGzip, in: context.archive)
    (self.delivery, self.wholeFeed, self.pipeline) = (delivery, wholeFeed, pipeline)
    (self.context, self.path) = (context, path)
  }

  /// - parts: all parts of the delivery, to be combined instead of reading it; empty: it is read.
  func run(_ session: Session, parts: [PartFile]) throws -> Extracted {
    let database = try handle(of: session)
    let schema = try makeTables(database)
    let pass = try parts.isEmpty ? read(database, schema) : combine(parts, database, schema)
    // Where somebody is idle, most of the file is on the disk before the end of the stage waits for it.
    let early = Meanwhile { [path] in try syncToDisk(path) }
    context.hands?.offer(early, for: stream.input.file)
    defer { try? early.cancel() }
    try session.execute("BEGIN")
    let erased = try refuseErased(session, schema)
    let repeated = try settle(session, schema, pass)
    var extracted = try account(session, pass, repeated)
    extracted.erased = erased
    try session.execute("COMMIT")
    try early.cancel()
    return extracted
  }

  /// Reads one part of the delivery, and settles nothing.
  ///
  /// - Returns: records of the part.
  func run(_ session: Session, part: PartNumber, madeBy: String) throws -> Int64 {
    let database = try handle(of: session)
    let schema = try makeTables(database, PartFile.statements)
    let pass = try read(database, schema, part)
    try session.execute("BEGIN")
    try PartFile.note(part, madeBy: madeBy, pass, feed, session)
    try session.execute("COMMIT")
    return pass.rows
  }

  private func handle(of session: Session) throws -> OpaquePointer {
    guard let database = session.handle else {
      throw Failure(.internal, "the staging file is not open", remedy: "report it with this message")
    }
    return database
  }

  private func makeTables(_ database: OpaquePointer, _ more: [String] = []) throws -> StagingSchema {
    let schema = StagingSchema(feed)
    // Rows are written beside the connection, which has to look whether the file has changed; it keeps few pages, since
    // it looks at each row once or twice, from the first to the last.
    let tables = schema.statements + schema.additions(of: StagingSchema(wholeFeed)) + more
    try Statement.runAll(
      database,
      "PRAGMA cache_size = -16384; PRAGMA locking_mode = NORMAL; PRAGMA auto_vacuum = NONE; BEGIN; \(tables.joined(separator: ";\n")); COMMIT"
    )
    return schema
  }

  /// One pass over the file, which keeps the records of one part, or all.
  private func read(_ database: OpaquePointer, _ schema: StagingSchema, _ part: PartNumber? = nil) throws -> FirstPass {
    let parser = try RowParser(feed, pipeline, businessDate: delivery.businessDate)
    let writer = try RowWriter(
      database, PageFile(path), parser, schema, context, file: dataName, isPart: part != nil)
    let records = Envelope(makeReader(stream, feed.format), feed, delivery, totals)
    try records.readHeader()
    var ordinal: Int64 = 0
    while let record = try records.next() {
      ordinal += 1
      if let part, !part.takes(ordinal - 1) { continue }
      try writer.take(record)
      if writer.pass.rows % Self.rowsBetweenReports == 0 { context.progress?(writer.pass.rows) }
      if ordinal % Self.rowsBetweenHelp == 0 { context.hands?.helpBriefly(from: stream) }
    }
    let sha256 = stream.input.sha256()
    if part == nil { archived.begin(sha256: sha256, context.hands) }
    try writer.finish()
    var pass = writer.pass
    (pass.trailer, pass.sha256, pass.bytes) = (records.trailer, sha256, stream.input.passed)
    return pass
  }

  private func combine(_ parts: [PartFile], _ database: OpaquePointer, _ schema: StagingSchema) throws -> FirstPass {
    let pages = try PageFile(path)
    let merge = PartMerge(
      parts: parts, tables: try StagedTables(database, pages), schema: schema, feed: feed, dataName: dataName)
    let pass = try merge.lay(stream.input)
    archived.begin(sha256: pass.sha256, context.hands)
    try pages.publish()
    pages.close()
    return pass
  }

  /// Rules that need the whole file: the contract's own, then keys that stand twice. Returns the repeats.
  private func settle(_ session: Session, _ schema: StagingSchema, _ pass: FirstPass) throws -> Int64 {
    let demoter = Demoter(session: session, feed: feed, schema: schema, open: reopen)
    let rules = try RowRules(
      session: session, feed: feed, schema: schema, pipeline: pipeline, businessDate: delivery.businessDate
    ).run(pass.findings)
    try demoter.apply(rules.demotions, rules.causes)
    let doubles = try Duplicates(session: session, feed: feed, schema: schema).find(pass.suspects)
    try demoter.apply(doubles.demotions, doubles.causes)
    return Int64(doubles.demotions.count { doubles.causes[$0.cause] == .repetition })
  }

  /// ERA-01: rows of what was erased before go to quarantine, without their bytes. Returns the tokens that came again.
  private func refuseErased(_ session: Session, _ schema: StagingSchema) throws -> [String: Set<Int64>] {
    guard let tombstones = context.tombstones else { return [:] }
    let found = try ErasedRows(session: session, feed: feed, schema: schema, tombstones: tombstones).find()
    try Demoter(session: session, feed: feed, schema: schema, open: reopen).apply(found.demotions, found.causes)
    try session.execute("UPDATE quarantine SET raw = NULL WHERE rule = '\(Tombstones.rule)'")
    return found.tokens
  }

  private func reopen() throws -> Envelope {
    let again = try openStream(delivery.dataPath ?? "", gzip: feed.file.isGzip, pipeline.thresholds)
    return Envelope(makeReader(again, feed.format), feed, delivery, totals)
  }

  // MARK: The account

  private func account(_ session: Session, _ pass: FirstPass, _ repeated: Int64) throws -> Extracted {
    let quarantined = try session.int("SELECT COUNT(*) FROM quarantine") ?? 0
    let accepted = pass.rows - quarantined - repeated
    var sums = try TotalCounter(session: session, feed: feed, delivery: delivery).count(
      hasQuarantined: quarantined > 0, hasRepeats: repeated > 0)
    for announcement in [control, pass.trailer].compactMap({ $0 }) {
      try TotalCounter.compare(announcement, rows: pass.rows, sums)
    }
    if let promised = control?.sha256, promised != pass.sha256 {
      throw refusal(
        "DL-02", "the SHA-256 of the file is not the one that its control announces",
        control?.place.file ?? feed.name)
    }
    try checkDrop(pass.rows)
    let announced = control?.totals ?? pass.trailer?.totals ?? []
    for index in sums.indices { sums[index].announced = (announced[index] ?? nil) ?? sums[index].found }
    let counted = TotalCount(
      measure: "rows", unit: "rows", announced: pass.rows, accepted: accepted, quarantined: quarantined,
      repeated: repeated)
    let late = pass.late == 0 ? 0 : try session.int("SELECT COUNT(*) FROM row WHERE rule IS NULL AND late = 1") ?? 0
    let extracted = Extracted(
      deliveryID: deliveryID(
        feed: feed.name, businessDate: delivery.businessDate, sha256: pass.sha256, sequence: delivery.sequence),
      sha256: pass.sha256, bytes: pass.bytes, rows: pass.rows, accepted: accepted, quarantined: quarantined,
      repeated: repeated, late: late, totals: [counted] + sums)
    try record(session, extracted, pass.findings)
    return extracted
  }

  private var dataName: String { fileName(delivery.dataPath ?? feed.name) }

  /// DL-07: a snapshot closes what it no longer lists, so a short one does harm.
  private func checkDrop(_ rows: Int64) throws {
    guard feed.delivery == .snapshot, !context.acceptsDrop else { return }
    let limits = pipeline.thresholds
    let before = context.previousRows
    let drop = (before ?? 0) - rows
    let isLarge = drop > limits.snapshotDropRows && drop * 10_000 > (before ?? 0) * Int64(limits.snapshotDropBp)
    guard isLarge || (rows == 0 && before != 0) else { return }
    throw refusal(
      "DL-07", "the snapshot holds \(grouped(rows)) rows, the last one \(before.map(grouped) ?? "none")",
      dataName,
      remedy: "ask the owner; if it is right, run again with --accept-drop \(feed.name)")
  }

  private func record(_ session: Session, _ extracted: Extracted, _ findings: FindingLog) throws {
    try session.execute(
      "INSERT INTO delivery VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)",
      [
        .integer(extracted.deliveryID), .text(feed.name), .text(delivery.businessDate.description),
        .text(dataName), .integer(Int64(delivery.sequence)), .text(extracted.sha256),
        .integer(extracted.bytes), .integer(extracted.rows), .text(context.windowFrom?.description ?? ""),
      ])
    for total in extracted.totals {
      try session.execute(
        "INSERT INTO total VALUES (?, ?, ?, ?, ?, ?)",
        [
          .text(total.measure), .text(total.unit), .integer(total.announced), .integer(total.accepted),
          .integer(total.quarantined), .integer(total.repeated),
        ])
    }
    try findings.write(session)
  }
}
