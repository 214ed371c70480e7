import MartCore

/// Builds the credit card accounts: what is owed on the days of the figures, and how that came about.
///
/// The spend of an account's day is that of its cards' transactions. Repayments are the card centre's own: most come
/// by direct debit, and are no card transactions.
struct CreditBuilder {
  let calibration: Calibration
  let calendar: DeliveryCalendar
  let numbers: [CustomerNumber]
  let relations: Relations
  private var random: SeededRandom
  private var accounts: [CreditAccount]
  private let uses: CardUses
  private let scratch: String
  /// By account: how many days it is past due on the as-of day.
  private var late: [Int]
  /// Consumer loans when the story opens, in fen.
  private let loansAtOpening: Int

  init(
    calibration: Calibration, calendar: DeliveryCalendar, numbers: [CustomerNumber], relations: Relations,
    cards: [Card], transactions: Roll<CardTransaction>, loans: [Loan], seed: UInt64
  ) {
    self.calibration = calibration
    self.calendar = calendar
    self.numbers = numbers
    self.relations = relations
    random = SeededRandom(seed: seed, "credit accounts")
    accounts = CreditAccount.accounts(of: cards, on: calendar.asOf)
    scratch = transactions.folder
    uses = CardUses(accounts, cards, transactions)
    late = accounts.map { _ in 0 }
    loansAtOpening = loans.reduce(0) { $0 + ($1.type.isConsumer ? $1.balance(on: calendar.storyOpening) : 0) }
  }

  /// The accounts, and their days.
  mutating func build() -> (accounts: [CreditAccount], days: Roll<CreditDay>) {
    var days = Roll<CreditDay>(in: scratch)
    fallBehind()
    var stock = CreditStock(
      calibration: calibration, calendar: calendar, accounts: accounts, uses: uses, late: late,
      borrows: accounts.map { relations.number(.loan, of: numbers[$0.holder].person) != nil },
      loansAtOpening: loansAtOpening, random: random.fork())
    let plan = stock.plan()
    for index in accounts.indices {
      var path = CreditPath(
        calendar: calendar, account: accounts[index], late: late[index], random: random.fork())
      accounts[index].instalments = plan.instalments[index]
      accounts[index].days = days.put(path.days(plan.amounts.map { $0[index] }, uses.days(of: index)))
    }
    return (accounts.handOver(), days)
  }

  /// Lets accounts fall behind that have not been used since; their holders have no loans, so that no grade of a
  /// loan is worse for it.
  private mutating func fallBehind() {
    var free = accounts.indices.filter { index in
      let account = accounts[index]
      return account.closedOn == nil && relations.number(.loan, of: numbers[account.holder].person) == nil
    }
    random.shuffle(&free)
    for (days, count) in calibration.overdueCards.reversed() {
      for _ in 0..<count {
        let wanted = random.number(in: days)
        let since = calendar.asOf - wanted
        let place = free.lastIndex { index in
          accounts[index].openedOn < since - 60 && uses.lastDay(of: index).map { $0 < since } ?? true
        }
        guard let place else { continue }
        late[free.remove(at: place)] = wanted
      }
    }
  }
}
