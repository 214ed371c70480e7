import MartCore

/// When and for what the cards of the credit card accounts were used, account by account.
struct CardUses {
  /// Where in `uses` an account's begin; one more than there are accounts.
  private let starts: [UInt32]
  /// By account, and in the order of the transactions.
  private let uses: Roll<Use>

  private struct Use: Sendable {
    let fen: Int
    let day: BusinessDate
    @Packed<UInt32> private(set) var account: Int
    let isSpend: Bool
    let isOtherDebt: Bool

    init(_ transaction: CardTransaction, of account: Int) {
      (fen, day) = (transaction.type.sign * transaction.fen, transaction.postedOn)
      _account = Packed(wrappedValue: account)
      (isSpend, isOtherDebt) = (transaction.type.isSpend, transaction.type.isOtherDebt)
    }
  }

  init(_ accounts: [CreditAccount], _ cards: [Card], _ transactions: Roll<CardTransaction>) {
    let owners = CreditAccount.places(of: cards, in: accounts)
    var starts = [UInt32](repeating: 0, count: accounts.count + 1)
    var uses = Roll<Use>(in: transactions.folder)
    for transaction in transactions where transaction.type.isSpend || transaction.type.isOtherDebt {
      let owner = Int(owners[transaction.card])
      guard owner >= 0 else { continue }
      starts[owner + 1] += 1
      uses.append(Use(transaction, of: owner))
    }
    for account in accounts.indices { starts[account + 1] += starts[account] }
    self.starts = starts
    self.uses = uses.arranged { $0.account }
  }

  private func own(_ account: Int) -> Range<Int> { Int(starts[account])..<Int(starts[account + 1]) }

  /// The days of the account with uses, in order, with spend and other amounts.
  func days(of account: Int) -> [CreditDay] {
    var days: [CreditDay] = []
    for place in own(account) {
      let use = uses[place]
      if days.last?.day != use.day { days.append(CreditDay(day: use.day)) }
      if use.isSpend { days[days.count - 1].spend += use.fen }
      if use.isOtherDebt { days[days.count - 1].other += use.fen }
    }
    return days
  }

  func lastDay(of account: Int) -> BusinessDate? { own(account).last.map { uses[$0].day } }

  /// Whether there is a use after the one day, up to the other.
  func contains(_ account: Int, after first: BusinessDate, through last: BusinessDate) -> Bool {
    own(account).contains { place in
      let day = uses[place].day
      return day > first && day <= last
    }
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
