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

  /// A balance, by where it stands.
  struct Entry: Sendable {
    @Packed<UInt32> var account: Int
    @Packed<UInt16> var place: Int
    /// Shows what the account held before the files began.
    let isOpening: Bool

    func day(_ bank: Bank) -> BusinessDate {
      isOpening ? bank.calendar.opening : bank.accounts[account].balances[place].day
    }
  }

  func entries(_ bank: Bank) -> [[Entry]] {
    var rows: [[Entry]] = bank.calendar.dates.map { _ in [] }
    for (index, account) in bank.accounts.enumerated() {
      let isOld = account.isOpen(on: bank.calendar.opening)
      let first = account.balances.firstIndex { $0.day > bank.calendar.opening } ?? account.balances.count
      if isOld, first > 0 {
        rows[0].append(Entry(account: index, place: first - 1, isOpening: true))
      }
      for place in first..<account.balances.count {
        guard let delivery = bank.calendar.delivery(holding: account.balances[place].day) else { continue }
        rows[delivery].append(Entry(account: index, place: place, isOpening: false))
      }
    }
    for delivery in rows.indices.dropFirst() {
      rows[delivery].sort { ($0.day(bank), $0.account) < ($1.day(bank), $1.account) }
    }
    return rows
  }

  func row(_ entry: Entry, _ bank: Bank, on date: BusinessDate) -> Row {
    let account = bank.accounts[entry.account]
    let balance = account.balances[entry.place]
    let isFirst = entry.isOpening || entry.place == 0
    let before = isFirst ? Balance(day: balance.day, minor: 0, fen: 0) : account.balances[entry.place - 1]
    let net = balance.minor - before.minor
    let currency = account.currency.map { DepositCurrency.all[$0] }
    return Row(fields: [
      .text(account.number), .date(entry.day(bank)), .text(currency?.code ?? "CNY"),
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
