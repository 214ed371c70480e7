import MartCore

/// GBK text separated by tabs, with a line of titles and dates with points; what it writes is in both GBK and GB18030.
struct TabFormat: RowFormat {
  var shape: RowShape { .separated }

  func titles(_ columns: [Column]) -> [UInt8]? { Array(columns.map(\.title).joined(separator: "\t").utf8) }

  func append(_ fields: [Field], _ columns: [Column], _ text: GB18030, to line: inout [UInt8]) {
    for index in fields.indices {
      if index > 0 { line.append(0x09) }
      switch fields[index] {
      case .null: break
      case .text(let value): text.append(value, to: &line)
      case .serial(let serial): line.append(serial.fill)
      case .date(let day): line.append { $0.put(day, separator: 0x2E) }
      case .instant(let day, let second): line.append { $0.put(day, second: second) }
      case .number(let number): line.append { $0.put(number, decimals: 0) }
      case .fen(let amount): line.append { $0.put(amount, decimals: 2) }
      case .minor(let amount, let decimals): line.append { $0.put(amount, decimals: decimals) }
      case .raw(let bytes): line += bytes
      }
    }
  }

  func spelled(_ total: Int, isMoney: Bool) -> String { Decimal.text(total, decimals: isMoney ? 2 : 0) }
}
