import MartTesting
import Testing

/// Every rule of one row, on a file of a retail feed that holds a good row and a dirty one.
@Suite("row rules of the retail contracts") struct RetailRowRulesTests {
  enum Outcome: Sendable { case quarantined, found, kept }

  struct Case: Sendable, CustomTestStringConvertible {
    var rule: String
    var feed: String
    /// How the dirty row differs from a good one.
    var change: [String: String]
    var outcome: Outcome
    /// The column that is named.
    var column: String
    /// A change of the whole file's bytes.
    var damage: (@Sendable (inout [UInt8]) -> Void)?
    var testDescription: String

    init(
      _ rule: String, _ feed: String, _ why: String, _ change: [String: String], _ outcome: Outcome = .quarantined,
      _ column: String = "", damage: (@Sendable (inout [UInt8]) -> Void)? = nil
    ) {
      (self.rule, self.feed, self.change, self.outcome, self.column) = (rule, feed, change, outcome, column)
      self.damage = damage
      testDescription = "\(rule) \(feed): \(why)"
    }
  }

  /// Puts other bytes in the place of the last occurrence of a text.
  static func replacing(_ old: String, _ new: [UInt8]) -> @Sendable (inout [UInt8]) -> Void {
    { bytes in
      let sought = Array(old.utf8)
      let starts = bytes.indices.filter { bytes[$0...].starts(with: sought) }
      if let start = starts.last { bytes.replaceSubrange(start..<(start + sought.count), with: new) }
    }
  }

  static func replacing(_ old: String, _ new: String) -> @Sendable (inout [UInt8]) -> Void {
    replacing(old, Array(new.utf8))
  }

  static let shape = [
    Case("DQ-01", "cif_card", "a field too many", ["cust_status": "C"], damage: replacing("|+|BR01", "|+|x|+|BR01")),
    Case("DQ-01", "cif_wealth", "a field too few", ["cust_status": "C"], damage: replacing("\u{1}BR01", "")),
    Case("DQ-01", "cif_loan", "a comma outside quotes", ["cust_status": "C"], damage: replacing("BR01", "BR,01")),
    Case("DQ-01", "loan_installment", "a field too few", [:], damage: replacing(";DUE", "")),
    Case("DQ-01", "cif_mobile", "an unknown name", ["cust_status": "C"], damage: replacing("\"phone\"", "\"fon\"")),
    Case("DQ-02", "cif_core", "a byte too few", ["cust_status": "C"], .quarantined, "cust_no", damage: nil),
    Case("DQ-03", "cif_core", "no name", ["name": ""], .quarantined, "name"),
    Case("DQ-03", "card_account", "no customer", ["cust_no": ""], .quarantined, "cust_no"),
    Case("DQ-03", "loan_installment", "no amount", ["paid_interest_fen": ""], .quarantined, "paid_interest_fen"),
    Case("DQ-03", "channel_event", "no event type", ["event_type": ""], .quarantined, "event_type"),
    Case(
      "DQ-04", "cif_core", "a cut character in a name", ["name": "ABCD", "cust_status": "C"], .quarantined, "name",
      damage: replacing("ABCD", [0xC3, 0xFF, 0x41, 0x42])),
    Case(
      "DQ-04", "cif_mobile", "U+0000", ["cust_status": "C", "branch_no": "ZZ"], damage: replacing("ZZ", [0x5A, 0])),
    Case(
      "DQ-05", "cif_card", "an address of 300 characters", ["address": String(repeating: "街", count: 300)],
      .quarantined, "address"),
    Case("DQ-06", "cif_card", "2023-02-29", ["birth_date": "20230229"], .quarantined, "birth_date"),
    Case("DQ-06", "cif_loan", "a date of another form", ["open_date": "2015.06.01"], .quarantined, "open_date"),
    Case("DQ-06", "deposit_account", "month 13", ["open_date": "20151301"], .quarantined, "open_date"),
    Case(
      "DQ-06", "channel_event", "a time without offset", ["occurred_at": "2024-09-30T08:00:00"], .quarantined,
      "occurred_at"),
    Case("DQ-07", "card_txn", "posted tomorrow", ["posted_on": "2024-10-01"], .quarantined, "posted_on"),
    Case("DQ-07", "campaign_touch", "of tomorrow", ["biz_date": "2024-10-01"], .quarantined, "biz_date"),
    Case("DQ-07", "card_txn", "of the day before the window: late", ["posted_on": "2024-09-28"], .kept),
    Case("DQ-08", "card_txn", "1,234.56", ["amount_fen": "1,234.56"], .quarantined, "amount_fen"),
    Case("DQ-08", "loan_installment", "12.345", ["paid_principal_fen": "12.345"], .quarantined, "paid_principal_fen"),
    Case("DQ-08", "wealth_position", "units with a point", ["units_e4": "1.5"], .quarantined, "units_e4"),
    Case("DQ-08", "deposit_balance", "letters in an amount", ["net_minor": "12O"], .quarantined, "net_minor"),
    Case(
      "DQ-09", "deposit_balance", "19 nines", ["close_minor": "9999999999999999999"], .quarantined, "close_minor"),
    Case("DQ-09", "card_txn", "20 digits", ["amount_fen": "99999999999999999999"], .quarantined, "amount_fen"),
    Case("DQ-12", "cif_wealth", "a strict code that is unknown", ["kyc_risk": "Z"], .quarantined, "kyc_risk"),
    Case("DQ-12", "deposit_balance", "a currency that is unknown", ["ccy": "XXQ"], .quarantined, "ccy"),
    Case("DQ-12", "card_txn", "a merchant category that is unknown: UNK", ["mcc": "0001"], .found, "mcc"),
    Case("DQ-12", "channel_event", "a channel that is unknown: UNK", ["channel": "FAX"], .found, "channel"),
    Case(
      "DQ-13", "card_txn", "a type before its first day", ["txn_type": "TRANSFER_REV", "posted_on": "2024-06-30"],
      .quarantined, "txn_type"),
  ]

