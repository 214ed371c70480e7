import Contracts

/// One good row of every retail feed; the number tells rows of a feed, and what belongs together, apart.
enum RetailRows {
  typealias Row = [String: String]

  static func good(_ feed: String, _ number: Int = 1, on date: String = "2024-09-30") -> Row {
    switch feed {
    case "cif_core", "cif_card", "cif_loan", "cif_wealth", "cif_mobile": customer(number)
    case "deposit_account": account(number)
    case "deposit_balance":
      [
        "account_no": "DA000\(number)", "biz_date": date, "ccy": "CNY", "net_minor": "5000", "close_minor": "5000",
        "net_cny_fen": "5000", "close_cny_fen": "5000",
      ]
    case "card_account":
      [
        "op": "I", "card_no": card(number), "cust_no": "C000\(number)", "card_kind": "DEBIT",
        "account_no": "DA000\(number)", "product_code": "CD01", "feature_code": "NONE", "custom_face": "N",
        "holder": "MAIN", "open_date": "2020-01-01", "status": "ACTIVE",
      ]
    case "card_txn":
      [
        "txn_id": "T\(number)", "card_no": card(1), "card_kind": "DEBIT", "posted_on": date, "txn_type": "PURCHASE",
        "amount_fen": "10000", "ccy": "CNY", "amount_minor": "10000", "mcc": "5999", "overseas": "N",
      ]
    case "loan_account": loan(number)
    case "loan_installment":
      [
        "op": "I", "loan_no": "LN000\(number)", "period_no": "1", "due_date": "2024-10-20",
        "due_principal_fen": "1000", "due_interest_fen": "50", "paid_principal_fen": "0", "paid_interest_fen": "0",
        "state": "DUE",
      ]
    case "wealth_product":
      [
        "product_code": "WM000\(number)", "name": "固收理财", "asset_class": "WMP", "aum_kind": "WMP", "risk_level": "2",
        "partner_code": "P1", "partner_grade": "A", "nav_e4": "10500", "first_offer": "2023-01-01",
        "min_buy_fen": "100", "pension_eligible": "N", "settle_modes": "T1", "status": "OFFERED",
      ]
    case "wealth_position":
      [
        "op": "I", "wealth_acct_no": "WA000\(number)", "cust_no": "C000\(number)", "product_code": "WM0001",
        "pension": "N", "units_e4": "10001", "nav_e4": "10500", "value_fen": "105",
      ]
    case "campaign_touch":
      [
        "op": "I", "touch_id": "TC\(number)", "source": "BRAIN", "campaign_code": "AUM24", "src": "CORE",
        "cust_no": "C000\(number)", "arm": "T", "channel": "SMS", "model_version": "M1",
        "planned_at": "2024-09-30T08:00:00+08:00", "outcome": "SENT", "biz_date": date,
      ]
    case "channel_event":
      [
        "event_id": "E\(number)", "src": "MOBI", "cust_no": "C000\(number)", "channel": "MOB", "event_type": "LOGIN",
        "occurred_at": "2024-09-30T08:00:00+08:00", "received_at": "2024-09-30T08:00:01+08:00", "biz_date": date,
      ]
    case "facility":
      [
        "facility_no": "A2000\(number)", "kind": "ATM", "parent_no": "BR01", "name": "自助服务区\(number)号",
        "region_code": "110101", "scene": "COMMUNITY", "open_date": "2020-01-0\(number)", "status": "OPEN",
        "passbook_upgrade": "Y", "hours": "24H",
      ]
    case "payment_service":
      [
        "service_id": "PS\(number)", "kind": "FXEX", "facility_no": "A20001", "quantity": "1", "ccy": "EUR",
        "amount_minor": "10000", "amount_cny_fen": "77500", "occurred_at": "2024-09-30T08:00:00+08:00",
        "biz_date": date,
      ]
    default: RetailRows.more(feed, number, on: date)
    }
  }

  private static func customer(_ number: Int) -> Row {
    [
      "op": "I", "cust_no": "C000\(number)", "name": "王小明", "sex": "M", "birth_date": "1990-05-01",
      "doc_type": "ID18", "doc_no": resident("19900501", number), "doc_country": "CHN", "nationality": "CHN",
      "phone": "1390000000\(number)", "kyc_risk": "L", "cust_status": "A", "open_date": "2015-06-01",
      "branch_no": "BR01", "updated_at": "2024-09-30T01:00:00+08:00",
    ]
  }

  private static func account(_ number: Int) -> Row {
    [
      "op": "I", "account_no": "DA000\(number)", "acct_type": "DEMAND", "ccy": "CNY", "cust_no": "C000\(number)",
      "product_code": "DP01", "branch_no": "BR01", "open_date": "2015-06-01", "status": "OPEN",
      "open_mode": "COUNTER", "manage_level": "I", "protect_level": "1", "messenger": "N", "tp_pay": "N",
    ]
  }

  private static func loan(_ number: Int) -> Row {
    [
      "loan_no": "LN000\(number)", "cust_no": "C000\(number)", "loan_type": "MORTGAGE", "principal_fen": "500000",
      "balance_fen": "400000", "overdue_fen": "0", "dpd": "0", "src_grade": "PASS", "impaired": "N",
      "restructured": "N", "technical": "N", "coll_type": "HOUSE", "coll_value_fen": "900000", "limit_fen": "500000",
      "contactless": "N", "start_date": "2020-01-01", "branch_no": "BR01", "status": "ACTIVE",
    ]
  }

  /// A resident identity number whose digits tell a man (`isMan`) born on that day, yyyymmdd.
  static func resident(_ birth: String, _ number: Int, isMan: Bool = true) -> String {
    let body = "110101\(birth)\(pad2(number))\(isMan ? 1 : 2)"
    return body + (Checksum.mod11_2(Array(body.unicodeScalars)[...]).map(String.init) ?? "")
  }

  /// A card number that holds by Luhn.
  static func card(_ number: Int) -> String {
    let body = "62000000000000\(number)"
    let sum = body.reversed().enumerated().reduce(0) { sum, digit in
      let value = digit.element.wholeNumberValue ?? 0
      let twice = value * 2 > 9 ? value * 2 - 9 : value * 2
      return sum + (digit.offset % 2 == 0 ? twice : value)
    }
    return body + String((10 - sum % 10) % 10)
  }

  private static func pad2(_ number: Int) -> String { number < 10 ? "0\(number)" : "\(number)" }
}
