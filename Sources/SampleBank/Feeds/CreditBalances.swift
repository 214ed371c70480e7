import MartCore

/// What is owed on credit cards, one row a day of change: events in separated text.
struct CreditBalances: RowFeed {
  let spec = FeedSpec(
    name: "credit_card_balance", prefix: "CC_BAL_", suffix: ".txt", delivery: .events, format: BarFormat(),
    control: .lines,
    columns: [
      Column("card_acct_no", .text(24), [.required, .key]), Column("cust_no", .text(20), [.required]),
      Column("biz_date", .date, [.required, .businessDate]), Column("overdraft_fen", .fen, [.required]),
      Column("instal_fen", .fen, [.required]), Column("spend_fen", .fen, [.required]),
      Column("repay_fen", .fen, [.required]), Column("other_fen", .fen, [.required]),
      Column("limit_fen", .fen, [.required]), Column("dpd", .integer, [.required]),
      Column("stmt", .flag, [.required]), Column("stmt_fen", .fen), Column("min_due_fen", .fen),
    ],
    totals: [Total(name: "overdraft_fen", column: "overdraft_fen")])

  /// A day of an account.
  struct Entry: Sendable {
    let day: CreditDay
    @Packed<UInt32> private(set) var account: Int

    init(_ day: CreditDay, of account: Int) { (self.day, _account) = (day, Packed(wrappedValue: account)) }
  }

  func entries(_ bank: Bank) -> [RollPart<Entry>] {
    var rows = DeliveryRows<Entry>(bank)
    for (index, account) in bank.credits.enumerated() {
      for day in bank.creditDays[account.days] { rows.append(Entry(day, of: index), on: day.day) }
    }
    return rows.byDelivery(\.day.day)
  }

  func row(_ entry: Entry, _ bank: Bank, on date: BusinessDate) -> Row {
    let (account, day) = (bank.credits[entry.account], entry.day)
    return Row(fields: [
      .serial(account.serial), bank.numbers[account.holder].field, .date(day.day), .fen(day.overdraft),
      .fen(account.instalments(of: day)), .fen(day.spend), .fen(day.repaid), .fen(day.other),
      .fen(account.limit(on: day.day)),
      .number(day.late), .flag(day.isStatement), day.isStatement ? .fen(day.overdraft) : .null,
      day.due.map { .fen($0) } ?? .null,
    ])
  }

  func withFreshKey(_ fields: [Field], delivery: Int, serial: Int, on date: BusinessDate) -> [Field] {
    var fresh = fields
    fresh[0] = .text("CX\(date.compact)\(1_000 + serial)")
    return fresh
  }
}
