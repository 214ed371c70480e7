import MartCore

/// GB18030 text separated by `|+|`, without quotes and without a header.
struct BarFormat: RowFormat {
  private static let separator = Array("|+|".utf8)

  var shape: RowShape { .separated }

  func append(_ fields: [Field], _ columns: [Column], _ text: GB18030, to line: inout [UInt8]) {
    for (index, field) in fields.enumerated() {
      if index > 0 { line += Self.separator }
      switch field {
      case .null: break
      case .text(let value): text.append(value, to: &line)
      case .date(let day): line += day.compact.utf8
      case .number(let number): line += String(number).utf8
      case .fen(let amount): line += Decimal.text(amount, decimals: 2).utf8
      case .minor(let amount, let decimals): line += Decimal.text(amount, decimals: decimals).utf8
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
