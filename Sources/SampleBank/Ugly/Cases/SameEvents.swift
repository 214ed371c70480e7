import MartCore

/// U37: an event twice, the same; and two events of one id that differ.
struct SameEvents: UglyCase {
  func put(into site: UglySite) throws {
    for (feed, column) in [("channel_event", "staff_no"), ("payment_service", "card_country")] {
      let spec = site.spec(feed)
      guard let found = try first(feed, site) else { continue }
      let date = found.file.date
      var again = found.row
      again.outcome = .repeated
      let mark = found.file.insert(again, at: 100)
      site.note(UglyEntry(id: "U37", feed: feed, date: date, rows: 1), in: found.file, mark: mark)
      guard var first = site.fresh(feed, date) else { continue }
      first.outcome = .quarantined("DQ-10")
      var second = first
      second.set(column, of: spec, to: first.fields[spec.index(of: column) ?? 0] == .null ? .text("CHN") : .null)
      for row in [first, second] {
        let mark = found.file.insert(row, at: 100)
        site.note(UglyEntry(id: "U37", feed: feed, date: date, rule: "DQ-10", rows: 1), in: found.file, mark: mark)
      }
    }
  }

  /// The first row of the bank since 18 September: a small one does not do everything every day.
  private func first(_ feed: String, _ site: UglySite) throws -> Found? {
    let calendar = site.bank.calendar
    for date in calendar.dates where date >= calendar.september(18) {
      if let found = try site.find(feed, date, where: { _ in true }) { return found }
    }
    return nil
  }
}
