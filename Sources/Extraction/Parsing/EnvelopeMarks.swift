import Contracts
import MartCore

/// Header and trailer lines: `HDR`, business date, sequence; `TRL`, rows, totals.
///
/// - Shape: in a separated file with separators between; in a fixed one the date in 8 bytes, the sequence in 4,
///   rows in 12 and each total in 19, filled up to the record.
struct EnvelopeMarks {
  let name: String
  private let feed: Feed
  private let totals: TotalReader
  private let trailerMark: [UInt8]

  init(_ feed: Feed, _ totals: TotalReader, _ name: String) {
    self.feed = feed
    trailerMark = Array("TRL".utf8) + (feed.format.kind == .fixed ? [] : feed.format.separator)
    self.totals = totals
    self.name = name
  }

  /// Asked of each record.
  func isTrailer(_ record: Record) -> Bool {
    guard record.count >= trailerMark.count, record.start[0] == trailerMark[0] else { return false }
    return trailerMark.indices.allSatisfy { record.start[$0] == trailerMark[$0] }
  }

  func header(_ record: Record) throws -> (date: BusinessDate, sequence: Int) {
    let parts = parts(record, widths: [3, 8, 4])
    guard parts.count == 3, parts[0] == "HDR" else {
      throw refusal("DL-02", "the first line is not HDR, business date, sequence", name, line: record.line)
    }
    guard let date = BusinessDate(compact: parts[1]) ?? BusinessDate(iso: parts[1]), let sequence = Int(parts[2]) else {
      throw refusal("DL-05", "business date or sequence of the header cannot be read", name, line: record.line)
    }
    return (date, sequence)
  }

  func trailer(_ record: Record) throws -> Announcement {
    let count = totals.totals.count
    let parts = parts(record, widths: [3, 12] + Array(repeating: 19, count: count))
    guard parts.count == count + 2 else {
      throw refusal(
        "DL-02", "the trailer has \(parts.count) parts instead of TRL, rows and \(count) totals", name,
        line: record.line)
    }
    let values = parts.dropFirst(2).enumerated().map { totals.value($0.offset, $0.element) }
    guard let rows = Int64(parts[1]), rows >= 0, !values.contains(nil) else {
      throw refusal("DL-02", "a number of the trailer cannot be read", name, line: record.line)
    }
    return Announcement(
      place: FileLocation(file: name, line: record.line), businessDate: nil, rows: rows, totals: values,
      sequence: nil, sha256: nil)
  }

  private func parts(_ record: Record, widths: [Int]) -> [String] {
    var bytes = Array(record.bytes)
    if bytes.last == 0x0d { bytes.removeLast() }
    guard feed.format.kind == .fixed else { return separated(bytes) }
    guard bytes.count >= widths.reduce(0, +) else { return [] }
    var offset = 0
    return widths.map { width in
      offset += width
      return String(decoding: bytes[(offset - width)..<offset], as: UTF8.self)
    }
  }

  private func separated(_ bytes: [UInt8]) -> [String] {
    let separator = feed.format.separator
    var parts: [[UInt8]] = [[]]
    var index = 0
    while index < bytes.count {
      if bytes[index...].starts(with: separator) {
        parts.append([])
        index += separator.count
      } else {
        parts[parts.count - 1].append(bytes[index])
        index += 1
      }
    }
    return parts.map { String(decoding: $0, as: UTF8.self) }
  }
}
