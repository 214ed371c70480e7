import Extraction
import Foundation
import MartCore

/// What all values of one column have been like, in bounded memory. No value is kept but of columns with few short ones.
struct ColumnProfile {
  /// So many different values are kept at most; a column with more has none.
  private static let kept = 40

  var rows = 0
  var empty = 0
  var nothing = 0
  var longest = 0
  var shortest = Int.max
  var padded = 0
  var wrapped = 0
  // JSON kinds.
  var bareNumbers = 0
  var truths = 0

  var whole = 0
  var leadingZeros = 0
  var points = 0
  var fractionOver2 = 0
  var fractionOver3 = 0
  var mostDigits = 0
  var decorated = 0
  var flags = 0
  /// By form: compact, iso, dotted.
  var dates = [0, 0, 0]
  var foreignDates = 0
  var timestamps = 0
  var looseTimestamps = 0
  var personal: [PersonalShapes.Kind: Int] = [:]
  var inside = 0
  var letters = 0
  var digits = 0
  var characters = 0
  var blanks = 0

  var firstDay: BusinessDate?
  var lastDay: BusinessDate?
  private(set) var distinct = DistinctCount()
  /// Every value with its count; nil once there were too many, or long ones.
  private(set) var values: [String: Int]? = [:]

  var filled: Int { rows - empty }
  var isOfOneLength: Bool { longest - shortest <= 1 }

  mutating func add(_ field: SurveyedField, hash: UInt64) {
    rows += 1
    switch field.kind {
    case .absent, .null: empty += 1
    case .truth: truths += 1
    case .number:
      bareNumbers += 1
      addText(field.bytes, hash)
    case .text: if field.bytes.isEmpty { empty += 1 } else { addText(field.bytes, hash) }
    }
  }

  private mutating func addText(_ bytes: Bytes, _ hash: UInt64) {
    distinct.add(hash)
    keep(bytes)
    let length = bytes.count { $0 & 0xC0 != 0x80 }
    (shortest, longest) = (min(shortest, length), max(longest, length))
    digits += bytes.count(where: Shapes.isDigit)
    characters += length
    if Shapes.isNothing(bytes) { nothing += 1 }
    if bytes[0] == 0x20 || bytes[bytes.count - 1] == 0x20 { padded += 1 }
    if bytes.count > 1, bytes[0] == 0x22, bytes[bytes.count - 1] == 0x22 { wrapped += 1 }
    if bytes.count == 1, bytes[0] == UInt8(ascii: "Y") || bytes[0] == UInt8(ascii: "N") { flags += 1 }
    if bytes.contains(where: { $0 >= 0x80 || (0x41...0x5A).contains($0) || (0x61...0x7A).contains($0) }) {
      letters += 1
    }
    if bytes.contains(0x20) { blanks += 1 }
    addNumber(bytes)
    addDate(bytes)
    if let kind = PersonalShapes.kind(bytes) { personal[kind, default: 0] += 1 }
    if PersonalShapes.standsInside(bytes) { inside += 1 }
  }

  private mutating func addNumber(_ bytes: Bytes) {
    guard let number = Shapes.number(bytes) else {
      if Shapes.isDecoratedNumber(bytes) { decorated += 1 }
      return
    }
    mostDigits = max(mostDigits, number.digits)
    if number.isWhole {
      whole += 1
      if number.digits > 1, bytes[bytes.count - number.digits] == 0x30 { leadingZeros += 1 }
    } else {
      points += 1
      if number.fraction > 2 { fractionOver2 += 1 }
      if number.fraction > 3 { fractionOver3 += 1 }
    }
  }

  private mutating func addDate(_ bytes: Bytes) {
    let found = [
      Shapes.compactDate(bytes), Shapes.markedDate(bytes, mark: UInt8(ascii: "-")),
      Shapes.markedDate(bytes, mark: UInt8(ascii: ".")),
    ]
    for (form, date) in found.enumerated() {
      guard let date else { continue }
      dates[form] += 1
      if date.year < 9_000 {
        firstDay = min(firstDay ?? date, date)
        lastDay = max(lastDay ?? date, date)
      }
      return
    }
    if Shapes.isTimestamp(bytes) { timestamps += 1 } else if Shapes.isLooseTimestamp(bytes) { looseTimestamps += 1 }
    if Shapes.isForeignDate(bytes) { foreignDates += 1 }
  }

  private mutating func keep(_ bytes: Bytes) {
    guard values != nil else { return }
    guard bytes.count <= 24 else {
      values = nil
      return
    }
    values?[String(decoding: bytes, as: UTF8.self), default: 0] += 1
    if let count = values?.count, count > Self.kept { values = nil }
  }
}

func logarithm(_ value: Double) -> Double { log(value) }
