/// The three layouts of the sample's feeds, copied from the catalogue by hand.
extension Sheet {
  private static func codes(_ text: String) -> Kind { .code(Set(text.split(separator: " ").map(String.init))) }
  private static let countries = codes("CHN USA GBR JPN KOR SGP MYS THA DEU FRA RUS AUS CAN")

  static let customer = Sheet(
    columns: [
      ("cust_no", .text, true, 20), ("name", .text, true, 60), ("sex", codes("M F U"), false, 0),
      ("birth_date", .date, false, 0),
      ("doc_type", codes("ID18 ID15 HKM TWN HMTRP FPR17 FPR23 PASSPORT MILITARY OTHER"), false, 0),
      ("doc_no", .text, false, 30), ("doc_country", countries, false, 0), ("nationality", countries, false, 0),
      ("phone", .text, false, 20), ("region_code", .text, false, 16), ("address", .text, false, 120),
      ("occupation", .text, false, 16), ("kyc_risk", codes("L M H"), false, 0),
      ("cust_status", codes("A D C X"), true, 0), ("open_date", .date, true, 0), ("branch_no", .text, true, 12),
      ("updated_at", .instant, true, 0),
    ],
    widths: [20, 120, 16, 8, 16, 30, 16, 16, 20, 16, 240, 16, 16, 16, 8, 12, 25])

  static let customerDelta = Sheet(columns: [("op", codes("D I U"), true, 0)] + customer.columns)

  static let card = Sheet(columns: [
    ("op", codes("D I U"), true, 0), ("card_no", .text, true, 19), ("cust_no", .text, true, 20),
    ("card_kind", codes("DEBIT CREDIT"), true, 0), ("account_no", .text, false, 32),
    ("card_acct_no", .text, false, 24), ("product_code", .text, true, 20), ("feature_code", .text, false, 16),
    ("custom_face", codes("Y N"), true, 0), ("holder", codes("MAIN SUPP"), true, 0), ("limit_fen", .money, false, 0),
    ("open_date", .date, true, 0), ("close_date", .date, false, 0), ("status", codes("ACTIVE LOST CLOSED"), true, 0),
  ])

  static let transaction = Sheet(columns: [
    ("txn_id", .text, true, 24), ("card_no", .text, true, 19), ("card_kind", codes("DEBIT CREDIT"), true, 0),
    ("posted_on", .date, true, 0),
    (
      "txn_type",
      codes(
        "PURCHASE INSTAL_PURCHASE PURCHASE_REV REFUND CASH CASH_REV TRANSFER TRANSFER_REV FEE FEE_REV REPAY REPAY_REV"),
      true, 0
    ),
    ("amount_fen", .money, true, 0), ("ccy", codes("CNY USD HKD JPY EUR KRW THB SGD"), true, 0),
    ("amount_minor", .money, true, 0), ("mcc", .text, false, 16), ("campaign_code", .text, false, 20),
    ("overseas", codes("Y N"), true, 0), ("reverses_txn_id", .text, false, 24),
  ])
}
