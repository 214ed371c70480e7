import MartCore

/// A JSON object a line, in UTF-8; a null is absent, and money is a decimal in quotes.
struct JsonFormat: RowFormat {
  var shape: RowShape { .named }

  func append(_ fields: [Field], _ columns: [Column], _ text: GB18030, to line: inout [UInt8]) {
    line.append(0x7B)
    var isFirst = true
    for (field, column) in zip(fields, columns) where field != .null {
      if !isFirst { line.append(0x2C) }
      isFirst = false
      appendText(column.title, to: &line)
      line.append(0x3A)
      appendValue(field, to: &line)
    }
    line.append(0x7D)
  }

  func spelled(_ total: Int, isMoney: Bool) -> String { Decimal.text(total, decimals: isMoney ? 2 : 0) }

  private func appendValue(_ field: Field, to line: inout [UInt8]) {
    switch field {
    case .null: line += "null".utf8
    case .text(let value): appendText(value, to: &line)
    case .date(let day): appendText(day.description, to: &line)
    case .number(let number): line += String(number).utf8
    case .fen(let amount): appendText(Decimal.text(amount, decimals: 2), to: &line)
    case .minor(let amount, let decimals): appendText(Decimal.text(amount, decimals: decimals), to: &line)
    case .raw(let bytes): line += [0x22] + bytes + [0x22]
    }
  }

  private func appendText(_ value: String, to line: inout [UInt8]) {
    line.append(0x22)
    for byte in value.utf8 {
      if byte == 0x22 || byte == 0x5C { line.append(0x5C) }
      line.append(byte)
    }
    line.append(0x22)
  }
}
