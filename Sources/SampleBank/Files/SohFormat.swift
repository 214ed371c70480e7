import MartCore

/// UTF-8 text separated by the byte 0x01, without quotes and without titles.
struct SohFormat: RowFormat {
  var shape: RowShape { .separated }

  func append(_ fields: [Field], _ columns: [Column], _ text: GB18030, to line: inout [UInt8]) {
    for index in fields.indices {
      if index > 0 { line.append(0x01) }
      switch fields[index] {
      case .null: break
      case .text(let value): line += value.utf8
      case .serial(let serial): line.append(serial.fill)
      case .date(let day): line.append { $0.put(day) }
      case .instant(let day, let second): line.append { $0.put(day, second: second) }
      case .number(let number), .fen(let number), .minor(let number, _): line.append { $0.put(number, decimals: 0) }
      case .raw(let bytes): line += bytes
      }
    }
  }

  func spelled(_ total: Int, isMoney: Bool) -> String { String(total) }
}
