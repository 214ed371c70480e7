extension RetailRows {
  /// One good row of the feeds that few rules speak of.
  static func more(_ feed: String, _ number: Int, on date: String) -> Row {
    switch feed {
    case "customer_link":
      [
        "op": "I", "link_id": "LK\(number)", "link_type": "RM_MAIN", "src_a": "CORE", "cust_a": "C000\(number)",
        "staff_no": "S1", "link_from": "2020-01-01",
      ]
    case "credit_card_balance":
      [
        "card_acct_no": "CA000\(number)", "cust_no": "C000\(number)", "biz_date": date, "overdraft_fen": "1000",
        "instal_fen": "0", "spend_fen": "0", "repay_fen": "0", "other_fen": "1000", "limit_fen": "500000", "dpd": "0",
        "stmt": "N",
      ]
    case "pension_event":
      [
        "event_id": "PE\(number)", "account_no": "DA000\(number)", "cust_no": "C000\(number)", "kind": "CONTRIB",
        "amount_fen": "700000", "tax_year": "2024", "occurred_at": "\(date)T09:00:00+08:00", "biz_date": date,
      ]
    case "insurance_policy":
      [
        "op": "I", "policy_no": "PL000\(number)", "cust_no": "C000\(number)", "product_code": "IN01",
        "pay_mode": "REGULAR", "pay_years": "5", "premium_fen": "100000", "paid_premium_fen": "100000",
        "cover_fen": "900000", "issue_date": "2024-09-20", "cooling_off_to": "2024-10-05", "status": "INFORCE",
      ]
    case "wealth_order":
      [
        "order_no": "O\(number)", "wealth_acct_no": "WA000\(number)", "cust_no": "C000\(number)",
        "product_code": "WM0001", "side": "BUY", "order_type": "NORMAL", "session": "DAY", "settle_mode": "T1",
        "amount_fen": "100000", "units_e4": "1000000", "fee_fen": "0", "state": "CONFIRMED", "cust_risk": "3",
        "channel": "MOB", "ordered_at": "\(date)T10:00:00+08:00", "biz_date": date,
      ]
    default: [:]
    }
  }
}
