import MartCore

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
  func minor(ofFen fen: Int) -> Int { Self.minor(ofFen: fen, at: fenPerMillion) }

  /// The same at the bank's own rate of the day, where it has one.
  func minor(ofFen fen: Int, on day: BusinessDate) -> Int {
    Self.minor(ofFen: fen, at: DepositCurrency.all.first { $0.code == code }?.rate(on: day) ?? fenPerMillion)
  }

  private static func minor(ofFen fen: Int, at rate: Int) -> Int { max(1, (fen * 1_000_000 + rate / 2) / rate) }
}

/// A currency in which deposits are held, at the bank's own rates.
struct DepositCurrency: Sendable {
  let code: String
  let decimals: Int
  /// Fen of CNY for a million minor units at the ends of the months from September 2023 to September 2024.
  let fenPerMillion: [Int]

  static let all = [
    DepositCurrency(
      code: "USD", decimals: 2,
      fenPerMillion: [
        7_179_800, 7_177_900, 7_101_800, 7_082_700, 7_103_900, 7_103_600, 7_095_000, 7_106_300, 7_108_800, 7_126_800,
        7_134_600, 7_112_400, 7_007_400,
      ]),
    DepositCurrency(
      code: "HKD", decimals: 2,
      fenPerMillion: [
        917_300, 917_500, 909_300, 906_200, 908_800, 907_400, 906_700, 907_900, 909_600, 912_700, 913_500, 912_100,
        902_300,
      ]),
    DepositCurrency(
      code: "JPY", decimals: 0,
      fenPerMillion: [
        4_907_000, 4_801_000, 4_826_000, 5_021_300, 4_825_000, 4_750_000, 4_713_000, 4_538_000, 4_558_000, 4_473_800,
        4_713_000, 4_937_000, 4_913_000,
      ]),
  ]

  /// What the bank gives for so many minor units on the day: at the rate of the last month end.
  func fen(of minor: Int, on day: BusinessDate) -> Int {
    let rate = rate(on: day)
    return (minor.magnitude.multipliedReportingOverflow(by: UInt(rate)).partialValue + 500_000).signed(minor)
      / 1_000_000
  }

  /// The largest amount in minor units that is worth no more than so many fen on the day.
  func minor(within fen: Int, on day: BusinessDate) -> Int { max(0, fen * 1_000_000 / rate(on: day) - 1) }

  /// Fen of CNY for a million minor units on the day: the rate of the last month end.
  func rate(on day: BusinessDate) -> Int {
    let (year, month, _) = day.civil
    let place = (year - 2_023) * 12 + month - 9 - (day.isMonthEnd ? 0 : 1)
    return fenPerMillion[min(max(0, place), fenPerMillion.count - 1)]
  }
}

extension UInt {
  /// The number with the sign of another.
  fileprivate func signed(_ other: Int) -> Int { other < 0 ? -Int(self) : Int(self) }
}
