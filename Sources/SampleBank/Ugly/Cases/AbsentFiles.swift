import MartCore

/// U01: a required file has not come when its night is run.
struct LateFile: UglyCase {
  func spoil(_ site: UglySite) throws {
    guard site.bank.calendar.hasSeptember else { return }
    let entry = UglyEntry(
      id: "U01", feed: "card_txn", date: site.bank.calendar.september(5), rule: "DL-01", exit: 66)
    site.spoil(BadDelivery(entry: entry, turn: .missing, file: nil))
  }
}

/// U02: a feed that may stay away stays away for two nights; what it would have told comes with the third.
struct AbsentFeed: UglyCase {
  private let feed = "community_event"

  func spoil(_ site: UglySite) throws {
    let calendar = site.bank.calendar
    guard calendar.hasSeptember, let writer = FeedList.rowFeed(feed) else { return }
    let later = try site.file(feed, calendar.september(8))
    site.keep(try later.delivered())
    var moved = 0
    for day in [6, 7] {
      let date = calendar.september(day)
      let file = try site.file(feed, date)
      site.keep(try file.delivered())
      for row in writer.rows(site.bank, on: date, atMost: .max, where: { _ in true }) {
        var late = row
        late.outcome = .accepted(late: true)
        later.insert(late)
        moved += 1
      }
      site.withhold(feed, date)
      site.note(
        UglyEntry(
          id: "U02", feed: feed, date: date, file: file.marksAsWritten.dataName, rule: "DL-01",
          night: calendar.september(8)))
    }
    site.note(UglyEntry(id: "U02", feed: feed, date: calendar.september(8), rows: moved), in: later)
  }
}

/// U52: the power goes while this night is made; nothing of its files is wrong.
struct PowerCut: UglyCase {
  func put(into site: UglySite) throws {
    guard site.bank.calendar.hasSeptember else { return }
    site.note(UglyEntry(id: "U52", feed: "card_txn", date: site.bank.calendar.september(5)))
  }
}
