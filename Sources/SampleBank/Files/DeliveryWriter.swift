import MartCore

/// What the mart is expected to make of a row.
enum Outcome: Hashable, Sendable {
  case accepted(late: Bool)
  case quarantined(String)
  case repeated
}

/// A row on its way into a file.
struct Row: Sendable {
  var fields: [Field]
  var outcome = Outcome.accepted(late: false)
  /// The line loses its last field, or its last byte.
  var isCut = false
  /// The row as a whole cannot be read, so that its amounts count nothing.
  var isUnreadable = false
}

/// Writes one delivery: data file and control, and counts what is in it.
final class DeliveryWriter {
  private let spec: FeedSpec
  private let date: BusinessDate
  private let folder: String
  private let file: OutputFile
  private let text = GB18030()
  private var line: [UInt8] = []
  private var totals: [Int]
  private(set) var tally = FeedTally()
  private let reader: TotalReader

  /// - Throws: ``Failure`` when the file cannot be made.
  init(_ spec: FeedSpec, _ date: BusinessDate, in folder: String) throws {
    self.spec = spec
    self.date = date
    self.folder = folder
    file = try OutputFile(
      "\(folder)/\(spec.stem(date))\(spec.suffix)", compressed: spec.isCompressed, memberBytes: spec.memberBytes)
    reader = TotalReader(spec)
    totals = spec.totals.map { _ in 0 }
    if spec.control == .envelope { try put(spec.format.header(date, sequence: 1, spec.columns)) }
    if let titles = spec.format.titles(spec.columns) { try put(titles) }
  }

  private func put(_ bytes: [UInt8]) throws {
    try file.write(bytes)
    try file.write(CollectionOfOne(0x0A))
  }

  /// Writes one row.
  func write(_ row: Row) throws {
    line.removeAll(keepingCapacity: true)
    let fields = row.isCut && spec.format.shape == .separated ? row.fields.dropLast() : row.fields
    spec.format.append(fields, spec.columns, text, to: &line)
    if row.isCut && spec.format.shape == .fixed { line.removeLast() }
    try put(line)
    if !row.isUnreadable { reader.add(row.fields, to: &totals) }
    tally.count(row.outcome)
  }

  /// Writes accepted rows that were encoded before, line ends included; `sums` are their totals.
  func write(encoded bytes: ArraySlice<UInt8>, rows: Int, sums: [Int]) throws {
    try file.write(bytes)
    for index in totals.indices { totals[index] += sums[index] }
    tally.announced += rows
    tally.accepted += rows
  }

  /// Counts one encoded row again as the repeat that it is.
  func write(repeated bytes: ArraySlice<UInt8>, sums: [Int]) throws {
    try file.write(bytes)
    for index in totals.indices { totals[index] += sums[index] }
    tally.count(.repeated)
  }

  /// Ends the file and writes its control.
  func finish() throws -> FeedTally {
    let values = zip(totals, spec.totals).map { (value: $0, isMoney: $1.isMoney) }
    if spec.control == .envelope || spec.hasTrailer {
      try put(spec.format.trailer(rows: tally.announced, totals: values, spec.columns))
    }
    try file.finish()
    try writeControl()
    return tally
  }

  private func writeControl() throws {
    let stem = "\(folder)/\(spec.stem(date))"
    switch spec.control {
    case .envelope: try OutputFile.write("", to: stem + ".ok")
    case .lines: try OutputFile.write(controlLines().joined(separator: "\n") + "\n", to: stem + ".ctl")
    case .line:
      let first = totals.first.map { spec.format.spelled($0, isMoney: spec.totals[0].isMoney) } ?? "0"
      let parts = [spec.stem(date) + spec.suffix, date.compact, String(tally.announced), first, "1"]
      try OutputFile.write(parts.joined(separator: "|") + "\n", to: stem + ".ctl")
    }
  }

  private func controlLines() -> [String] {
    var lines = ["business_date=\(date)", "rows=\(tally.announced)"]
    for (total, value) in zip(spec.totals, totals) {
      lines.append("total.\(total.name)=\(spec.format.spelled(value, isMoney: total.isMoney))")
    }
    lines.append("sequence=1")
    return lines
  }
}
