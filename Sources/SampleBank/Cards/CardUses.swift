import MartCore

/// When and for what the cards of the credit card accounts were used: where the transactions are, account by account.
struct CardUses {
  private let transactions: [CardTransaction]
  /// Where in `places` an account's begin; one more than there are accounts.
  private var starts: [UInt32]
  /// Where in `transactions` they are, in their order.
  private var places: [UInt32]

  init(_ accounts: [CreditAccount], _ cards: [Card], _ transactions: [CardTransaction]) {
    self.transactions = transactions
    let owners = CreditAccount.places(of: cards, in: accounts)
    func owner(_ transaction: CardTransaction) -> Int? {
      guard transaction.type.isSpend || transaction.type.isOtherDebt else { return nil }
      return owners[transaction.card] < 0 ? nil : Int(owners[transaction.card])
    }
    var starts = [UInt32](repeating: 0, count: accounts.count + 1)
    for transaction in transactions { if let owner = owner(transaction) { starts[owner + 1] += 1 } }
    for account in accounts.indices { starts[account + 1] += starts[account] }
    var places = [UInt32](repeating: 0, count: Int(starts[accounts.count]))
    var next = starts
    for (index, transaction) in transactions.enumerated() {
      guard let owner = owner(transaction) else { continue }
      places[Int(next[owner])] = UInt32(index)
      next[owner] += 1
    }
    (self.starts, self.places) = (starts, places)
  }

  private func own(_ account: Int) -> Range<Int> { Int(starts[account])..<Int(starts[account + 1]) }

  private func day(_ use: Int) -> BusinessDate { transactions[Int(places[use])].postedOn }

  /// The days of the account with uses, in order, with spend and other amounts.
  func days(of account: Int) -> [CreditDay] {
    var days: [CreditDay] = []
    for use in own(account) {
      let transaction = transactions[Int(places[use])]
      if days.last?.day != transaction.postedOn { days.append(CreditDay(day: transaction.postedOn)) }
      let (last, fen) = (days.count - 1, transaction.type.sign * transaction.fen)
      if transaction.type.isSpend { days[last].spend += fen }
      if transaction.type.isOtherDebt { days[last].other += fen }
    }
    return days
  }

  func lastDay(of account: Int) -> BusinessDate? { own(account).last.map(day) }

  /// Whether there is a use after the one day, up to the other.
  func contains(_ account: Int, after first: BusinessDate, through last: BusinessDate) -> Bool {
    own(account).contains { day($0) > first && day($0) <= last }
  }
}

extension TransactionType {
  /// Whether it adds to what is owed, without being spend or a repayment.
  fileprivate var isOtherDebt: Bool {
    switch self {
    case .cash, .cashReversal, .fee, .feeReversal: true
    default: false
    }
  }
}
