import MartCore

/// UTF-8 text with a separator, a line of titles, and quotes where they are needed (RFC 4180).
struct CsvFormat: RowFormat {
  var separator: UInt8 = 0x2C
  /// The file begins with a mark of byte order.
  var hasMark = false
  /// Money stands in minor units, under the column's full name.
  var inMinorUnits = false

  var shape: RowShape { .separated }

  func titles(_ columns: [Column]) -> [UInt8]? {
    let names = columns.map { Array((inMinorUnits ? $0.name : $0.title).utf8) }
    return (hasMark ? [0xEF, 0xBB, 0xBF] : []) + names.joined(separator: [separator])
  }

  func append(_ fields: [Field], _ columns: [Column], _ text: GB18030, to line: inout [UInt8]) {
    for index in fields.indices {
      if index > 0 { line.append(separator) }
      switch fields[index] {
      case .null: break
      case .text(let value): appendQuoted(value, to: &line)
      case .serial(let serial): line.append(serial.fill)
      case .date(let day): line.append { $0.put(day, separator: 0x2D) }
      case .instant(let day, let second): line.append { $0.put(day, second: second) }
      case .number(let number): line.append { $0.put(number, decimals: 0) }
      case .fen(let amount): line.append { $0.put(amount, decimals: inMinorUnits ? 0 : 2) }
      case .minor(let amount, let decimals): line.append { $0.put(amount, decimals: inMinorUnits ? 0 : decimals) }
      case .raw(let bytes): line += bytes
      }
    }
  }

  func spelled(_ total: Int, isMoney: Bool) -> String {
    Decimal.text(total, decimals: isMoney && !inMinorUnits ? 2 : 0)
  }

  private func appendQuoted(_ value: String, to line: inout [UInt8]) {
    var copy = value
    copy.withUTF8 { utf8 in
      guard utf8.contains(where: { $0 == separator || $0 == 0x22 || $0 == 0x0A || $0 == 0x0D }) else {
        return line.append(contentsOf: utf8)
      }
      line.append(0x22)
      for byte in utf8 {
        if byte == 0x22 { line.append(byte) }
        line.append(byte)
      }
      line.append(0x22)
    }
  }
}
