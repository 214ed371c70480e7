import MartCore

/// Rows and sums of the mart's tables, counted from what the bank holds.
struct TableFigures {
  let bank: Bank

  /// - cardVersions: accepted rows of card_account; each opens a version of its card, as does the day on which its holder's
  ///   number goes to another person.
  /// - consentRows, ledgerRows: accepted rows of customer_consent and of gl_balance; each is one of its table.
  func json(cardVersions: Int, consentRows: Int, ledgerRows: Int) -> JSONValue {
    .object(
      [
        ("fact_card_txn", transactions()), ("dim_card", .object([("rows", .number(cardVersions + handedOn))])),
        ("customer_month", customerMonths()), ("fact_instalment", LoanFigures(bank: bank).instalments()),
        ("fact_risk_event", ProtectionFigures(bank: bank).riskTable()),
        ("fact_card_flow", DebtFigures(bank: bank).flows()),
        ("fact_touch", .object([("rows", .number(bank.touches.count))])),
        ("fact_channel_event", .object([("rows", .number(bank.events.count))])),
        ("fact_loan_stage", .object([("rows", .number(bank.applicationEvents.count))])),
        ("fact_order", orders()), ("fact_pension", pensions()), ("fact_allocation", allocations()),
        ("fact_consent", .object([("rows", .number(consentRows))])),
        ("fact_ledger", .object([("rows", .number(ledgerRows))])),
        ("id_xref", .object([("rows_open", .number(bank.numbers.count))])),
      ] + FacilityFigures(bank: bank).tables() + services())
  }

  /// Cards that another person has since the number changed hands.
  private var handedOn: Int {
    bank.cards.count { card in bank.numbers[card.holder].successor.map { card.openedOn < $0.from } ?? false }
  }

  private func services() -> [(String, JSONValue)] {
    let fen = bank.services.reduce(into: (0, 0)) { sum, service in
      sum.0 += service.fen
      sum.1 += service.kind.sign * service.fen
    }
    let complaints = bank.complaints.filter { !$0.isEnded(by: bank.calendar.opening) }
    let handled = complaints.reduce(0) { $0 + ($1.minutes ?? 0) }
    return [
      table("fact_payment_service", bank.services.count, [("amount_cny_fen", fen.0), ("signed_fen", fen.1)]),
      table("fact_assistant", bank.tasks.count, [("minutes", bank.tasks.reduce(0) { $0 + $1.minutes })]),
      table("fact_community", bank.communityEvents.count, []),
      table("fact_complaint", complaints.count, [("handle_min", handled)]),
      ("mgt_branch_month", .object([("sum", .object(branches(complaints.count)))])),
    ]
  }

  /// What the branches' months add up to.
  private func branches(_ complaints: Int) -> [(String, JSONValue)] {
    let spend = bank.transactions.reduce(0) { $0 + ($1.type.isSpend ? $1.type.sign * $1.fen : 0) }
    return [
      ("spend_fen", .number(spend)), ("appointment_cnt", .number(bank.events.count { $0.type == "APPT_ARRIVE" })),
      ("complaint_cnt", .number(complaints)),
    ]
  }

  private func table(_ name: String, _ rows: Int, _ sums: [(String, Int)]) -> (String, JSONValue) {
    (name, .object([("rows", .number(rows)), ("sum", .object(sums.map { ($0.0, .number($0.1)) }))]))
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
    let complaints = bank.complaints.count { $0.number != nil && !$0.isEnded(by: bank.calendar.opening) }
    let sums: [(String, JSONValue)] = [
      ("spend_fen", .number(spend)), ("order_fen", .number(ordered)), ("complaint_cnt", .number(complaints)),
    ]
    return .object([("sum", .object(sums))])
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
