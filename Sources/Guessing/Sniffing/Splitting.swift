/// Cuts text of the sample into records and fields, with or without quotes as RFC 4180 has them.
struct Splitting {
  let separator: [UInt8]
  let quoted: Bool

  /// What was cut, and how the quotes were met.
  struct Result {
    var records: [[[UInt8]]] = []
    /// Fields that stand in quotes.
    var wrapped = 0
    /// Quotes where none may be.
    var stray = 0
  }

  /// - text: lines joined by line feeds.
  /// - isWhole: false drops the last record, which may be cut.
  func cut(_ text: [UInt8], isWhole: Bool, limit: Int = 1_000) -> Result {
    var result = Result()
    var (record, field): ([[UInt8]], [UInt8]) = ([], [])
    var (index, isFieldStart) = (0, true)
    func endField() {
      if field.last == 0x0D, index >= text.count || text[index] == 0x0A { field.removeLast() }
      record.append(field)
      field = []
      isFieldStart = true
    }
    func endRecord() {
      endField()
      if record.count > 1 || !(record.first ?? []).isEmpty { result.records.append(record) }
      record = []
    }
    while index < text.count, result.records.count < limit {
      let byte = text[index]
      if quoted, isFieldStart, byte == 0x22 {
        index = takeQuoted(text, from: index + 1, into: &field)
        result.wrapped += 1
        isFieldStart = false
      } else if byte == 0x0A {
        endRecord()
        index += 1
      } else if text[index...].starts(with: separator) {
        endField()
        index += separator.count
      } else {
        if byte == 0x22 { result.stray += 1 }
        field.append(byte)
        isFieldStart = false
        index += 1
      }
    }
    if result.records.count < limit, !record.isEmpty || !field.isEmpty { endRecord() }
    if !isWhole, result.records.count > 1 { result.records.removeLast() }
    return result
  }

  /// The index after the closing quote; the end of the text where there is none.
  private func takeQuoted(_ text: [UInt8], from: Int, into field: inout [UInt8]) -> Int {
    var index = from
    while index < text.count {
      if text[index] == 0x22 {
        guard index + 1 < text.count, text[index + 1] == 0x22 else { return index + 1 }
        index += 1
      }
      field.append(text[index])
      index += 1
    }
    return index
  }
}
