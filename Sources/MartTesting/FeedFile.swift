import Contracts
import Foundation
import Glibc
import MartCore
import MartStore

/// Writes a delivery as a source would: rows in the feed's format, with header, trailer and control.
///
/// Values are given as texts under the contract's column names; money in minor units. What is not given is empty.
/// `Tweak`s make the file wrong on purpose.
public struct FeedFile {
  public enum Tweak: Sendable {
    /// The control announces so many rows more than there are.
    case rows(Int)
    /// The control announces so much more of this total.
    case total(String, Int64)
    /// Control and header carry this business date.
    case date(BusinessDate)
    /// The control file is left out.
    case noControl
    /// A change of the uncompressed bytes before they are written.
    case bytes(@Sendable (inout [UInt8]) -> Void)
    /// A change of the bytes as they lie on disk.
    case file(@Sendable (inout [UInt8]) -> Void)
  }

  let feed: Feed
  let pipeline: Pipeline

  public init(_ feed: Feed, of pipeline: Pipeline) {
    self.feed = feed
    self.pipeline = pipeline
  }

  /// Writes data file and control into the landing folder; returns the data file's name.
  @discardableResult
  public func write(
    _ rows: [[String: String]], on date: BusinessDate, sequence: Int = 1, into landing: String, tweaks: [Tweak] = []
  ) throws -> String {
    let day = tweaks.reduce(date) { if case .date(let other) = $1 { other } else { $0 } }
    var announced = try Announced(rows: rows, feed: feed, pipeline: pipeline)
    for tweak in tweaks {
      if case .rows(let more) = tweak { announced.rows += more }
      if case .total(let name, let more) = tweak { announced.add(more, to: name) }
    }
    var bytes = try body(rows, on: day, sequence: sequence, announced: announced)
    for case .bytes(let change) in tweaks { change(&bytes) }
    if feed.file.isGzip { bytes = try gzip(bytes) }
    for case .file(let change) in tweaks { change(&bytes) }
    let stem =
      feed.file.stem + (feed.file.dateForm == .iso ? date.description : date.compact)
      + (sequence > 1 ? ".\(sequence)" : "")
    try put(bytes, landing + "/" + stem + feed.file.suffix)
    let withControl = !tweaks.contains { if case .noControl = $0 { true } else { false } }
    if withControl { try put(control(stem, day, sequence, announced), landing + "/" + stem + controlSuffix) }
    return stem + feed.file.suffix
  }

  private var controlSuffix: String { feed.control.form == .envelope ? ".ok" : ".ctl" }

  private func put(_ bytes: [UInt8], _ path: String) throws {
    try FileManager.default.createDirectory(
      atPath: (path as NSString).deletingLastPathComponent, withIntermediateDirectories: true)
    try Data(bytes).write(to: URL(fileURLWithPath: path))
  }

  private func control(_ stem: String, _ date: BusinessDate, _ sequence: Int, _ announced: Announced) -> [UInt8] {
    switch feed.control.form {
    case .envelope: return []
    case .oneline:
      let total = feed.control.totals.first.map { announced.text($0, of: feed) } ?? "0"
      return Array("\(stem)\(feed.file.suffix)|\(date.compact)|\(announced.rows)|\(total)|\(sequence)\n".utf8)
    case .lines:
      var lines = ["business_date=\(date)", "rows=\(announced.rows)"]
      lines += feed.control.totals.map { "total.\($0.name)=\(announced.text($0, of: feed))" }
      lines.append("sequence=\(sequence)")
      return Array((lines.joined(separator: "\n") + "\n").utf8)
    }
  }

