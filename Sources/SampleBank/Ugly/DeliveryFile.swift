import MartCore

/// A written delivery whose rows can be changed before it is written again.
final class DeliveryFile {
  /// A row as it stands in the file, without its line end.
  struct Line {
    var bytes: ArraySlice<UInt8>
    /// Tells a line that an entry of the truth points to; 0 for others.
    var mark = 0
  }

  let spec: FeedSpec
  let date: BusinessDate
  var lines: [Line]
  var tally: FeedTally
  /// How the file is spelled beyond its rows.
  var spelling = Spelling()
  private var marks = 0
  private let text = GB18030()
  private let reader: TotalReader

  /// Line ends and the like.
  struct Spelling {
    var lineEnd: [UInt8] = [0x0A]
    var endsWithLineEnd = true
    var hasBlankLastLine = false
    /// Of how many members a compressed file is, each with its part of the bytes.
    var members = 1
  }

  /// Reads the delivery from the folder.   - Throws: ``Failure``.
  init(_ spec: FeedSpec, _ date: BusinessDate, _ tally: FeedTally, in folder: String) throws {
    (self.spec, self.date, self.tally) = (spec, date, tally)
    reader = TotalReader(spec)
    let written = DeliveryMarks(spec, date, rows: tally.announced, totals: tally.totals)
    let bytes = try WrittenFile.bytes(of: "\(folder)/\(written.dataName)", compressed: spec.isCompressed)
    let isQuoted = spec.format is CsvFormat
    let all = Self.cut(bytes, isQuoted: isQuoted)
    lines = all.dropFirst(written.head.count).dropLast(written.trailer == nil ? 0 : 1).map { Line(bytes: $0) }
  }

  /// The lines of a text; a line feed inside quotes ends none.
  private static func cut(_ bytes: [UInt8], isQuoted: Bool) -> [ArraySlice<UInt8>] {
    var lines: [ArraySlice<UInt8>] = []
    var (start, isInside) = (0, false)
    for (place, byte) in bytes.enumerated() {
      if isQuoted, byte == 0x22 { isInside.toggle() }
      guard byte == 0x0A, !isInside else { continue }
      lines.append(bytes[start..<place])
      start = place + 1
    }
    return lines
  }

  var marksAsWritten: DeliveryMarks { DeliveryMarks(spec, date, rows: tally.announced, totals: tally.totals) }

  /// Puts a row behind the `place`-th of a hundred parts of the file.
  ///
  /// - Returns: the mark of its line.
  @discardableResult
  func insert(_ row: Row, at place: Int = 50) -> Int {
    marks += 1
    lines.insert(Line(bytes: encoded(row)[...], mark: marks), at: lines.count * place / 100)
    tally.count(row.outcome)
    count(row, 1)
    return marks
  }

  /// Writes another row in the place of one; both are accepted, or the new one's outcome is another.
  ///
  /// - Returns: the mark of its line.
  @discardableResult
  func replace(_ place: Int, _ old: Row, by new: Row) -> Int {
    marks += 1
    lines[place] = Line(bytes: encoded(new)[...], mark: marks)
    tally.uncount(old.outcome)
    tally.count(new.outcome)
    count(old, -1)
    count(new, 1)
    return marks
  }

  /// Takes a row out.
  func remove(_ place: Int, _ row: Row) {
    lines.remove(at: place)
    tally.uncount(row.outcome)
    count(row, -1)
  }

  /// Marks a line as it is.
  func mark(_ place: Int) -> Int {
    marks += 1
    lines[place].mark = marks
    return marks
  }

  /// The first line that spells the row; nil where none does.
  func place(of row: Row) -> Int? {
    let wanted = encoded(row)
    return lines.firstIndex { $0.bytes.count == wanted.count && $0.bytes.elementsEqual(wanted) }
  }

  func encoded(_ row: Row) -> [UInt8] {
    var line: [UInt8] = []
    spec.append(row, text, to: &line)
    return line
  }

  private func count(_ row: Row, _ sign: Int) {
    guard !row.isUnreadable else { return }
    for (index, value) in reader.values(of: row.fields).enumerated() { tally.totals[index] += sign * value }
  }

  /// The physical line of a mark, from 1.
  func physicalLine(_ mark: Int) -> Int {
    var line = marksAsWritten.head.count + 1
    for entry in lines {
      if entry.mark == mark { return line }
      line += 1 + entry.bytes.count { $0 == 0x0A }
    }
    return 0
  }

  /// The bytes of the data file, not compressed.
  func content(_ marks: DeliveryMarks, _ lines: [Line]) -> [UInt8] {
    var bytes: [UInt8] = []
    for line in marks.head { bytes += line + spelling.lineEnd }
    for line in lines {
      bytes += line.bytes
      bytes += spelling.lineEnd
    }
    if let trailer = marks.trailer { bytes += trailer + spelling.lineEnd }
    if spelling.hasBlankLastLine { bytes += spelling.lineEnd }
    if !spelling.endsWithLineEnd { bytes.removeLast(spelling.lineEnd.count) }
    return bytes
  }

  /// The delivery as it should be.   - Throws: ``Failure``.
  func delivered() throws -> Delivered {
    let marks = marksAsWritten
    var delivered = Delivered(spec, marks, content: content(marks, lines))
    if spelling.members > 1 {
      let size = (delivered.content.count + spelling.members) / spelling.members
      delivered.packed = try (0..<spelling.members).flatMap { place in
        try GzipMember.bytes(Array(delivered.content.dropFirst(place * size).prefix(size)))
      }
    }
    return delivered
  }
}

/// The two files of a delivery, ready to be written anywhere.
struct Delivered {
  let spec: FeedSpec
  let marks: DeliveryMarks
  var content: [UInt8]
  /// What is on the disk instead of the content; nil where it is the content, compressed where the feed is.
  var packed: [UInt8]?
  /// The data file's name where it is not the one of its marks; such a file has no control.
  var strayName: String?

  init(_ spec: FeedSpec, _ marks: DeliveryMarks, content: [UInt8]) {
    (self.spec, self.marks, self.content) = (spec, marks, content)
  }

  /// - Throws: ``Failure``.
  func write(into folder: String) throws {
    let path = "\(folder)/\(strayName ?? marks.dataName)"
    let isCompressed = spec.isCompressed && packed == nil
    let file = try OutputFile(path, compressed: isCompressed, memberBytes: isCompressed ? spec.memberBytes : nil)
    try file.write(packed ?? content)
    try file.finish()
    if strayName == nil { try OutputFile.write(marks.control, to: "\(folder)/\(marks.controlName)") }
  }
}
