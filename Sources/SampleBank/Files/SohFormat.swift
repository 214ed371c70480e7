import MartCore

/// UTF-8 text separated by the byte 0x01, without quotes and without titles.
struct SohFormat: RowFormat {
  var shape: RowShape { .separated }

  func append(_ fields: [Field], _ columns: [Column], _ text: GB18030, to line: inout [UInt8]) {
    for (index, field) in fields.enumerated() {
      if index > 0 { line.append(0x01) }
      switch field {
      case .null: break
      case .text(let value): line += value.utf8
      case .date(let day): line += day.compact.utf8
      case .number(let number), .fen(let number), .minor(let number, _): line += String(number).utf8
      case .raw(let bytes): line += bytes
      }
    }
  }

  func spelled(_ total: Int, isMoney: Bool) -> String { String(total) }
}
