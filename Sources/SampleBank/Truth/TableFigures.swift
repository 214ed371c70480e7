import MartCore

/// Rows and sums of the mart's tables, counted from what the bank holds.
struct TableFigures {
  let bank: Bank

  /// - cardVersions: accepted rows of card_account; each opens a version of its card.
  func json(cardVersions: Int) -> JSONValue {
    .object([
      ("fact_card_txn", transactions()), ("dim_card", .object([("rows", .number(cardVersions))])),
      ("customer_month", customerMonths()), ("fact_instalment", LoanFigures(bank: bank).instalments()),
      ("fact_risk_event", ServiceFigures(bank: bank).riskTable()),
      ("fact_card_flow", DebtFigures(bank: bank).flows()),
      ("fact_touch", .object([("rows", .number(bank.touches.count))])),
      ("fact_channel_event", .object([("rows", .number(bank.events.count))])),
      ("fact_loan_stage", .object([("rows", .number(bank.applicationEvents.count))])),
      ("fact_order", orders()), ("fact_pension", pensions()), ("fact_allocation", allocations()),
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

  /// Spend of the cardholders; which months have a row depends on more than spend.
  private func customerMonths() -> JSONValue {
    let spend = bank.transactions.reduce(0) { $0 + ($1.type.isSpend ? $1.type.sign * $1.fen : 0) }
    let ordered = bank.orders.reduce(0) { $0 + ($1.side == .buy && $1.state == .confirmed ? $1.fen : 0) }
    return .object([("sum", .object([("spend_fen", .number(spend)), ("order_fen", .number(ordered))]))])
  }

  private func orders() -> JSONValue {
    let sums: [(String, JSONValue)] = [
      ("amount_fen", .number(bank.orders.reduce(0) { $0 + $1.fen })),
      ("fee_fen", .number(bank.orders.reduce(0) { $0 + $1.fee })),
    ]
    return .object([("rows", .number(bank.orders.count)), ("sum", .object(sums))])
  }

  private func pensions() -> JSONValue {
    let sums: [(String, JSONValue)] = [
      ("amount_fen", .number(bank.pensionEvents.reduce(0) { $0 + $1.fen })),
      ("signed_fen", .number(bank.pensionEvents.reduce(0) { $0 + $1.kind.sign * $1.fen })),
    ]
    return .object([("rows", .number(bank.pensionEvents.count)), ("sum", .object(sums))])
  }

  private func allocations() -> JSONValue {
    .object([("rows", .number(bank.allocations.reduce(0) { $0 + $1.classes.count }))])
  }
}
