import MartCore

/// The posted card transactions: events in separated text with a trailer.
struct CardTxn: RowFeed {
  let spec = FeedSpec(
    name: "card_txn", prefix: "CARD_TXN_", suffix: ".dat.gz", delivery: .events, format: BarFormat(), control: .lines,
    hasTrailer: true,
    columns: [
      Column("txn_id", .text(24), [.required, .key]), Column("card_no", .text(19), [.required, .luhn]),
      Column("card_kind", .code, [.required]), Column("posted_on", .date, [.required, .businessDate]),
      Column("txn_type", .code, [.required]), Column("amount_fen", .fen, [.required, .positive]),
      Column("ccy", .code, [.required, .governs]), Column("amount_minor", .minor, [.required]),
      Column("mcc", .openCode), Column("campaign_code", .text(20)), Column("overseas", .flag, [.required]),
      Column("reverses_txn_id", .text(24)),
    ],
    totals: [
      Total(name: "amount_fen", column: "amount_fen"),
      Total(name: "debit_fen", column: "amount_fen", only: ("card_kind", CardKind.debit.rawValue)),
      Total(name: "credit_fen", column: "amount_fen", only: ("card_kind", CardKind.credit.rawValue)),
    ])

  func entries(_ bank: Bank) -> [Arrivals] {
    bank.calendar.arrivals(bank.transactions, on: \.postedOn, lateBy: \.lateBy)
  }

  func row(_ entry: Int, _ bank: Bank, on date: BusinessDate) -> Row {
    let transaction = bank.transactions[entry]
    let card = bank.cards[transaction.card]
    let minor = transaction.minor
    let fields: [Field] = [
      .serial(transaction.serial), .serial(card.serial), .text(card.kind.rawValue), .date(transaction.postedOn),
      .text(transaction.type.rawValue), .fen(transaction.fen),
      .text(transaction.currency.map { ForeignCurrency.all[$0].code } ?? "CNY"),
      .minor(minor.amount, decimals: minor.decimals), .optional(transaction.categorySerial),
      .optional(transaction.campaign.map { SpendCampaign.all[$0].code }),
      .flag(transaction.currency != nil), .optional(transaction.reverses.map { bank.transactions[$0].serial }),
    ]
    return Row(fields: fields, outcome: .accepted(late: transaction.lateBy > 0))
  }

  func withFreshKey(_ fields: [Field], delivery: Int, serial: Int, on date: BusinessDate) -> [Field] {
    var fresh = fields
    fresh[0] = .text("X\(date.compact.dropFirst(2))-\(String(10_000_000 + serial).dropFirst())")
    return fresh
  }
}
