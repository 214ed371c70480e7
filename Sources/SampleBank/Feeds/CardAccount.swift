import MartCore

/// The cards: a delta of separated text.
struct CardAccount: RowFeed {
  let spec = FeedSpec(
    name: "card_account", prefix: "CARD_ACCT_", suffix: ".txt", delivery: .delta, format: BarFormat(),
    control: .lines,
    columns: [
      Column("op", .code, [.required, .operation]), Column("card_no", .text(19), [.required, .key, .luhn]),
      Column("cust_no", .text(20), [.required]), Column("card_kind", .code, [.required]),
      Column("account_no", .text(32)), Column("card_acct_no", .text(24)),
      Column("product_code", .text(20), [.required]), Column("feature_code", .openCode),
      Column("custom_face", .flag, [.required]), Column("holder", .code, [.required]), Column("limit_fen", .fen),
      Column("open_date", .date, [.required]), Column("close_date", .date),
      Column("status", .code, [.required]),
    ],
    totals: [Total(name: "limit_fen", column: "limit_fen")])

  func entries(_ bank: Bank) -> [RollPart<DeltaEntry>] {
    bank.deltas(
      bank.cards.indices, openedOn: { bank.cards[$0].openedOn }, changes: { bank.cards[$0].changes.map(\.on) },
      changed: { bank.cards[$0].state(on: $1) != bank.cards[$0].state(on: $2) })
  }

  func row(_ entry: DeltaEntry, _ bank: Bank, on date: BusinessDate) -> Row {
    let card = bank.cards[entry.index]
    let state = card.state(on: date)
    return Row(fields: [
      entry.operation, .serial(card.serial), bank.numbers[card.holder].field, .text(card.kind.rawValue),
      .optional(card.account), .optional(card.creditAccount), .text(card.product), .text(state.feature.rawValue),
      .flag(state.customFace), .text(card.isSupplementary ? "SUPP" : "MAIN"), card.limit.map { .fen($0) } ?? .null,
      .date(card.openedOn), state.closedOn.map { .date($0) } ?? .null, .text(state.status.rawValue),
    ])
  }

  func withFreshKey(_ fields: [Field], delivery: Int, serial: Int, on date: BusinessDate) -> [Field] {
    var fresh = fields
    let digits = "620991" + String(100_000_000_000 + delivery * 1_000 + serial)
    fresh[0] = .text("I")
    fresh[1] = .text(digits + String(CheckDigits.luhn(digits)))
    return fresh
  }
}
