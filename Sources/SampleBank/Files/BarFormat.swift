import MartCore

/// GB18030 text separated by `|+|`, without quotes and without a header.
struct BarFormat: RowFormat {
  private static let separator = Array("|+|".utf8)

  var shape: RowShape { .separated }

  func append(_ fields: [Field], _ columns: [Column], _ text: GB18030, to line: inout [UInt8]) {
    for index in fields.indices {
      if index > 0 { line.append(contentsOf: Self.separator) }
      switch fields[index] {
      case .null: break
      case .text(let value): text.append(value, to: &line)
      case .serial(let serial): line.append(serial.fill)
      case .date(let day): line.append { $0.put(day) }
      case .instant(let day, let second): line.append { $0.put(day, second: second) }
      case .number(let number): line.append { $0.put(number, decimals: 0) }
      case .fen(let amount): line.append { $0.put(amount, decimals: 2) }
      case .minor(let amount, let decimals): line.append { $0.put(amount, decimals: decimals) }
      case .raw(let bytes): line += bytes
      }
    }
  }

  func header(_ date: BusinessDate, sequence: Int, _ columns: [Column]) -> [UInt8] {
    Array("HDR|+|\(date.compact)|+|\(sequence)".utf8)
  }

  func trailer(rows: Int, totals: [(value: Int, isMoney: Bool)], _ columns: [Column]) -> [UInt8] {
    let parts = ["TRL", String(rows)] + totals.map { spelled($0.value, isMoney: $0.isMoney) }
    return Array(parts.joined(separator: "|+|").utf8)
  }

  func spelled(_ total: Int, isMoney: Bool) -> String { Decimal.text(total, decimals: isMoney ? 2 : 0) }
}
