import Testing

/// Rules over balances, debts, orders and contributions that need other deliveries or feeds.
@Suite("journal rules over money of the retail contracts") struct RetailMoneyRulesTests {
  typealias Row = RetailRows.Row

  private func row(_ feed: String, _ number: Int = 1, on date: String = "2024-09-30", _ change: Row = [:]) -> Row {
    RetailRows.good(feed, number, on: date).merging(change) { $1 }
  }

  private func delivery(_ feed: String, _ rows: Row...) -> RetailNights.Delivery { RetailNights.Delivery(feed, rows) }

  /// What a rule says of rows on a date: feed, business date of the delivery and line.
  private func said(_ nights: RetailNights, _ rule: String, on date: String) throws -> [String] {
    try nights.outcomes(on: date).filter { $0.hasSuffix("|\(rule)") }.map { line in
      line.split(separator: "|").prefix(3).joined(separator: "|")
    }
  }

  @Test(
    "BAL-01: a balance that is not the one before plus the day's net is found; the one that fills the gap ends that")
  func deposits() throws {
    let nights = try RetailNights()
    try nights.night("2024-09-28", delivery("deposit_balance", row("deposit_balance", on: "2024-09-28")))
    let next = row("deposit_balance", on: "2024-09-30", ["net_minor": "1000", "close_minor": "9000"])
    try nights.night("2024-09-30", delivery("deposit_balance", next))
    #expect(try said(nights, "BAL-01", on: "2024-09-30") == ["deposit_balance|2024-09-30|2"])
    let between = row("deposit_balance", on: "2024-09-29", ["net_minor": "3000", "close_minor": "8000"])
    try nights.night("2024-10-01", delivery("deposit_balance", between))
    #expect(try said(nights, "BAL-01", on: "2024-10-01") == [])
  }

  @Test("BAL-02: an overdraft that does not follow from the day's spend, repayment and rest is found")
  func overdrafts() throws {
    let nights = try RetailNights()
    let first = row("credit_card_balance", on: "2024-09-29")
    try nights.night("2024-09-29", delivery("credit_card_balance", first))
    let good = row(
      "credit_card_balance", 1, ["overdraft_fen": "1300", "spend_fen": "500", "repay_fen": "200", "other_fen": "0"])
    let bad = row("credit_card_balance", 2, ["overdraft_fen": "1001"])
    try nights.night("2024-09-30", delivery("credit_card_balance", good, bad))
    #expect(try said(nights, "BAL-02", on: "2024-09-30") == ["credit_card_balance|2024-09-30|2"])
  }

  @Test("LON-02: days past due that the unpaid instalments contradict are found; a payment taken back counts again")
  func daysPastDue() throws {
    let nights = try RetailNights()
    let unpaid = row("loan_installment", 1, ["due_date": "2024-09-20"])
    let paid = unpaid.merging([
      "op": "U", "paid_principal_fen": "1000", "paid_interest_fen": "50", "paid_on": "2024-09-29", "state": "PAID",
    ]) { $1 }
    let late = row("loan_account", 1, ["dpd": "8", "overdue_fen": "1050"])
    try nights.night("2024-09-28", delivery("loan_installment", unpaid), delivery("loan_account", late))
    #expect(try said(nights, "LON-02", on: "2024-09-28") == [])
    try nights.night(
      "2024-09-29", delivery("loan_installment", paid),
      delivery("loan_account", late.merging(["dpd": "9"]) { $1 }))
    #expect(try said(nights, "LON-02", on: "2024-09-29") == ["loan_account|2024-09-29|2"])
    try nights.night(
      "2024-09-30", delivery("loan_installment", unpaid.merging(["op": "U"]) { $1 }),
      delivery("loan_account", late.merging(["dpd": "10"]) { $1 }))
    #expect(try said(nights, "LON-02", on: "2024-09-30") == ["loan_account|2024-09-29|2"])
  }

  @Test("PEN-02: contributions of a year above the cap are found at the one that exceeds it; taken back, they are not")
  func pensions() throws {
    let nights = try RetailNights()
    let first = row("pension_event", 1, on: "2024-09-28", ["cust_no": "C0001"])
    let second = row("pension_event", 2, on: "2024-09-29", ["cust_no": "C0001", "account_no": "DA0002"])
    try nights.night("2024-09-28", delivery("pension_event", first))
    #expect(try said(nights, "PEN-02", on: "2024-09-28") == [])
    try nights.night("2024-09-29", delivery("pension_event", second))
    #expect(try said(nights, "PEN-02", on: "2024-09-29") == ["pension_event|2024-09-29|2"])
    let back = row(
      "pension_event", 3, ["cust_no": "C0001", "account_no": "DA0002", "kind": "CONTRIB_REV", "reverses_id": "PE2"])
    try nights.night("2024-09-30", delivery("pension_event", back))
    #expect(try said(nights, "PEN-02", on: "2024-09-30") == [])
  }

  @Test(
    "SUI-01: a purchase above the customer's risk, or after the assessment expired, is found; the day of order decides")
  func suitability() throws {
    let nights = try RetailNights()
    let careful = row("cif_wealth", 1, ["investor_risk": "3", "investor_risk_to": "2024-09-29"])
    try nights.night(
      "2024-09-27", delivery("cif_wealth", careful), delivery("wealth_product", row("wealth_product")))
    try nights.night("2024-09-29", delivery("wealth_product", row("wealth_product", 1, ["risk_level": "4"])))
    func order(_ number: Int, _ day: String, _ change: Row = [:]) -> Row {
      row(
        "wealth_order", number,
        ["wealth_acct_no": "WA0001", "cust_no": "C0001", "ordered_at": "\(day)T22:00:00+08:00"].merging(change) { $1 })
    }
    try nights.night(
      "2024-09-30",
      delivery(
        "wealth_order", order(1, "2024-09-28"), order(2, "2024-09-29"), order(3, "2024-09-29", ["side": "SELL"]),
        order(4, "2024-09-30", ["product_code": "WM0001"]), order(5, "2024-09-30", ["state": "REJECTED"])))
    #expect(
      try said(nights, "SUI-01", on: "2024-09-30") == ["wealth_order|2024-09-30|2", "wealth_order|2024-09-30|4"])
    #expect(try nights.rows("SELECT COUNT(*) FROM stg_wealth_order", on: "2024-09-30") == ["5"])
  }

  @Test(
    "DQ-16: a foreign balance more than one percent off the rate of the day is found; a Sunday has its Friday's rate")
  func foreignBalances() throws {
    let nights = try RetailNights()
    func dollars(_ number: Int, _ fen: String, on date: String) -> Row {
      row(
        "deposit_balance", number, on: date,
        ["ccy": "USD", "net_minor": "10000", "close_minor": "10000", "net_cny_fen": fen, "close_cny_fen": fen])
    }
    // 7.1124 from 31 August on, a Saturday; 1 September is a Sunday.
    try nights.night(
      "2024-09-01",
      delivery(
        "deposit_balance", dollars(1, "71124", on: "2024-09-01"), dollars(2, "71800", on: "2024-09-01"),
        dollars(3, "70300", on: "2024-09-01")))
    #expect(try said(nights, "DQ-16", on: "2024-09-01") == ["deposit_balance|2024-09-01|4"])
  }
}
