import MartCore

/// Rows beside the bank's own, each refused by one rule: U12, U16, U32, U33, U34, U35, U36, U38, U51.
struct RefusedRows: UglyCase {
  struct Refused: Sendable {
    let id: String
    let feed: String
    let day: Int
    let rule: String
    /// The row as a whole cannot be read.
    var isUnreadable = false
    /// The column that is changed, and to what.
    let column: String
    let field: Field
  }

  private static let rows = [
    Refused(
      id: "U12", feed: "cif_card", day: 6, rule: "DQ-01", isUnreadable: true, column: "address", field: .text("A|+|B")),
    Refused(
      id: "U12", feed: "complaint_ticket", day: 6, rule: "DQ-04", isUnreadable: true, column: "summary",
      field: .raw([0x41, 0x00, 0x42])),
    Refused(
      id: "U11", feed: "complaint_ticket", day: 6, rule: "DQ-06", column: "opened_at",
      field: .text("\u{FEFF}2024-09-01T09:00:00+08:00")),
    Refused(id: "U16", feed: "card_txn", day: 16, rule: "TXN-01", column: "amount_fen", field: .fen(-12_345)),
    Refused(
      id: "U16", feed: "card_txn", day: 16, rule: "DQ-09", column: "amount_fen", field: .text("10000000000000000000")),
    Refused(id: "U16", feed: "card_txn", day: 16, rule: "DQ-08", column: "amount_fen", field: .text("1,234.56")),
    Refused(id: "U16", feed: "card_txn", day: 16, rule: "DQ-08", column: "amount_fen", field: .text("12.345")),
    Refused(id: "U16", feed: "card_txn", day: 16, rule: "DQ-08", column: "amount_fen", field: .text("1.2E3")),
    Refused(id: "U16", feed: "card_txn", day: 16, rule: "DQ-03", column: "amount_fen", field: .null),
    Refused(
      id: "U16", feed: "loan_installment", day: 16, rule: "DQ-09", column: "paid_interest_fen",
      field: .text("10000000000000000000")),
    Refused(
      id: "U16", feed: "loan_installment", day: 16, rule: "DQ-08", column: "paid_interest_fen", field: .text("1.2E3")),
    Refused(id: "U16", feed: "loan_installment", day: 16, rule: "DQ-03", column: "due_interest_fen", field: .null),
    Refused(
      id: "U32", feed: "loan_application", day: 10, rule: "DQ-06", column: "biz_date", field: .text("2023-02-29")),
    Refused(id: "U34", feed: "cif_card", day: 10, rule: "DQ-14", column: "op", field: .text("D")),
    Refused(
      id: "U35", feed: "channel_event", day: 10, rule: "DQ-06", column: "occurred_at",
      field: .text("2024-09-09T10:11:12")),
    Refused(id: "U36", feed: "deposit_balance", day: 10, rule: "DQ-12", column: "ccy", field: .text("XXX")),
    Refused(
      id: "U51", feed: "cif_card", day: 10, rule: "DQ-05", column: "address",
      field: .text(String(repeating: "长", count: 300))),
  ]

  func put(into site: UglySite) throws {
    for row in Self.rows { try put(row, site.bank.calendar.september(row.day), site) }
    let june = site.bank.calendar.night(of: site.bank.calendar.asOf.monthStart - 63)
    try put(tooEarly, june, site)
    try afterwards(site)
  }

  private func put(_ refused: Refused, _ date: BusinessDate, _ site: UglySite) throws {
    guard var row = site.fresh(refused.feed, date) else { return }
    row.set(refused.column, of: site.spec(refused.feed), to: refused.field)
    row.isUnreadable = refused.isUnreadable
    row.outcome = .quarantined(refused.rule)
    try note(row, refused.id, refused.feed, date, refused.rule, site)
  }

  /// U33: a type of transaction on the day before it began.
  private var tooEarly: Refused {
    Refused(id: "U33", feed: "card_txn", day: 0, rule: "DQ-13", column: "txn_type", field: .text("TRANSFER_REV"))
  }

  /// U38: a touch of the day after.
  private func afterwards(_ site: UglySite) throws {
    let (feed, asOf) = ("campaign_touch", site.bank.calendar.asOf)
    guard var row = site.fresh(feed, asOf) else { return }
    row.set("biz_date", of: site.spec(feed), to: .date(asOf + 1))
    row.outcome = .quarantined("DQ-07")
    try note(row, "U38", feed, asOf, "DQ-07", site)
  }

  private func note(
    _ row: Row, _ id: String, _ feed: String, _ date: BusinessDate, _ rule: String, _ site: UglySite
  ) throws {
    var row = row
    if rule == "DQ-13" {
      row.set("posted_on", of: site.spec(feed), to: .date(site.bank.calendar.asOf.monthStart - 63))
      row.set("reverses_txn_id", of: site.spec(feed), to: .null)
    }
    let file = try site.file(feed, date)
    let mark = file.insert(row, at: 60)
    site.note(UglyEntry(id: id, feed: feed, date: date, rule: rule, rows: 1), in: file, mark: mark)
  }
}
