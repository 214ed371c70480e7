import Contracts
import MartCore

/// A field as the parser cuts it, before its type is asked.
package struct SurveyedField {
  package enum Kind: Sendable { case absent, null, text, number, truth }
  package var kind: Kind
  /// UTF-8 without its quotes and escapes; it holds until the next record.
  package var bytes: UnsafeBufferPointer<UInt8>
}

/// The first thing wrong with a record, without a value of it.
package struct SurveyedFault: Hashable, Sendable {
  /// Empty: the record as a whole.
  package var column: String
  package var rule: String
  package var reason: String
  /// No field of the record can be trusted.
  package var spoilsRecord: Bool
}

/// One record of a file that is looked at; it holds until the next one.
package struct SurveyedRow {
  package let line: Int
  package let raw: UnsafeBufferPointer<UInt8>
  /// Nil: all is sound.
  package let fault: SurveyedFault?
  fileprivate let parser: RowParser

  package func field(_ index: Int) -> SurveyedField {
    let field = parser.fields[index]
    let bytes = UnsafeBufferPointer(start: field.start, count: field.count)
    return switch field.kind {
    case .absent: SurveyedField(kind: .absent, bytes: UnsafeBufferPointer(start: nil, count: 0))
    case .null: SurveyedField(kind: .null, bytes: UnsafeBufferPointer(start: nil, count: 0))
    case .text: SurveyedField(kind: .text, bytes: bytes)
    case .number: SurveyedField(kind: .number, bytes: bytes)
    case .yes, .no: SurveyedField(kind: .truth, bytes: UnsafeBufferPointer(start: nil, count: 0))
    }
  }

  /// The number that the column's cell holds; nil where it is empty, unreadable or no number.
  package func integer(_ index: Int) -> Int64? {
    parser.cells[index].kind == .integer ? parser.cells[index].integer : nil
  }
}

/// A file of which no contract is known yet, looked at with the readers and the parser of deliveries. Nothing is kept.
package struct Survey: Sendable {
  package let path: String
  package let isGzip: Bool

  package init(path: String, isGzip: Bool) {
    self.path = path
    self.isGzip = isGzip
  }

  /// Shows every line, as it lies in the file, until `each` says false. Byte order marks are taken off.
  package func lines(_ each: (_ line: Int, _ bytes: UnsafeBufferPointer<UInt8>) throws -> Bool) throws {
    let reader = LineReader(ByteWindow(try openStream(path, gzip: isGzip, Thresholds())), quotes: nil)
    while let record = try reader.next(), try each(record.line, record.bytes) {}
  }

  /// Shows every object of a JSON document.
  ///
  /// - rows: the name of the array; empty: the document is the array.
  package func objects(of rows: String, _ each: (UnsafeBufferPointer<UInt8>) throws -> Bool) throws {
    let reader = ObjectReader(ByteWindow(try openStream(path, gzip: isGzip, Thresholds())), rows: rows)
    while let record = try reader.next(), try each(record.bytes) {}
  }

  /// Shows every record of data as `extract` reads it under this contract, header and trailer apart.
  ///
  /// - Throws: `Failure` as `extract` does for what is wrong with the file itself; `Failure` with `.pipeline` for a
  ///   code list that the pipeline lacks.
  package func rows(
    as feed: Feed, _ pipeline: Pipeline, on date: BusinessDate, _ each: (SurveyedRow) throws -> Void
  ) throws {
    let delivery = LandedDelivery(feed: feed.name, businessDate: date, dataPath: path)
    let stream = try openStream(path, gzip: isGzip, Thresholds())
    let records = Envelope(
      makeReader(stream, feed.format), feed, delivery, TotalReader(feed, pipeline.currencies))
    let parser = try RowParser(feed, pipeline, businessDate: date)
    let reasons = Reasons(feed: feed, recordLength: parser.recordLength)
    try records.readHeader()
    while let record = try records.next() {
      let fault = parser.parse(record)
      let told =
        fault.trouble == .none
        ? nil
        : SurveyedFault(
          column: reasons.columnName(fault), rule: fault.trouble.rule, reason: reasons.sentence(fault),
          spoilsRecord: fault.trouble.spoilsRecord)
      try each(SurveyedRow(line: record.line, raw: record.bytes, fault: told, parser: parser))
    }
  }
}

/// Bytes of an encoding as UTF-8 text.
package final class TextReader {
  private let decoder: DoubleByteDecoder?

  /// - Throws: `Failure` where the system lacks the encoding.
  package init(_ encoding: Format.Encoding) throws {
    decoder = encoding == .utf8 ? nil : try DoubleByteDecoder(encoding)
  }

  /// Nil where a byte is not valid.
  package func text(_ bytes: UnsafeBufferPointer<UInt8>) -> [UInt8]? {
    guard let start = bytes.baseAddress else { return [] }
    guard let decoder else { return firstInvalidUTF8(start, bytes.count) < 0 ? Array(bytes) : nil }
    var output = [UInt8](repeating: 0, count: bytes.count * 2)
    let written = output.withUnsafeMutableBufferPointer { room in
      room.baseAddress.map { decoder.decode(start, bytes.count, $0) } ?? -1
    }
    return written < 0 ? nil : Array(output[..<written])
  }
}
