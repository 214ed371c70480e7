/// The figures that the bank is made to hold, at the chosen size.
///
/// - Source: parts 4 and 4.1 of the domain description; the numbers below are those at 1:10,000.
package struct Calibration: Sendable {
  package let scaling: Scaling

  package init(_ scaling: Scaling) {
    self.scaling = scaling
  }

  /// Persons with an active number on the as-of day (K01).
  package var customers: Int { scaling.scaled(75_500) }
  /// Persons who became customers after the base day and still are (K02.joined).
  package var joined: Int { scaling.scaled(1_790) }
  /// Persons who were customers on the base day and no longer are (K02.left).
  package var left: Int { scaling.scaled(378) }
  /// Of those who joined, persons whose dormant numbers came back to life.
  var revived: Int { min(joined, scaling.scaled(40)) }
  /// Customers who opened their first number between the full history's opening and the base day.
  var joinedBeforeBase: Int { scaling.scaled(360) }
  /// Persons who left between the full history's opening and the base day.
  var leftBeforeBase: Int { scaling.scaled(100) }
  /// Persons who were no customers on any day of the history, but are still listed.
  var former: Int { scaling.scaled(1_130) }

  /// Active numbers by source on the as-of day, in the order CORE, CARD, LOAN, WLTH, MOBI.
  private var activeNumbers: [Int] { scaling.leaves([73_900, 31_400, 6_150, 14_600, 58_900]) }
  package var activeCore: Int { activeNumbers[0] }
  package var activeCard: Int { activeNumbers[1] }
  package var activeLoan: Int { activeNumbers[2] }
  package var activeWealth: Int { activeNumbers[3] }
  package var activeMobile: Int { activeNumbers[4] }
  /// Of them, numbers that settled customers opened within the history.
  var recentLoan: Int { scaling.scaled(240) }
  var recentWealth: Int { scaling.scaled(900) }
  var recentMobile: Int { scaling.scaled(1_200) }
  /// Customers by tier of month-average assets, all but the lowest (K47).
  var tiers: [(tier: Tier, count: Int)] {
    let counts = scaling.leaves([28, 22, 210, 1_650, 3_600, 7_400, 62_590])
    return Array(zip([Tier.privateBanking, .t7, .t6, .t5, .t4, .t3], counts))
  }
  /// Customers known to the card centre alone.
  var cardOnly: Int { max(scaling.scaled(2_000), customers - activeCore) }
  /// Customers with a second active CORE number.
  var secondCore: Int { activeCore - (customers - cardOnly) }
  /// Customers with a second active CARD number.
  var secondCard: Int { scaling.scaled(100) }
  /// Customers with both a CORE and a CARD number.
  var coreAndCard: Int { activeCard - cardOnly - secondCard }
  /// Customers with a closed number beside an active one.
  var closedCore: Int { scaling.scaled(100) }
  var closedCard: Int { scaling.scaled(180) }
  /// Customers of the core bank who come to the card centre within the history.
  var newCardholders: Int { scaling.scaled(600) }

  /// Card spend of the period net of reversals, in fen (K21.DEBIT, K21.CREDIT).
  package var netSpend: [CardKind: Int] {
    let parts = scaling.leaves([86_140_297_713, 64_187_344_142])
    return [.debit: parts[0], .credit: parts[1]]
  }
  /// Reversed card spend of the period, in fen; together K21.reversed.
  package var reversedSpend: [CardKind: Int] {
    let parts = scaling.leaves([412_630_150, 453_750_000])
    return [.debit: parts[0], .credit: parts[1]]
  }

  /// Rows of card_txn of a month, September being the busiest.
  func cardTransactions(inSeptember: Bool) -> Int { scaling.scaled(inSeptember ? 60_000 : 45_000) }
  /// Changes of the numbers' records over the year of the full history.
  var recordChanges: [Source: Int] {
    let counts: [Source: Int] = [.core: 12_000, .card: 3_600, .loan: 480, .wealth: 1_300, .mobile: 8_000]
    return counts.mapValues(scaling.scaled)
  }
  /// Credit card accounts, and supplementary cards on them.
  var creditAccounts: Int { scaling.scaled(16_500) }
  var supplementaryCards: Int { scaling.scaled(400) }
  /// Cards at the opening, cards opened later, and changes of cards, over the year of the full history.
  var openingCards: Int { scaling.scaled(88_000) }
  var laterCards: Int { scaling.scaled(4_000) }
  var cardChanges: Int { scaling.scaled(4_200) }
  /// Branches of the bank; facilities do not grow beyond their real number.
  var branches: Int { min(2_140, max(1, scaling.scaled(2_140))) }
}
