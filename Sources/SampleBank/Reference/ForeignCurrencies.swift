/// A currency in which cards are used abroad.
struct ForeignCurrency: Sendable {
  let code: String
  /// Decimals of the currency's amounts (ISO 4217).
  let decimals: Int
  /// Fen of CNY for a million of its minor units.
  let fenPerMillion: Int

  static let all = [
    ForeignCurrency(code: "USD", decimals: 2, fenPerMillion: 7_100_000),
    ForeignCurrency(code: "HKD", decimals: 2, fenPerMillion: 910_000),
    ForeignCurrency(code: "JPY", decimals: 0, fenPerMillion: 4_800_000),
    ForeignCurrency(code: "EUR", decimals: 2, fenPerMillion: 7_750_000),
    ForeignCurrency(code: "KRW", decimals: 0, fenPerMillion: 530_000),
    ForeignCurrency(code: "THB", decimals: 2, fenPerMillion: 200_000),
    ForeignCurrency(code: "SGD", decimals: 2, fenPerMillion: 5_300_000),
  ]

  /// The amount in minor units that the bank converted to so many fen.
  func minor(ofFen fen: Int) -> Int { max(1, (fen * 1_000_000 + fenPerMillion / 2) / fenPerMillion) }
}
