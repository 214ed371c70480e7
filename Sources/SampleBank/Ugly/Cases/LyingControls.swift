import MartCore

/// U07: a control or header that does not fit its file.
struct LyingControls: UglyCase {
  private struct Lie: Sendable {
    let feed: String
    let rule: String
    let tell: @Sendable (inout DeliveryMarks) -> Void
  }

  private let lies = [
    Lie(feed: "card_account", rule: "DL-02") { $0.rows += 1 },
    Lie(feed: "loan_installment", rule: "DL-02") { $0.totals[0] -= 1 },
    Lie(feed: "cif_card", rule: "DL-05") { $0.controlDate = $0.date - 1 },
    Lie(feed: "payment_service", rule: "DL-05") { $0.headerDate = $0.date - 1 },
  ]

  func spoil(_ site: UglySite) throws {
    let date = site.bank.calendar.september(12)
    for lie in lies {
      let file = try site.file(lie.feed, date)
      var marks = file.marksAsWritten
      lie.tell(&marks)
      let entry = UglyEntry(id: "U07", feed: lie.feed, date: date, rule: lie.rule, exit: 65)
      let delivered = Delivered(file.spec, marks, content: file.content(marks, file.lines))
      site.spoil(BadDelivery(entry: entry, turn: .refused, file: delivered))
    }
  }
}
