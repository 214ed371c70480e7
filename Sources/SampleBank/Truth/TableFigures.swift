import MartCore

/// Rows and sums of the mart's tables, counted from what the bank holds.
struct TableFigures {
  let bank: Bank

  /// - cardVersions: accepted rows of card_account; each opens a version of its card.
  func json(cardVersions: Int) -> JSONValue {
    .object([
      ("fact_card_txn", transactions()), ("dim_card", .object([("rows", .number(cardVersions))])),
      ("customer_month", customerMonths()), ("fact_instalment", LoanFigures(bank: bank).instalments()),
      ("fact_touch", .object([("rows", .number(bank.touches.count))])),
      ("fact_channel_event", .object([("rows", .number(bank.events.count))])),
      ("id_xref", .object([("rows_open", .number(bank.numbers.count))])),
    ])
  }

  private func transactions() -> JSONValue {
    let sums: [(String, JSONValue)] = [
      ("amount_fen", .number(bank.transactions.reduce(0) { $0 + $1.fen })),
      ("signed_fen", .number(bank.transactions.reduce(0) { $0 + $1.type.sign * $1.fen })),
    ]
    return .object([("rows", .number(bank.transactions.count)), ("sum", .object(sums))])
  }

  /// Persons and months with card spend; the person is the one who holds the card.
  private func customerMonths() -> JSONValue {
    var months: Set<Int> = []
    var spend = 0
    for transaction in bank.transactions where transaction.type.isSpend {
      let person = bank.numbers[bank.cards[transaction.card].holder].person
      let day = transaction.postedOn.civil
      months.insert(person * 100_000 + day.year * 12 + day.month)
      spend += transaction.type.sign * transaction.fen
    }
    return .object([("rows", .number(months.count)), ("sum", .object([("spend_fen", .number(spend))]))])
  }
}
