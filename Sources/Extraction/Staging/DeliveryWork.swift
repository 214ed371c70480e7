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
  /// The staging file under the name that it has while it is made.
  let path: String

  private static let rowsBetweenReports: Int64 = 1 << 16

  func run(_ session: Session) throws -> Extracted {
    guard let database = session.handle else {
      throw Failure(.internal, "the staging file is not open", remedy: "report it with this message")
    }
    let schema = StagingSchema(feed)
    // Rows are written beside the connection, which has to look whether the file has changed; it keeps few pages, since
    // it looks at each row once or twice, from the first to the last.
    let tables = schema.statements + schema.additions(of: StagingSchema(wholeFeed))
    try Statement.runAll(
      database,
      "PRAGMA cache_size = -16384; PRAGMA locking_mode = NORMAL; PRAGMA auto_vacuum = NONE; BEGIN; \(tables.joined(separator: ";\n")); COMMIT"
    )
    let parser = try RowParser(feed, pipeline, businessDate: delivery.businessDate)
    let writer = try RowWriter(database, PageFile(path), parser, schema, context, file: dataName)
    let trailer = try readAll(writer)
    try session.execute("BEGIN")
    let erased = try refuseErased(session, schema, writer)
    let repeated = try settle(session, schema, writer)
    var extracted = try account(session, writer, repeated, trailer)
    extracted.erased = erased
    try session.execute("COMMIT")
    return extracted
  }

  /// One pass over the file; what its trailer announces.
  private func readAll(_ writer: RowWriter) throws -> Announcement? {
    let records = Envelope(makeReader(stream, feed.format), feed, delivery, totals)
    try records.readHeader()
    while let record = try records.next() {
      try writer.take(record)
      if writer.rows % Self.rowsBetweenReports == 0 { context.progress?(writer.rows) }
    }
    try writer.finish()
    return records.trailer
  }

  /// Rules that need the whole file: the contract's own, then keys that stand twice. Returns the repeats.
  private func settle(_ session: Session, _ schema: StagingSchema, _ writer: RowWriter) throws -> Int64 {
    let demoter = Demoter(session: session, feed: feed, schema: schema, writer: writer, open: reopen)
    let rules = try RowRules(
      session: session, feed: feed, schema: schema, pipeline: pipeline, businessDate: delivery.businessDate
    ).run(writer.findings)
    try demoter.apply(rules.demotions, rules.causes)
    let doubles = try Duplicates(session: session, feed: feed, schema: schema).find(writer.suspects)
    try demoter.apply(doubles.demotions, doubles.causes)
    return Int64(doubles.demotions.count { doubles.causes[$0.cause] == .repetition })
  }

  /// ERA-01: rows of what was erased before go to quarantine, without their bytes. Returns the tokens that came again.
  private func refuseErased(_ session: Session, _ schema: StagingSchema, _ writer: RowWriter) throws
    -> [String: Set<Int64>]
  {
    guard let tombstones = context.tombstones else { return [:] }
    let found = try ErasedRows(session: session, feed: feed, schema: schema, tombstones: tombstones).find()
    let demoter = Demoter(session: session, feed: feed, schema: schema, writer: writer, open: reopen)
    try demoter.apply(found.demotions, found.causes)
    try session.execute("UPDATE quarantine SET raw = NULL WHERE rule = '\(Tombstones.rule)'")
    return found.tokens
  }

  private func reopen() throws -> Envelope {
    let again = try openStream(delivery.dataPath ?? "", gzip: feed.file.isGzip, pipeline.thresholds)
    return Envelope(makeReader(again, feed.format), feed, delivery, totals)
  }

  // MARK: The account

  private func account(
    _ session: Session, _ writer: RowWriter, _ repeated: Int64, _ trailer: Announcement?
  ) throws -> Extracted {
    let quarantined = try session.int("SELECT COUNT(*) FROM quarantine") ?? 0
    let accepted = writer.rows - quarantined - repeated
    var sums = try TotalCounter(session: session, feed: feed, delivery: delivery).count(
      hasQuarantined: quarantined > 0, hasRepeats: repeated > 0)
    for announcement in [control, trailer].compactMap({ $0 }) {
      try TotalCounter.compare(announcement, rows: writer.rows, sums)
    }
    let sha256 = stream.input.sha256()
    if let promised = control?.sha256, promised != sha256 {
      throw refusal(
        "DL-02", "the SHA-256 of the file is not the one that its control announces",
        control?.place.file ?? feed.name)
    }
    try checkDrop(writer.rows)
    let announced = control?.totals ?? trailer?.totals ?? []
    for index in sums.indices { sums[index].announced = (announced[index] ?? nil) ?? sums[index].found }
    let counted = TotalCount(
      measure: "rows", unit: "rows", announced: writer.rows, accepted: accepted, quarantined: quarantined,
      repeated: repeated)
    let late = writer.late == 0 ? 0 : try session.int("SELECT COUNT(*) FROM row WHERE rule IS NULL AND late = 1") ?? 0
    let extracted = Extracted(
      deliveryID: deliveryID(
        feed: feed.name, businessDate: delivery.businessDate, sha256: sha256, sequence: delivery.sequence),
      sha256: sha256, bytes: stream.input.passed, rows: writer.rows, accepted: accepted, quarantined: quarantined,
      repeated: repeated, late: late, totals: [counted] + sums)
    try record(session, extracted, writer.findings)
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
    for finding in findings.sorted {
      try session.execute(
        "INSERT INTO finding VALUES (?, ?, ?, ?, ?)",
        [
          .text(finding.kind.rule), .text(finding.kind.column), .text(finding.kind.reason), .integer(finding.count),
          .integer(finding.firstLine),
        ])
    }
  }
}
