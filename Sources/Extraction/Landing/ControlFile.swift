import Contracts
import Glibc
import MartCore

/// Reads `.ctl` files of the forms A and C; the `.ok` of form B is empty and says nothing.
struct ControlFile {
  private static let largest = 64 << 10

  let feed: Feed
  let delivery: LandedDelivery
  let reader: TotalReader
  let name: String

  /// - Throws: `Failure` with DL-02 for what cannot be understood, DL-05 for a wrong date, DL-04 for a wrong sequence.
  static func read(_ path: String, feed: Feed, delivery: LandedDelivery, reader: TotalReader) throws -> Announcement? {
    guard feed.control.form != .envelope else { return nil }
    let control = ControlFile(feed: feed, delivery: delivery, reader: reader, name: fileName(path))
    let lines = try control.lines(path)
    let announcement = feed.control.form == .lines ? try control.pairs(lines) : try control.oneLine(lines)
    try announcement.checkIdentity(delivery)
    return announcement
  }

  private func lines(_ path: String) throws -> [(number: Int, text: String)] {
    let file = try LandedFile(path)
    guard file.size <= Self.largest else { throw bad("the control is larger than 64 KiB", 0) }
    var bytes = [UInt8](repeating: 0, count: Int(file.size))
    let count = try bytes.withUnsafeMutableBytes { try file.read(into: $0) }
    guard var text = String(validating: bytes.prefix(count), as: UTF8.self) else {
      throw bad("the control is not UTF-8 text", 0)
    }
    if text.hasPrefix("\u{feff}") { text.removeFirst() }
    return text.split(omittingEmptySubsequences: false) { $0 == "\n" || $0 == "\r\n" }.enumerated()
      .map { ($0.offset + 1, String($0.element)) }.filter { !$0.text.isEmpty }
  }

  // MARK: Form A

  private func pairs(_ lines: [(number: Int, text: String)]) throws -> Announcement {
    var found: [String: (text: String, line: Int)] = [:]
    let known = ["business_date", "rows", "sequence", "sha256"] + reader.totals.map { "total.\($0.name)" }
    for line in lines {
      guard let equals = line.text.firstIndex(of: "=") else { throw bad("not a line key=value", line.number) }
      let key = String(line.text[..<equals])
      guard known.contains(key) else {
        throw bad("unknown key '\(key)'", line.number, remedy: didYouMean(key, in: known, otherwise: Self.ask))
      }
      guard found[key] == nil else { throw bad("'\(key)' stands twice", line.number) }
      found[key] = (String(line.text[line.text.index(after: equals)...]), line.number)
    }
    let totals = try reader.totals.indices.map { index -> Int64? in
      try number(found["total.\(reader.totals[index].name)"], "total.\(reader.totals[index].name)") {
        reader.value(index, $0)
      }
    }
    let rows = try number(found["rows"], "rows", rowCount)
    return Announcement(
      place: FileLocation(file: name, line: found["rows"]?.line ?? 0),
      businessDate: try number(found["business_date"], "business_date", date), rows: rows, totals: totals,
      sequence: try found["sequence"].map { try number($0, "sequence") { Int($0) } },
      sha256: found["sha256"]?.text.lowercased())
  }

  private func number<Value>(
    _ entry: (text: String, line: Int)?, _ key: String, _ read: (String) -> Value?
  ) throws -> Value {
    guard let entry else { throw bad("'\(key)' is missing", 0) }
    guard let value = read(entry.text) else { throw bad("'\(key)' cannot be read", entry.line) }
    return value
  }

  // MARK: Form C

  private func oneLine(_ lines: [(number: Int, text: String)]) throws -> Announcement {
    guard let line = lines.first, lines.count == 1 else { throw bad("not one line file|yyyymmdd|rows|total", 0) }
    let parts = line.text.split(separator: "|", omittingEmptySubsequences: false).map(String.init)
    guard parts.count == 4 || parts.count == 5 else {
      throw bad("\(parts.count) parts instead of file|yyyymmdd|rows|total|sequence", line.number)
    }
    guard parts[0] == fileName(delivery.dataPath ?? "") else {
      throw bad("this control speaks of another file", line.number)
    }
    guard let date = date(parts[1]), let rows = rowCount(parts[2]) else {
      throw bad("business date or row count cannot be read", line.number)
    }
    let sequence = parts.count == 5 ? Int(parts[4]) : nil
    guard parts.count == 4 || sequence != nil else { throw bad("the sequence cannot be read", line.number) }
    return Announcement(
      place: FileLocation(file: name, line: line.number), businessDate: date, rows: rows,
      totals: try onlyTotal(parts[3], line.number), sequence: sequence, sha256: nil)
  }

  /// This form carries the first total alone, 0 where the feed declares none.
  private func onlyTotal(_ text: String, _ line: Int) throws -> [Int64?] {
    let value = reader.totals.isEmpty ? (text == "0" ? 0 : nil) : reader.value(0, text)
    guard let value else { throw bad("the total cannot be read", line) }
    return reader.totals.indices.map { $0 == 0 ? value : nil }
  }

  // MARK: Values

  private func date(_ text: String) -> BusinessDate? { BusinessDate(compact: text) ?? BusinessDate(iso: text) }

  private func rowCount(_ text: String) -> Int64? {
    guard text.utf8.allSatisfy({ $0 >= 0x30 && $0 <= 0x39 }) else { return nil }
    return Int64(text)
  }

  private static let ask = "ask the owner for a control of the agreed form"

  private func bad(_ what: String, _ line: Int, remedy: String = ask) -> Failure {
    refusal("DL-02", what, name, line: line, remedy: remedy)
  }
}
