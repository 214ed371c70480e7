import Contracts
import MartCore

/// What a delivery holds, read without being kept.
package struct Decoded: Sendable, Hashable {
  /// Records of data, without header and trailer.
  package var rows: Int64 = 0
  /// Of these, the ones with nothing wrong in them; rules that need the whole file have not been asked.
  package var sound: Int64 = 0
  /// The size of the file as it landed.
  package var landedBytes: Int64 = 0
  /// The size of the records decompressed, in their own encoding, with line ends.
  package var plainBytes: Int64 = 0

  package init() {}
}

/// The fields of one record as texts in UTF-8, in the order of the contract; empty where there is none. Of a record
/// that cannot be cut into fields, the first holds the whole. They hold until the next record.
package typealias DecodedFields = [UnsafeBufferPointer<UInt8>]

/// Reads a delivery as `extract` does, with the same readers and the same rules of a row, and writes nothing.
///
/// - each: shown the fields of every record; nil spares them.
/// - Throws: `Failure` as `extract` does for what is wrong with the file itself.
package func decode(
  _ delivery: LandedDelivery, feed: Feed, pipeline: Pipeline, each: ((DecodedFields) throws -> Void)? = nil
) throws -> Decoded {
  let path = try requireComplete(delivery, feed).data
  let stream = try openStream(path, gzip: feed.file.isGzip, pipeline.thresholds)
  let totals = TotalReader(feed, pipeline.currencies)
  let records = Envelope(makeReader(stream, feed.format), feed, delivery, totals)
  let parser = try RowParser(feed, pipeline, businessDate: delivery.businessDate)
  var decoded = Decoded()
  try records.readHeader()
  while let record = try records.next() {
    let fault = parser.parse(record)
    decoded.rows += 1
    decoded.plainBytes += Int64(record.count) + 1
    if fault.trouble == .none { decoded.sound += 1 }
    try each?(fault.trouble.spoilsRecord ? parser.whole(record) : parser.texts())
  }
  decoded.landedBytes = stream.input.passed
  return decoded
}

extension RowParser {
  fileprivate func texts() -> DecodedFields {
    (0..<count).map { index in
      let field = fields[index]
      switch field.kind {
      case .absent, .null: return UnsafeBufferPointer(start: nil, count: 0)
      case .text, .number: return UnsafeBufferPointer(start: field.start, count: field.count)
      case .yes: return bytes("true")
      case .no: return bytes("false")
      }
    }
  }

  private func bytes(_ word: StaticString) -> UnsafeBufferPointer<UInt8> {
    UnsafeBufferPointer(start: word.utf8Start, count: word.utf8CodeUnitCount)
  }

  fileprivate func whole(_ record: Record) -> DecodedFields {
    [record.bytes] + Array(repeating: UnsafeBufferPointer(start: nil, count: 0), count: count - 1)
  }
}