  static let trade =
    ["cif_core", "cif_card", "cif_loan", "cif_wealth", "cif_mobile"].flatMap { feed in
      [
        Case(
          "CIF-01", feed, "neither document nor phone", ["doc_type": "", "doc_no": "", "phone": ""], .quarantined,
          "doc_no"),
        Case("CIF-01", feed, "a document alone", ["phone": ""], .kept),
        Case("CIF-01", feed, "a phone alone", ["doc_type": "", "doc_no": ""], .kept),
        Case(
          "CIF-02", feed, "born in 1899", ["birth_date": "1899-12-31", "doc_type": "", "doc_no": ""], .quarantined,
          "birth_date"),
        Case(
          "CIF-02", feed, "born after the account was opened",
          ["birth_date": "2015-06-02", "doc_type": "", "doc_no": ""], .quarantined, "birth_date"),
        Case("CIF-02", feed, "born on the day", ["birth_date": "2015-06-01", "doc_type": "", "doc_no": ""], .kept),
        Case("CIF-03", feed, "a placeholder for a phone", ["phone": "13800000000"], .kept),
        Case("CIF-04", feed, "a wrong check character", ["doc_no": "110105194912310021"], .found, "doc_no"),
        Case("CIF-04", feed, "no such kind of number", ["doc_no": "12345"], .found, "doc_no"),
        Case("CIF-05", feed, "another birth date than the id's", ["birth_date": "1990-05-02"], .found, "birth_date"),
        Case("CIF-05", feed, "another sex than the id's", ["sex": "F"], .found, "sex"),
        Case("CIF-05", feed, "a sex that is unknown contradicts nothing", ["sex": "U"], .kept),
        Case("CIF-05", feed, "an id that does not hold says nothing", ["doc_type": "OTHER", "sex": "F"], .kept),
      ]
    } + [
      Case("CRD-02", "card_account", "a wrong check digit", ["card_no": "6200000000000001"], .quarantined, "card_no"),
      Case("CRD-02", "card_txn", "a wrong check digit", ["card_no": "6200000000000001"], .quarantined, "card_no"),
      Case("TXN-01", "card_txn", "nothing", ["amount_fen": "0"], .quarantined, "amount_fen"),
      Case("TXN-01", "card_txn", "less than nothing", ["amount_fen": "-1"], .quarantined, "amount_fen"),
      Case("POS-01", "wealth_position", "two fen too many", ["value_fen": "107"], .found, "value_fen"),
      Case("POS-01", "wealth_position", "two fen too few", ["value_fen": "103"], .found, "value_fen"),
      Case("POS-01", "wealth_position", "one fen off", ["value_fen": "106"], .kept),
      Case(
        "POS-01", "wealth_position", "half a fen is rounded up",
        ["units_e4": "5000", "nav_e4": "10100", "value_fen": "51"], .kept),
      Case("POS-01", "wealth_position", "a position that is closed", ["op": "D", "value_fen": "0"], .kept),
      Case("LNK-01", "customer_link", "a manager without a staff number", ["staff_no": ""], .quarantined, "link_type"),
      Case(
        "LNK-01", "customer_link", "the same number twice",
        ["link_type": "SAME", "src_b": "CORE", "cust_b": "C0002", "staff_no": ""], .quarantined, "link_type"),
      Case(
        "LNK-01", "customer_link", "another number of the person",
        ["link_type": "SAME", "src_b": "CARD", "cust_b": "C0002", "staff_no": ""], .kept),
      Case("PEN-01", "pension_event", "of another tax year", ["tax_year": "2023"], .found, "tax_year"),
      Case("INS-01", "insurance_policy", "given back for nothing", ["status": "CANCELLED"], .found, "status"),
      Case("TCH-01", "campaign_touch", "held out, and sent", ["arm": "C"], .quarantined, "outcome"),
      Case("TCH-01", "campaign_touch", "held out", ["arm": "C", "outcome": "HELD", "channel": ""], .kept),
      Case(
        "DEP-01", "deposit_account", "all to the joint holder", ["joint_share_bp": "10000"], .quarantined,
        "joint_share_bp"),
      Case("LON-01", "loan_account", "more than was lent", ["balance_fen": "500001"], .found, "balance_fen"),
      Case("LON-01", "loan_account", "overdue by nothing", ["dpd": "3"], .found, "balance_fen"),
      Case(
        "DQ-15", "channel_event", "a clock ahead by more than ten minutes",
        ["occurred_at": "2024-09-30T08:10:02+08:00"], .found, "occurred_at"),
    ]

