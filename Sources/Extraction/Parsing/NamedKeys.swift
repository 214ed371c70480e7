import Contracts
import MartCore

/// What a delivery names of the keys that link rows, counted without keeping a value.
package struct NamedKeys: Sendable {
  /// Rows of the file.
  package var rows: Int64 = 0
  /// Rows that change something: all that are readable; of a snapshot those alone that are new, differ from the one
  /// before, or are gone.
  package var changing: Int64 = 0
  /// 64-bit hashes of the distinct values in changing rows, by place of their key in `reach:`. Equal values of two
  /// feeds have equal hashes.
  package var values: [Int: Set<UInt64>] = [:]

  package init() {}

  /// As if both were one delivery.
  package mutating func add(_ other: NamedKeys) {
    rows += other.rows
    changing += other.changing
    for (key, values) in other.values { self.values[key, default: []].formUnion(values) }
  }
}

/// A data file that can be read: landed, or kept in the archive.
package struct DeliveryFile: Sendable {
  package var delivery: LandedDelivery
  var isGzip: Bool

  /// Nil where the data has not landed.
  package init?(landed delivery: LandedDelivery, _ feed: Feed) {
    guard delivery.dataPath != nil else { return nil }
    (self.delivery, isGzip) = (delivery, feed.file.isGzip)
  }

  /// An accepted delivery as the archive's folder keeps it.
  package init(archived sha256: String, _ feed: Feed, _ businessDate: BusinessDate, _ sequence: Int, in folder: String)
  {
    delivery = LandedDelivery(
      feed: feed.name, businessDate: businessDate, sequence: sequence, dataPath: Archive.path(folder, sha256))
    isGzip = true
  }
}

/// Reads a delivery with the parser that takes it in, and keeps nothing but counts and hashes.
///
/// Rules of contract and journal are not asked: rows that only they refuse are counted.
/// - before: the feed's delivery before this one; a snapshot is compared with it byte by byte.
/// - Throws: `Failure` with `.refused` where the file cannot be read to its end.
package func namedKeys(
  in file: DeliveryFile, after before: DeliveryFile?, feed: Feed, pipeline: Pipeline
) throws -> NamedKeys {
  let reading = KeyReading(feed.asDelivered(on: file.delivery.businessDate), pipeline)
  guard feed.delivery == .snapshot, let before else { return try reading.everything(in: file) }
  return try reading.differences(in: file, to: before)
}

private struct KeyReading {
  /// A column that holds a key.
  private struct KeyColumn {
    var column: Int
    var key: Int
    /// Hash of the key and of the constant that stands before the value where a token is made of it …
    var start: UInt64
    /// … or the column whose value does; -1: none.
    var prefixColumn: Int

    init(column: Int, key: Int, prefix: String, prefixColumn: Int) {
      (self.column, self.key, self.prefixColumn) = (column, key, prefixColumn)
      var bytes = prefix
      start = bytes.withUTF8 { text in
        text.baseAddress.flatMap { text.isEmpty ? nil : hashBytes($0, text.count, seed: UInt64(key)) }
          ?? mix(UInt64(key))
      }
    }
  }

  let feed: Feed
  let pipeline: Pipeline
  private let columns: [KeyColumn]
  /// Places of the columns that identify a row.
  private let ownKey: [Int]

  init(_ feed: Feed, _ pipeline: Pipeline) {
    (self.feed, self.pipeline) = (feed, pipeline)
    ownKey = feed.key.compactMap { name in feed.columns.firstIndex { $0.name == name } }
    columns = feed.columns.enumerated().compactMap { index, column in
      pipeline.reach.key(of: column).map { key in
        KeyColumn(
          column: index, key: key, prefix: column.tokenPrefix ?? "",
          prefixColumn: feed.columns.firstIndex { $0.name == column.tokenPrefixColumn } ?? -1)
      }
    }
  }

  func everything(in file: DeliveryFile) throws -> NamedKeys {
    var found = NamedKeys()
    let parser = try RowParser(feed, pipeline, businessDate: file.delivery.businessDate)
    try each(file) { record in
      found.rows += 1
      if note(record, parser, &found) { found.changing += 1 }
    }
    return found
  }

  /// Two passes over the earlier file, one over the later; only what differs is parsed.
  func differences(in file: DeliveryFile, to before: DeliveryFile) throws -> NamedKeys {
    var found = NamedKeys()
    var (old, new, changed): (Set<UInt64>, Set<UInt64>, Set<UInt64>) = ([], [], [])
    let parser = try RowParser(feed, pipeline, businessDate: file.delivery.businessDate)
    func compare(_ record: Record) {
      if note(record, parser, &found) { changed.insert(rowKey(parser)) }
    }
    try each(before) { old.insert(hashBytes($0.start, $0.count)) }
    try each(file) { record in
      found.rows += 1
      let hash = hashBytes(record.start, record.count)
      if new.insert(hash).inserted, !old.contains(hash) { compare(record) }
    }
    try each(before) { if !new.contains(hashBytes($0.start, $0.count)) { compare($0) } }
    found.changing = Int64(changed.count)
    return found
  }

  /// Every data record of a file.
  private func each(_ file: DeliveryFile, _ body: (Record) -> Void) throws {
    let stream = try openStream(file.delivery.dataPath ?? "", gzip: file.isGzip, pipeline.thresholds)
    let records = Envelope(
      makeReader(stream, feed.format), feed, file.delivery, TotalReader(feed, pipeline.currencies))
    try records.readHeader()
    while let record = try records.next() { body(record) }
  }

  /// Notes what a row names; false where it cannot be read.
  private func note(_ record: Record, _ parser: RowParser, _ found: inout NamedKeys) -> Bool {
    guard parser.parse(record).trouble == .none else { return false }
    for column in columns {
      guard let value = text(of: parser.cells[column.column], parser.arena) else { continue }
      var hash = column.start
      if column.prefixColumn >= 0, let prefix = text(of: parser.cells[column.prefixColumn], parser.arena) {
        hash = hashBytes(prefix.start, prefix.count, seed: UInt64(column.key))
      }
      found.values[column.key, default: []].insert(hashBytes(value.start, value.count, seed: hash))
    }
    return true
  }

  /// A hash of what identifies the row in hand.
  private func rowKey(_ parser: RowParser) -> UInt64 {
    ownKey.reduce(0) { hash, column in
      text(of: parser.cells[column], parser.arena).map { hashBytes($0.start, $0.count, seed: hash) } ?? mix(hash)
    }
  }
}
