/// How many dirty rows each delivery of a feed gets.
struct DirtSchedule: Sendable {
  /// Rows that are unreadable or incomplete, and rows with an unknown strict code, by delivery.
  let unreadable: [Int]
  let unknownCodes: [Int]
  /// Rows that are written twice, by delivery.
  let repeats: [Int]

  /// - rows: clean rows by delivery.
  /// - spec: deltas hold no repeats, since their last row wins, and feeds without strict codes no unknown ones.
  init(rows: [Int], _ spec: FeedSpec) {
    let cap = DirtRates.quarantineCap
    let codeRate = Blemish.unknownCode.columns(of: spec).isEmpty ? 0 : DirtRates.unknownStrictCode
    let codes = DirtRates.counts(codeRate, rows: rows).map { min($0, cap / 3) }
    unknownCodes = codes
    unreadable = zip(DirtRates.counts(DirtRates.unreadable, rows: rows), codes).map { min($0, cap - $1) }
    let twice = DirtRates.counts(DirtRates.repeated, rows: rows)
    repeats = spec.delivery == .delta ? rows.map { _ in 0 } : twice
  }

  /// How many unreadable rows the deliveries before hold.
  func unreadable(before delivery: Int) -> Int { unreadable.prefix(delivery).reduce(0, +) }
}
