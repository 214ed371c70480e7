import MartStore

/// Rows as RFC 4180 text with LF: a cell is quoted only where it must be, NULL is empty.
struct CSVText {
  var bytes: [UInt8] = []
  /// True where people open the file in a spreadsheet: a text that would be taken for a formula gets a `'` before it.
  let neutralising: Bool

  init(neutralising: Bool) { self.neutralising = neutralising }

  mutating func header(_ names: [String]) {
    for (index, name) in names.enumerated() {
      if index > 0 { bytes.append(comma) }
      var name = name
      name.withUTF8 { text($0, neutralised: false) }
    }
    bytes.append(newline)
  }

  /// A line of some columns of the row.
  mutating func row(_ row: RawRow, columns: some Sequence<Int>) {
    let start = bytes.count
    var isFirst = true
    for column in columns {
      if !isFirst { bytes.append(comma) }
      isFirst = false
      value(row, column)
    }
    // A line of nothing would be skipped by readers.
    if bytes.count == start { bytes += [quote, quote] }
    bytes.append(newline)
  }

  private mutating func value(_ row: RawRow, _ column: Int) {
    switch row.kind(column) {
    case .null: break
    case .integer: integer(row.int(column))
    case .real: bytes += String(row.real(column)).utf8
    case .text: row.bytes(column) { text($0, neutralised: neutralising) }
    case .blob: row.bytes(column) { bytes += hexadecimal($0).utf8 }
    }
  }

  private mutating func integer(_ value: Int64) {
    if value < 0 { bytes.append(minus) }
    var rest = value.magnitude
    let start = bytes.count
    repeat {
      bytes.append(UInt8(truncatingIfNeeded: rest % 10) + 0x30)
      rest /= 10
    } while rest > 0
    bytes[start...].reverse()
  }

  private mutating func text(_ cell: UnsafeBufferPointer<UInt8>, neutralised: Bool) {
    let marked = neutralised && cell.first.map(startsFormula) == true
    guard cell.contains(where: mustQuote) else {
      if marked { bytes.append(apostrophe) }
      bytes.append(contentsOf: cell)
      return
    }
    bytes.append(quote)
    if marked { bytes.append(apostrophe) }
    for byte in cell {
      if byte == quote { bytes.append(quote) }
      bytes.append(byte)
    }
    bytes.append(quote)
  }
}

private let comma = UInt8(ascii: ",")
private let quote = UInt8(ascii: "\"")
private let apostrophe = UInt8(ascii: "'")
private let minus = UInt8(ascii: "-")
private let newline = UInt8(ascii: "\n")

/// Separator, quote or line end.
private func mustQuote(_ byte: UInt8) -> Bool {
  byte == comma || byte == quote || byte == newline || byte == UInt8(ascii: "\r")
}

/// The four characters that a spreadsheet takes for the beginning of a formula.
private func startsFormula(_ byte: UInt8) -> Bool {
  byte == UInt8(ascii: "=") || byte == UInt8(ascii: "+") || byte == minus || byte == UInt8(ascii: "@")
}
