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
  private let folder: String
  private let date: BusinessDate
  private let file: OutputFile
  private let text = GB18030()
  private var line: [UInt8] = []
  private var marks: DeliveryMarks
  private(set) var tally = FeedTally()
  private let reader: TotalReader

  /// - Throws: ``Failure`` when the file cannot be made.
  init(_ spec: FeedSpec, _ date: BusinessDate, in folder: String) throws {
    self.spec = spec
    self.folder = folder
    self.date = date
    marks = DeliveryMarks(spec, date, totals: spec.totals.map { _ in 0 })
    file = try OutputFile(
      "\(folder)/\(marks.dataName)", compressed: spec.isCompressed, memberBytes: spec.memberBytes)
    reader = TotalReader(spec)
    for line in marks.head { try put(line) }
  }

  private func put(_ bytes: [UInt8]) throws {
    try file.write(bytes)
    try file.write(CollectionOfOne(0x0A))
  }

  /// Writes one row.
  func write(_ row: Row) throws {
    line.removeAll(keepingCapacity: true)
    spec.append(row, text, to: &line)
    try put(line)
    if !row.isUnreadable { reader.add(row.fields, to: &marks.totals) }
    tally.count(row.outcome)
  }

  /// Writes accepted rows that were encoded before, line ends included; they are counted apart.
  func write(encoded bytes: ArraySlice<UInt8>) throws { try file.write(bytes) }

  /// Counts accepted rows that were written as they are; `sums` are their totals.
  func count(accepted rows: Int, sums: [Int]) {
    for index in marks.totals.indices { marks.totals[index] += sums[index] }
    tally.announced += rows
    tally.accepted += rows
  }

  /// Counts one encoded row again as the repeat that it is.
  func write(repeated bytes: ArraySlice<UInt8>, sums: [Int]) throws {
    try file.write(bytes)
    for index in marks.totals.indices { marks.totals[index] += sums[index] }
    tally.count(.repeated)
  }

  /// From 23:40 to 00:24 of the night after the date, Beijing time: before any feed is due.
  private var arrival: Int {
    let spread = marks.dataName.utf8.reduce(0) { ($0 * 31 + Int($1)) % 2_640 }
    return (Int(date.dayNumber) + 1) * 86_400 - 8 * 3_600 - 1_200 + spread
  }

  /// Ends the file and writes its control.
  func finish() throws -> FeedTally {
    marks.rows = tally.announced
    tally.totals = marks.totals
    if let trailer = marks.trailer { try put(trailer) }
    try file.finish()
    try OutputFile.write(marks.control, to: "\(folder)/\(marks.controlName)")
    for name in [marks.dataName, marks.controlName] {
      try OutputFile.stamp("\(folder)/\(name)", secondsSince1970: arrival)
    }
    return tally
  }
}

extension FeedSpec {
  /// Appends the row as a line, without its line end, cut short where it is meant to be.
  func append(_ row: Row, _ text: GB18030, to line: inout [UInt8]) {
    let fields = row.isCut && format.shape == .separated ? row.fields.dropLast() : row.fields
    format.append(fields, columns, text, to: &line)
    if row.isCut && format.shape == .fixed { line.removeLast() }
  }
}
