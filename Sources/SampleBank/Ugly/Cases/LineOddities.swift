import MartCore

/// U11: lines that end as on another system, a last line without an end, a blank last line, a mark of byte order.
struct LineOddities: UglyCase {
  private let changes: [(feed: String, change: @Sendable (inout DeliveryFile.Spelling) -> Void)] = [
    ("customer_link", { $0.lineEnd = [0x0D, 0x0A] }), ("loan_application", { $0.endsWithLineEnd = false }),
    ("pension_event", { $0.hasBlankLastLine = true }), ("cif_loan", { _ in }),
  ]

  func put(into site: UglySite) throws {
    let date = site.bank.calendar.september(11)
    for (feed, change) in changes {
      let file = try site.file(feed, date)
      change(&file.spelling)
      site.note(UglyEntry(id: "U11", feed: feed, date: date, rows: file.tally.announced), in: file)
    }
  }
}
