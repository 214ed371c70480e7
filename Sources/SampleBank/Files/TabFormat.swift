import MartCore

/// GBK text separated by tabs, with a line of titles and dates with points; what it writes is in both GBK and GB18030.
struct TabFormat: RowFormat {
  var shape: RowShape { .separated }

  func titles(_ columns: [Column]) -> [UInt8]? { Array(columns.map(\.title).joined(separator: "\t").utf8) }

  func append(_ fields: [Field], _ columns: [Column], _ text: GB18030, to line: inout [UInt8]) {
    for (index, field) in fields.enumerated() {
      if index > 0 { line.append(0x09) }
      switch field {
      case .null: break
      case .text(let value): text.append(value, to: &line)
      case .date(let day): line += day.description.utf8.map { $0 == 0x2D ? 0x2E : $0 }
      case .number(let number): line += String(number).utf8
      case .fen(let amount): line += Decimal.text(amount, decimals: 2).utf8
      case .minor(let amount, let decimals): line += Decimal.text(amount, decimals: decimals).utf8
      case .raw(let bytes): line += bytes
      }
    }
  }

  func spelled(_ total: Int, isMoney: Bool) -> String { Decimal.text(total, decimals: isMoney ? 2 : 0) }
}
