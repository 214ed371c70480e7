import MartCore

/// The balances of deposit accounts, one row a day of change: events in fixed-width records.
struct DepositBalances: RowFeed {
  let spec = FeedSpec(
    name: "deposit_balance", prefix: "DPBAL_", suffix: ".dat.gz", delivery: .events, format: FixFormat(),
    control: .envelope,
    columns: [
      Column("account_no", .text(32), [.required, .key]), Column("biz_date", .date, [.required, .businessDate]),
      Column("ccy", .code, [.required, .governs]), Column("net_minor", .minor, [.required]),
      Column("close_minor", .minor, [.required]), Column("net_cny_fen", .fen, [.required]),
      Column("close_cny_fen", .fen, [.required]),
    ],
    totals: [
      Total(name: "net_cny_fen", column: "net_cny_fen"), Total(name: "close_cny_fen", column: "close_cny_fen"),
    ])

  /// A balance, the one before it, and what is told of its account: that is looked up day by day otherwise, far apart.
  struct Entry: Sendable {
    let balance: Balance
    /// Of no amount where there is none.
    let before: Balance
    let account: UInt64
    @PackedPlace<UInt8> private(set) var currency: Int?
    /// Shows what the account held before the files began.
    let isOpening: Bool

    init(_ balance: Balance, before: Balance?, of account: DepositAccount, isOpening: Bool = false) {
      (self.balance, self.isOpening) = (balance, isOpening)
      self.before = before ?? Balance(day: balance.day, minor: 0, fen: 0)
      (self.account, _currency) = (account.shortNumber, PackedPlace(wrappedValue: account.currency))
    }
  }

  func entries(_ bank: Bank) -> [RollPart<Entry>] {
    var rows = DeliveryRows<Entry>(bank)
    for account in bank.accounts {
      let balances = bank.balances[account.balances]
      let isOld = account.isOpen(on: bank.calendar.opening)
      let first = balances.firstIndex { $0.day > bank.calendar.opening } ?? balances.count
      if isOld, first > 0 {
        rows.append(Entry(balances[first - 1], before: nil, of: account, isOpening: true), on: bank.calendar.opening)
      }
      for place in first..<balances.count {
        let before = place > 0 ? balances[place - 1] : nil
        rows.append(Entry(balances[place], before: before, of: account), on: balances[place].day)
      }
    }
    return rows.byDelivery { $0.isOpening ? bank.calendar.opening : $0.balance.day }
  }

  func row(_ entry: Entry, _ bank: Bank, on date: BusinessDate) -> Row {
    let (balance, before) = (entry.balance, entry.before)
    let net = balance.minor - before.minor
    let currency = entry.currency.map { DepositCurrency.all[$0] }
    return Row(fields: [
      .serial(DepositAccount.serial(entry.account)), .date(entry.isOpening ? bank.calendar.opening : balance.day),
      .text(currency?.code ?? "CNY"),
      .minor(net, decimals: currency?.decimals ?? 2), .minor(balance.minor, decimals: currency?.decimals ?? 2),
      .fen(net == 0 ? 0 : balance.fen - before.fen), .fen(balance.fen),
    ])
  }

  func withFreshKey(_ fields: [Field], delivery: Int, serial: Int, on date: BusinessDate) -> [Field] {
    var fresh = fields
    fresh[0] = .text("0299\(date.compact)\(1_000 + serial)")
    return fresh
  }
}
