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

  /// A day of an account, by where it stands.
  struct Entry: Sendable {
    @Packed<UInt32> var account: Int
    @Packed<UInt32> var place: Int
  }

  func entries(_ bank: Bank) -> [[Entry]] {
    var rows: [[Entry]] = bank.calendar.dates.map { _ in [] }
    for (index, account) in bank.credits.enumerated() {
      for (place, day) in account.days.enumerated() {
        guard let delivery = bank.calendar.delivery(holding: day.day) else { continue }
        rows[delivery].append(Entry(account: index, place: place))
      }
    }
    for delivery in rows.indices.dropFirst() {
      rows[delivery].sort { left, right in
        let days = (bank.credits[left.account].days[left.place].day, bank.credits[right.account].days[right.place].day)
        return (days.0, left.account) < (days.1, right.account)
      }
    }
    return rows
  }

  func row(_ entry: Entry, _ bank: Bank, on date: BusinessDate) -> Row {
    let account = bank.credits[entry.account]
    let day = account.days[entry.place]
    return Row(fields: [
      .text(account.number), .text(bank.numbers[account.holder].number), .date(day.day), .fen(day.overdraft),
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