  private func body(
    _ rows: [[String: String]], on date: BusinessDate, sequence: Int, announced: Announced
  ) throws -> [UInt8] {
    var lines: [[UInt8]] = []
    switch feed.format.kind {
    case .separated, .fixed:
      if feed.format.header == .names { lines.append(joined(feed.columns.map { Array($0.source.utf8) })) }
      if feed.format.header == .envelope { lines.append(envelope(["HDR", date.compact, pad(sequence, 4)])) }
      lines += try rows.map { row in joined(try feed.columns.map { try field(row[$0.name] ?? "", $0) }) }
      if feed.format.trailer == .envelope {
        let totals = feed.control.totals.map { total in
          feed.format.kind == .fixed ? pad(announced.value(total.name), 19) : announced.text(total, of: feed)
        }
        let count = feed.format.kind == .fixed ? pad(announced.rows, 12) : String(announced.rows)
        lines.append(envelope(["TRL", count] + totals))
      }
    case .jsonLines: lines += rows.map { Array(object($0).utf8) }
    case .json:
      let list = "[" + rows.map(object).joined(separator: ",\n") + "]"
      let whole = feed.format.rows.isEmpty ? list : "{\"\(feed.format.rows)\": \(list)}"
      lines.append(Array(whole.utf8))
    }
    return lines.reduce(into: []) { $0 += $1 + [0x0A] }
  }

  private func envelope(_ parts: [String]) -> [UInt8] {
    guard feed.format.kind == .fixed else { return joined(parts.map { Array($0.utf8) }) }
    let text = Array(parts.joined().utf8)
    let width = feed.columns.reduce(0) { $0 + $1.width }
    return text + Array(repeating: 0x20, count: max(0, width - text.count))
  }

  private func joined(_ fields: [[UInt8]]) -> [UInt8] {
    Array(fields.joined(separator: feed.format.separator))
  }

  private func field(_ text: String, _ column: Column) throws -> [UInt8] {
    let form = text.isEmpty ? "" : written(text, column)
    var bytes = feed.format.encoding == .utf8 ? Array(form.utf8) : try encoded(form, feed.format.encoding)
    if feed.format.kind == .fixed {
      let numeric = column.type == .integer || column.type == .money
      let padding = max(0, column.width - bytes.count)
      if numeric && !bytes.isEmpty && bytes.first != 0x2D {
        bytes = Array(repeating: 0x30, count: padding) + bytes
      } else {
        bytes += Array(repeating: 0x20, count: padding)
      }
    } else if feed.format.quoted, bytes.contains(where: { $0 == 0x22 || $0 == 0x0A || $0 == 0x0D || $0 == 0x2C }) {
      bytes = Array("\"\(form.replacingOccurrences(of: "\"", with: "\"\""))\"".utf8)
    }
    return bytes
  }

  /// A value as this feed writes it: money with a point where the format says so, dates in the feed's form.
  private func written(_ text: String, _ column: Column) -> String {
    switch column.type {
    case .money where feed.format.money == .decimal && Int64(text) != nil:
      let decimals = column.currency.flatMap { pipeline.currencies.decimals[$0] } ?? 2
      return decimalText(Int64(text) ?? 0, decimals: decimals)
    case .date:
      guard let date = BusinessDate(iso: text) else { return text }
      switch column.dateForm ?? feed.format.dates {
      case .iso: return text
      case .compact: return date.compact
      case .dotted: return text.replacingOccurrences(of: "-", with: ".")
      }
    default: return text
    }
  }

  private func object(_ row: [String: String]) -> String {
    let parts = feed.columns.compactMap { column -> String? in
      guard let text = row[column.name], !text.isEmpty else { return nil }
      let bare = column.type == .integer || text == "true" || text == "false"
      let form = written(text, column).replacingOccurrences(of: "\\", with: "\\\\").replacingOccurrences(
        of: "\"", with: "\\\"")
      return "\"\(column.source)\": " + (bare ? form : "\"\(form)\"")
    }
    return "{" + parts.joined(separator: ", ") + "}"
  }
}

func pad(_ number: some BinaryInteger, _ width: Int) -> String {
  let text = String(number.magnitude)
  let zeros = String(repeating: "0", count: max(0, width - text.count - (number < 0 ? 1 : 0)))
  return (number < 0 ? "-" : "") + zeros + text
}

/// Minor units as a decimal with a point: 12345 with 2 decimals is `123.45`.
func decimalText(_ minor: Int64, decimals: Int) -> String {
  guard decimals > 0 else { return String(minor) }
  let digits = pad(minor.magnitude, decimals + 1)
  let whole = digits.dropLast(decimals)
  return (minor < 0 ? "-" : "") + whole + "." + digits.suffix(decimals)
}
