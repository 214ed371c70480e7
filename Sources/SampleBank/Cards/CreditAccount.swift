import MartCore

/// What happened to a credit card account on a day, and what is owed at its end.
struct CreditDay: Sendable {
  var day: BusinessDate
  /// Purchases less what was taken back, repayments, and all else, in fen.
  var spend = 0
  var repaid = 0
  var other = 0
  /// Owed at the end of the day, instalments included; negative where too much was paid.
  var overdraft = 0
  var instalments = 0
  /// Days past due.
  var late = 0
  /// Whether a statement was drawn.
  var isStatement = false
  /// The least that must be paid and is not; nil where no statement was drawn and nothing is late.
  var due: Int?
}

/// A credit card account, which may have several cards.
package struct CreditAccount: Sendable {
  package let number: String
  /// Where in `Bank.numbers` the CARD number of the main card's holder is.
  package let holder: Int
  let limit: Int
  let openedOn: BusinessDate
  /// When the last main card was closed.
  let closedOn: BusinessDate?
  /// In order of day, from the opening of the files or the account's own on.
  var days: [CreditDay] = []

  func isOpen(on day: BusinessDate) -> Bool { openedOn <= day && closedOn.map { $0 > day } ?? true }

  /// The account as it stood at the end of the day.
  func state(on day: BusinessDate) -> CreditDay? { days.last { $0.day <= day } }

  /// What is owed at the end of the day, in fen.
  package func fen(on day: BusinessDate) -> Int { state(on: day)?.overdraft ?? 0 }

  /// The limit at the end of the day; none once it is closed.
  func limit(on day: BusinessDate) -> Int { isOpen(on: day) ? limit : 0 }
}

extension CreditAccount {
  /// The accounts behind the credit cards, by the day they were opened.
  static func accounts(of cards: [Card], on last: BusinessDate) -> [CreditAccount] {
    var mains: [String: [Card]] = [:]
    var order: [String] = []
    for card in cards {
      guard let account = card.creditAccount, !card.isSupplementary else { continue }
      if mains[account] == nil { order.append(account) }
      mains[account, default: []].append(card)
    }
    return order.compactMap { number in
      guard let own = mains[number], let first = own.first else { return nil }
      let ends = own.compactMap { $0.state(on: last).closedOn }
      return CreditAccount(
        number: number, holder: first.holder, limit: first.limit ?? 0, openedOn: first.openedOn,
        closedOn: ends.count == own.count ? ends.max() : nil)
    }
  }
}
