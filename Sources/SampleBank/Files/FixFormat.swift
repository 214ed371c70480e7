import MartCore

/// GB18030 records of fixed width in bytes.
struct FixFormat: RowFormat {
  var shape: RowShape { .fixed }

  func append(_ fields: [Field], _ columns: [Column], _ text: GB18030, to line: inout [UInt8]) {
    for index in 0..<min(fields.count, columns.count) {
      let width = columns[index].width
      let start = line.count
      switch fields[index] {
      case .null: break
      case .text(let value): text.append(value, to: &line)
      case .serial(let serial): line.append(serial.fill)
      case .date(let day): line.append { $0.put(day) }
      case .instant(let day, let second): line.append { $0.put(day, second: second) }
      case .number(let number), .fen(let number), .minor(let number, _): line.append { $0.put(number, filledTo: width) }
      case .raw(let bytes): line += bytes
      }
      fill(&line, to: start + width)
    }
  }

  func header(_ date: BusinessDate, sequence: Int, _ columns: [Column]) -> [UInt8] {
    filled("HDR" + date.compact + Decimal.zeroFilled(sequence, width: 4), columns)
  }

  func trailer(rows: Int, totals: [(value: Int, isMoney: Bool)], _ columns: [Column]) -> [UInt8] {
    let sums = totals.map { Decimal.zeroFilled($0.value, width: 19) }.joined()
    return filled("TRL" + Decimal.zeroFilled(rows, width: 12) + sums, columns)
  }

  func spelled(_ total: Int, isMoney: Bool) -> String { String(total) }

  private func filled(_ text: String, _ columns: [Column]) -> [UInt8] {
    var line = Array(text.utf8)
    fill(&line, to: columns.reduce(0) { $0 + $1.width })
    return line
  }

  private func fill(_ line: inout [UInt8], to length: Int) {
    if line.count < length { line.append(contentsOf: repeatElement(0x20, count: length - line.count)) }
  }
}
