import MartCore

/// A JSON object a line, in UTF-8; a null is absent, and money is a decimal in quotes.
struct JsonFormat: RowFormat {
  var shape: RowShape { .named }

  func append(_ fields: [Field], _ columns: [Column], _ text: GB18030, to line: inout [UInt8]) {
    line.append(0x7B)
    var isFirst = true
    for index in 0..<min(fields.count, columns.count) {
      if case .null = fields[index] { continue }
      if !isFirst { line.append(0x2C) }
      isFirst = false
      line.append(contentsOf: columns[index].jsonKey)
      appendValue(fields[index], to: &line)
    }
    line.append(0x7D)
  }

  func spelled(_ total: Int, isMoney: Bool) -> String { Decimal.text(total, decimals: isMoney ? 2 : 0) }

  private func appendValue(_ field: Field, to line: inout [UInt8]) {
    switch field {
    case .null: line += "null".utf8
    case .text(let value): appendText(value, to: &line)
    case .serial(let serial): appendQuoted(to: &line, serial.fill)
    case .date(let day): appendQuoted(to: &line) { $0.put(day, separator: 0x2D) }
    case .instant(let day, let second): appendQuoted(to: &line) { $0.put(day, second: second) }
    case .number(let number): line.append { $0.put(number, decimals: 0) }
    case .fen(let amount): appendQuoted(to: &line) { $0.put(amount, decimals: 2) }
    case .minor(let amount, let decimals): appendQuoted(to: &line) { $0.put(amount, decimals: decimals) }
    case .raw(let bytes): line += [0x22] + bytes + [0x22]
    }
  }

  @inline(__always)
  private func appendQuoted(to line: inout [UInt8], _ fill: (inout Digits) -> Void) {
    line.append { digits in
      digits.put(0x22)
      fill(&digits)
      digits.put(0x22)
    }
  }

  private func appendText(_ value: String, to line: inout [UInt8]) {
    line.append(0x22)
    var copy = value
    copy.withUTF8 { utf8 in
      guard utf8.contains(where: { $0 == 0x22 || $0 == 0x5C }) else { return line.append(contentsOf: utf8) }
      for byte in utf8 {
        if byte == 0x22 || byte == 0x5C { line.append(0x5C) }
        line.append(byte)
      }
    }
    line.append(0x22)
  }
}
