import MartCore

/// Spoils copies of good rows, each by one blemish, taking the blemishes that suit the feed in turn.
struct DirtMaker {
  private let spec: FeedSpec
  private let blemishes: [Blemish]
  private var random: SeededRandom
  private var turn: Int

  /// - turn: how many rows were spoiled in earlier deliveries.
  init(_ spec: FeedSpec, seed: UInt64, delivery: Int, turn: Int) {
    self.spec = spec
    self.turn = turn
    random = SeededRandom(seed: seed, "dirt of \(spec.name)", delivery)
    blemishes = Blemish.allCases.filter { $0 != .unknownCode && !$0.columns(of: spec).isEmpty }
  }

  /// A good row made unreadable or incomplete; its key must be one that nothing else bears.
  mutating func spoiled(_ fields: [Field], on date: BusinessDate) -> Row {
    defer { turn += 1 }
    return spoil(fields, blemishes[turn % blemishes.count], date)
  }

  /// A good row with a code that its list refuses.
  mutating func withUnknownCode(_ fields: [Field], on date: BusinessDate) -> Row {
    spoil(fields, .unknownCode, date)
  }

  private mutating func spoil(_ fields: [Field], _ blemish: Blemish, _ date: BusinessDate) -> Row {
    var row = Row(fields: fields, outcome: .quarantined(blemish.rawValue))
    row.isUnreadable = [.wrongFieldCount, .wrongLength, .brokenCharacter].contains(blemish)
    row.isCut = [.wrongFieldCount, .wrongLength].contains(blemish)
    let columns = blemish.columns(of: spec)
    guard !row.isCut, !columns.isEmpty else { return row }
    let index = random.pick(columns)
    row.fields[index] = damaged(row.fields[index], spec.columns[index], blemish, date)
    return row
  }

  private mutating func damaged(
    _ field: Field, _ column: Column, _ blemish: Blemish, _ date: BusinessDate
  ) -> Field {
    switch blemish {
    case .missing: .null
    case .brokenCharacter: .raw(random.pick([[0x41, 0xFF, 0x20], [0xC0, 0xEE, 0xC3, 0x20]]))
    case .tooLong: .text(String(repeating: "X", count: (column.type.longest ?? 0) + 3))
    case .notADate: .text(column.type == .date ? "20230229" : "2024-09-30T12:34:56")
    case .future: .date(date + random.number(in: 1...9))
    case .notANumber: .text(random.pick(["12.345", "1,234.56", "1.2E3", "12O.00"]))
    case .outOfRange:
      .text(
        spec.format.shape == .fixed
          ? "9999999999999999999" : spec.format.spelled(1_000_000_000_000_000_000, isMoney: true))
    case .badCardNumber: Self.withWrongCheckDigit(field)
    case .notPositive: .fen(random.chance(1, in: 2) ? 0 : -random.number(in: 1...90_000))
    case .unknownCode: .text("BOGUS")
    case .wrongFieldCount, .wrongLength: field
    }
  }

  private static func withWrongCheckDigit(_ field: Field) -> Field {
    guard let number = field.text, let last = number.utf8.last else { return field }
    return .text(number.dropLast() + String((Int(last) - 0x30 + 1) % 10))
  }
}
