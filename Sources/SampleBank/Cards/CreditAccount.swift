import MartCore

/// What happened to a credit card account on a day, and what is owed at its end.
struct CreditDay: Sendable {
  var day: BusinessDate
  /// Days past due.
  @Packed<UInt16> private(set) var late: Int
  /// Whether a statement was drawn.
  var isStatement = false
  /// Purchases less what was taken back, repayments, and all else, in fen.
  var spend = 0
  var repaid = 0
  var other = 0
  /// Owed at the end of the day, instalments included; negative where too much was paid.
  var overdraft = 0

  init(day: BusinessDate, spend: Int = 0, other: Int = 0, overdraft: Int = 0, late: Int = 0) {
    (self.day, self.spend, self.other, self.overdraft) = (day, spend, other, overdraft)
    _late = Packed(wrappedValue: late)
  }

  /// The least that must be paid and is not; nil where no statement was drawn and nothing is late.
  var due: Int? { isStatement || late > 0 ? min(overdraft, max(5_000, overdraft / 10)) : nil }
}

/// A credit card account, which may have several cards.
package struct CreditAccount: Sendable {
  private let digits: UInt64
  /// Where in `Bank.numbers` the CARD number of the main card's holder is.
  package let holder: Int
  let limit: Int
  let openedOn: BusinessDate
  /// When the last main card was closed.
  let closedOn: BusinessDate?
  /// The part of the debt that is paid back by instalments, at most.
  var instalments = 0
  /// In order of day, from the opening of the files or the account's own on.
  var days = Strip()

  package var number: String { serial.text }
  var serial: Serial { Self.serial(digits) }
  static func serial(_ digits: UInt64) -> Serial { Serial("CA", digits) }

  /// The part of what is owed at the end of the day that is paid back by instalments.
  func instalments(of day: CreditDay) -> Int { min(instalments, max(0, day.overdraft)) }

  func isOpen(on day: BusinessDate) -> Bool { openedOn <= day && closedOn.map { $0 > day } ?? true }

  /// The account as it stood at the end of the day.
  func state(on day: BusinessDate, _ roll: Roll<CreditDay>) -> CreditDay? {
    days.places.reversed().lazy.map { roll[$0] }.first { $0.day <= day }
  }

  /// What is owed at the end of the day, in fen.
  func fen(on day: BusinessDate, _ roll: Roll<CreditDay>) -> Int { state(on: day, roll)?.overdraft ?? 0 }

  /// The limit at the end of the day; none once it is closed.
  func limit(on day: BusinessDate) -> Int { isOpen(on: day) ? limit : 0 }
}

extension CreditAccount {
  /// The accounts behind the credit cards, by the day they were opened.
  static func accounts(of cards: [Card], on last: BusinessDate) -> [CreditAccount] {
    var places: [UInt64: Int] = [:]
    var mains: [[Int]] = []
    for (index, card) in cards.enumerated() {
      guard let account = card.creditDigits, !card.isSupplementary else { continue }
      if let place = places[account] {
        mains[place].append(index)
      } else {
        places[account] = mains.count
        mains.append([index])
      }
    }
    return mains.map { own in
      let first = cards[own[0]]
      let ends = own.compactMap { cards[$0].state(on: last).closedOn }
      return CreditAccount(
        digits: first.creditDigits ?? 0, holder: first.holder, limit: first.limit ?? 0, openedOn: first.openedOn,
        closedOn: ends.count == own.count ? ends.max() : nil)
    }
  }

  /// Where among the accounts the card's is, by card; -1 where it is no credit card.
  static func places(of cards: [Card], in accounts: [CreditAccount]) -> [Int32] {
    let places = Dictionary(
      accounts.indices.map { (accounts[$0].digits, Int32($0)) }, uniquingKeysWith: { first, _ in first })
    return cards.map { $0.creditDigits.flatMap { places[$0] } ?? -1 }
  }
}
