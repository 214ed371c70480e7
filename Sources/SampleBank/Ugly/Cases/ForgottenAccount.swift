import MartCore

/// U53: an account that its source forgot for some nights, though all its controls agree: only the ledger misses it.
struct ForgottenAccount: UglyCase {
  func put(into site: UglySite) throws {
    let (bank, calendar) = (site.bank, site.bank.calendar)
    let isFull = calendar.dates.count > 4
    let found = isFull ? calendar.september(25) : calendar.asOf
    let first = isFull ? calendar.asOf.monthStart + 17 : calendar.dates[1] + 1
    let last = isFull ? found - 1 : calendar.asOf - 1
    let account = bank.accounts.first { account in
      account.kind == .time && account.currency == nil && account.joint == nil && account.closedOn == nil
        && account.openedOn >= first && account.openedOn <= last && account.fen(on: calendar.asOf, bank.balances) > 0
        && bank.balances[account.balances].allSatisfy { $0.day <= last } && account.frozenFrom == nil
    }
    guard let account else { return }
    for feed in ["deposit_account", "deposit_balance"] {
      for date in calendar.dates where date >= account.openedOn && date < found {
        try move(feed, account.number, from: date, to: found, site)
      }
    }
    let missed = calendar.night(of: account.openedOn)
    let nights = calendar.dates.filter { $0 >= missed && $0 < found }
    site.note(
      UglyEntry(
        id: "U53", feed: "gl_balance", date: missed, rule: "GL-01", rows: 1,
        fen: account.fen(on: missed, bank.balances),
        counts: nights.map { ("missed \($0)", account.fen(on: $0, bank.balances)) }),
      in: try site.file("gl_balance", missed))
  }

  /// Takes the account's rows out of one delivery and puts them into another, where they are late.
  private func move(
    _ feed: String, _ number: String, from date: BusinessDate, to later: BusinessDate, _ site: UglySite
  ) throws {
    guard let writer = FeedList.rowFeed(feed) else { return }
    let spec = site.spec(feed)
    let rows = writer.rows(site.bank, on: date, atMost: 9) { $0.text("account_no", of: spec) == number }
    for row in rows {
      let (from, to) = (try site.file(feed, date), try site.file(feed, later))
      guard let place = from.place(of: row) else { continue }
      from.remove(place, row)
      var late = row
      if spec.delivery == .events { late.outcome = .accepted(late: true) }
      let mark = to.insert(late, at: 50)
      site.note(UglyEntry(id: "U53", feed: feed, date: later, rows: 1), in: to, mark: mark)
    }
  }
}