  @Test("the dirty row has its outcome, the good one stays", arguments: shape + trade)
  func rule(_ dirty: Case) throws {
    let nights = try RetailNights()
    try nights.night("2024-09-29")
    let row = RetailRows.good(dirty.feed, 2).merging(dirty.change) { $1 }
    var damage = dirty.damage
    if dirty.rule == "DQ-02" { damage = Self.cut(row) }
    try nights.night(
      "2024-09-30",
      RetailNights.Delivery(dirty.feed, [RetailRows.good(dirty.feed), row], damage.map { [.bytes($0)] } ?? []))
    let quarantine = try nights.rows("SELECT rule, column_name FROM journal.quarantine", on: "2024-09-30")
    let findings = try nights.rows("SELECT rule, column_name, count FROM journal.finding", on: "2024-09-30")
    let (named, accepted) = ("\(dirty.rule)|\(dirty.column)", dirty.outcome == .quarantined ? "1" : "2")
    if dirty.rule == "DQ-02" {
      #expect(quarantine.map { String($0.prefix(6)) } == ["DQ-02|"] && findings == [])
    } else {
      #expect(quarantine == (dirty.outcome == .quarantined ? [named] : []))
      #expect(findings == (dirty.outcome == .found ? ["\(named)|1"] : []))
    }
    let kept = "SELECT accepted FROM journal.delivery_total WHERE measure = 'rows'"
    #expect(try nights.rows(kept, on: "2024-09-30") == [accepted])
  }

  /// Takes the last byte of a fixed record away, before its line feed.
  static func cut(_ row: [String: String]) -> @Sendable (inout [UInt8]) -> Void {
    { bytes in
      let ends = bytes.indices.filter { bytes[$0] == 0x0A }
      if ends.count >= 3 { bytes.remove(at: ends[2] - 1) }
    }
  }

  @Test("what a row is kept with: late, UNK, the id's own birth date and sex, an invalid document")
  func keptValues() throws {
    let nights = try RetailNights()
    try nights.night("2024-09-29")
    try nights.night(
      "2024-09-30",
      RetailNights.Delivery(
        "card_txn", [RetailRows.good("card_txn", on: "2024-09-28").merging(["mcc": "0001"]) { $1 }]),
      RetailNights.Delivery(
        "cif_card",
        [
          RetailRows.good("cif_card", 1).merging(["birth_date": "1991-01-01", "sex": "F"]) { $1 },
          RetailRows.good("cif_card", 2).merging(["doc_no": "110105194912310021"]) { $1 },
          RetailRows.good("cif_card", 3).merging(["doc_type": "ID15", "doc_no": "110105491231002", "sex": "F"]) { $1 },
        ]))
    #expect(try nights.rows("SELECT late, mcc FROM stg_card_txn", on: "2024-09-30") == ["1|UNK"])
    #expect(
      try nights.rows(
        "SELECT sex, birth_year, adult_on, document_valid FROM stg_cif_card ORDER BY line_no", on: "2024-09-30") == [
          "M|1990|2008-05-01|1", "M|1990|2008-05-01|0", "F|1949|1967-12-31|1",
        ])
  }

  @Test("the same key twice in a file (DQ-10): a repeat, two in quarantine, or the last one wins")
  func twice() throws {
    let nights = try RetailNights()
    let (txn, loan, card) = (
      RetailRows.good("card_txn"), RetailRows.good("loan_account"), RetailRows.good("cif_card")
    )
    try nights.night(
      "2024-09-30",
      RetailNights.Delivery(
        "card_txn",
        [txn, txn, RetailRows.good("card_txn", 2), RetailRows.good("card_txn", 2).merging(["mcc": "5411"]) { $1 }]),
      RetailNights.Delivery(
        "loan_account", [loan, loan.merging(["balance_fen": "1"]) { $1 }, RetailRows.good("loan_account", 2)]),
      RetailNights.Delivery("cif_card", [card, card.merging(["op": "U", "kyc_risk": "H"]) { $1 }]))
    #expect(
      try nights.rows(
        """
        SELECT d.feed, t.accepted, t.quarantined, t.repeated FROM journal.delivery_total t
        JOIN journal.delivery d ON d.delivery_id = t.delivery_id WHERE t.measure = 'rows' ORDER BY 1
        """, on: "2024-09-30") == ["card_txn|1|2|1", "cif_card|2|0|0", "loan_account|1|2|0"])
    #expect(try nights.rows("SELECT DISTINCT rule FROM journal.quarantine", on: "2024-09-30") == ["DQ-10"])
    #expect(try nights.rows("SELECT kyc_risk, is_current FROM stg_cif_card", on: "2024-09-30") == ["H|1"])
  }
}
