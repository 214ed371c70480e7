import MartCore

/// A CSV file as RFC 4180 has it: a header, then rows of as many fields; empty fields are nil.
///
/// - Shape: rows in file order, `lines` the line on which each begins.
struct CSVTable {
  var header: [String] = []
  var rows: [[String?]] = []
  var lines: [Int] = []

  /// Reads the bytes of one file; every row that is not well formed is a finding and left out.
  init(_ bytes: [UInt8], file: String, reading: inout Reading) {
    var reader = CSVReader(bytes: bytes, file: file)
    guard let first = reader.row(&reading) else {
      reading.note("the file is empty", "csv", at: FileLocation(file: file, line: 1), remedy: "write a header line")
      return
    }
    header = first.fields.map { $0 ?? "" }
    while let row = reader.row(&reading) {
      if row.fields.count == 1, row.fields[0] == nil { continue }
      guard row.fields.count == header.count else {
        reading.note(
          "the row has \(row.fields.count) fields, the header \(header.count)", "csv",
          at: FileLocation(file: file, line: row.line), remedy: "quote fields that hold commas")
        continue
      }
      rows.append(row.fields)
      lines.append(row.line)
    }
  }
}

/// Cuts bytes into rows of fields in one pass.
private struct CSVReader {
  let bytes: [UInt8]
  let file: String
  private var index: Int
  private var line = 1

  private static let (comma, quote, feed, back) =
    (UInt8(ascii: ","), UInt8(ascii: "\""), UInt8(ascii: "\n"), UInt8(ascii: "\r"))

  init(bytes: [UInt8], file: String) {
    self.bytes = bytes
    self.file = file
    index = bytes.starts(with: [0xEF, 0xBB, 0xBF]) ? 3 : 0
  }

  /// The next row and the line on which it begins; nil at the end.
  mutating func row(_ reading: inout Reading) -> (fields: [String?], line: Int)? {
    guard index < bytes.count else { return nil }
    let start = line
    var fields: [String?] = []
    while true {
      fields.append(field(&reading))
      guard index < bytes.count else { return (fields, start) }
      let end = bytes[index]
      index += 1
      if end == Self.comma { continue }
      if end == Self.back, index < bytes.count, bytes[index] == Self.feed { index += 1 }
      line += 1
      return (fields, start)
    }
  }

  /// The field at the index, which then stands on the comma or line end after it.
  private mutating func field(_ reading: inout Reading) -> String? {
    guard index < bytes.count, bytes[index] == Self.quote else { return plain(&reading) }
    let start = line
    var text: [UInt8] = []
    index += 1
    while index < bytes.count {
      let byte = bytes[index]
      index += 1
      if byte == Self.quote {
        guard index < bytes.count, bytes[index] == Self.quote else {
          noteTail(&reading)
          return text.isEmpty ? nil : String(decoding: text, as: UTF8.self)
        }
        index += 1
      } else if byte == Self.feed {
        line += 1
      }
      text.append(byte)
    }
    note("a quoted field is never closed", "close it with a double quote", at: start, &reading)
    return nil
  }

  private mutating func plain(_ reading: inout Reading) -> String? {
    let start = index
    while index < bytes.count, !isEnd(bytes[index]) {
      if bytes[index] == Self.quote {
        note("a double quote stands inside a field", "quote the whole field and double the quote", at: line, &reading)
        skip()
        break
      }
      index += 1
    }
    return start == index ? nil : String(decoding: bytes[start..<index], as: UTF8.self)
  }

  private mutating func noteTail(_ reading: inout Reading) {
    guard index < bytes.count, !isEnd(bytes[index]) else { return }
    note("text follows a closed quote", "quote the whole field and double quotes inside", at: line, &reading)
    skip()
  }

  private mutating func skip() {
    while index < bytes.count, !isEnd(bytes[index]) { index += 1 }
  }

  private func isEnd(_ byte: UInt8) -> Bool { byte == Self.comma || byte == Self.feed || byte == Self.back }

  private func note(_ problem: String, _ remedy: String, at line: Int, _ reading: inout Reading) {
    reading.note(problem, "csv", at: FileLocation(file: file, line: line), remedy: remedy)
  }
}
