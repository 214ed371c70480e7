import Contracts
import Extraction
import MartCore

extension FuzzTarget {
  /// Every format's reader and parser: each line of the file is a record or one of its few other lines, and a record
  /// that is said to be sound is what its own text says.
  func judgeRows(_ bytes: [UInt8], _ scratch: FuzzScratch) throws {
    guard let (feed, content) = chosen(FuzzFeeds.all, bytes) else { return }
    let path = try scratch.file("F_20240930.txt", content)
    var places = LinePlaces(content, feed.format)
    let refused = try refusal {
      try Survey(path: path, isGzip: false).rows(as: feed, FuzzFeeds.pipeline, on: FuzzFeeds.date) { row in
        try places.take(row.line, Array(row.raw))
        guard row.fault == nil else { return }
        for (index, column) in feed.columns.enumerated() { try check(row, index, column) }
      }
    }
    if refused == nil { try places.checkRest() }
  }

  /// What ``judgeRows(_:_:)`` asks of the records of plain lines, of records that anybody gives.
  package static func promiseOfLines(_ records: [String], of content: String) throws {
    var places = LinePlaces(Array(content.utf8), FuzzFeeds.all[0].format)
    for (index, record) in records.enumerated() { try places.take(index + 1, Array(record.utf8)) }
    try places.checkRest()
  }

  private func check(_ row: SurveyedRow, _ index: Int, _ column: Column) throws {
    let field = row.field(index)
    let text = String(validating: field.bytes, as: UTF8.self)
    try promise(text != nil, "\(column.name) of a sound row is no text")
    guard let text, field.kind == .text || field.kind == .number, !text.isEmpty else { return }
    try promise(!text.utf8.contains(0), "\(column.name) of a sound row holds NUL")
    switch column.type {
    case .text:
      try promise(text.unicodeScalars.count <= column.max ?? .max, "\(column.name) of a sound row is too long")
    case .code: try promise(text == "A" || text == "BB", "an unknown code is sound")
    case .integer: try promise(row.integer(index) == Int64(text), "an integer is read as another")
    case .money:
      let minor = field.kind == .text ? minorUnits(text) : nil
      try promise(minor == nil || row.integer(index) == minor, "an amount is read as another")
    case .date, .timestamp, .flag: break
    }
  }

  /// An amount by its digits, of either form; nil for what is none.
  private func minorUnits(_ text: String) -> Int64? {
    let parts = text.split(separator: ".", omittingEmptySubsequences: false)
    guard parts.count == 2, parts[1].utf8.count <= 2 else { return nil }
    return Int64(parts[0] + parts[1] + String(repeating: "0", count: 2 - parts[1].utf8.count))
  }
}

/// Where the lines of a file begin, and how far its records have come.
private struct LinePlaces {
  private let content: [UInt8]
  private let starts: [Int]
  private let format: Format
  private var end = 0
  private var line = 0

  init(_ content: [UInt8], _ format: Format) {
    (self.content, self.format) = (content, format)
    let marks: [[UInt8]] = [[0xEF, 0xBB, 0xBF], [0x84, 0x31, 0x95, 0x33]]
    let mark = marks.first { content.starts(with: $0) }?.count ?? 0
    starts = [mark] + content.indices.dropFirst(mark).filter { content[$0] == 0x0A }.map { $0 + 1 }
  }

  /// The next record stands where its line begins, behind the one before, and nothing but other lines is between.
  mutating func take(_ line: Int, _ raw: [UInt8]) throws {
    if format.kind == .json { return try takeObject(raw) }
    try promise(line > self.line && line <= starts.count, "line \(line) follows \(self.line) of \(starts.count)")
    let start = starts[line - 1]
    let after = start + raw.count
    try promise(after <= content.count && content[start..<after].elementsEqual(raw), "line \(line) is another")
    // A blank line is given without the carriage return that it may have.
    let rest = content[after...].prefix { raw.isEmpty && $0 == 0x0D }.count
    try promise(after + rest == content.count || content[after + rest] == 0x0A, "line \(line) ends too soon")
    if !format.quoted {
      let first = format.header == .none ? 1 : 2
      try promise(line == max(self.line + 1, first), "a line before line \(line) is lost")
    }
    (self.line, end) = (line, after)
  }

  private mutating func takeObject(_ raw: [UInt8]) throws {
    try promise(raw.first == 0x7B && raw.count > 1, "no object")
    guard
      let place = (end..<max(end, content.count - raw.count + 1)).first(where: { start in
        content[start] == 0x7B && content[start..<start + raw.count].elementsEqual(raw)
      })
    else { throw Broken("an object that is not in the file") }
    end = place + raw.count
  }

  /// Behind the last record only a trailer and a blank line may be; where there is none, a header before them.
  func checkRest() throws {
    guard format.kind != .json else { return }
    let rest = starts.count { $0 > (line == 0 ? -1 : end) && $0 < content.count }
    let header = line == 0 && format.header != .none ? 1 : 0
    try promise(rest <= header + (format.trailer == .none ? 0 : 1) + 1, "\(rest) lines at the end are lost")
  }
}
