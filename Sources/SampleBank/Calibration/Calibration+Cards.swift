/// What is owed on credit cards.
extension Calibration {
  /// Owed on cards on the as-of day, in fen: the positive part alone (K23.CARD_OVERDRAFT); all parts of K23 add up.
  package var overdraftNow: Int {
    scaling.scaled(10_126_488_040) - loanBalances.prefix(2).reduce(0, +)
  }
  /// The same on the base day (K24.base_CARD_OVERDRAFT).
  package var overdraftBase: Int { scaling.leaves([2_240_011_300, 975_000_000, 5_945_200_000])[2] }
  /// Consumer loans and card debt together when the story opens (K24.yoy_base).
  package var consumerCreditAtOpening: Int { scaling.scaled(8_945_000_000) }
  /// The part of `overdraftNow` that is paid back by instalments (K23.instal).
  package var instalments: Int { scaling.scaled(1_862_400_000) }

  /// Accounts past due on the as-of day, by days.
  var overdueCards: [(days: ClosedRange<Int>, count: Int)] {
    let days = [1...30, 31...60, 61...90, 91...120, 121...180, 181...240]
    return Array(zip(days, scaling.leaves([130, 52, 30, 14, 18, 9])))
  }
}
