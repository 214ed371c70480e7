import MartCore

/// U29: accounts whose owners the core bank does not list until five nights later.
struct LateOwners: UglyCase {
  private static let (nights, wanted) = (5, 6)

  func put(into site: UglySite) throws {
    let (bank, calendar) = (site.bank, site.bank.calendar)
    guard calendar.hasSeptember else { return }
    // After the correction of U03: what it restates is made with what is known by then, owners included.
    let days = (10...13).map(calendar.september)
    let byDay = days.map { day in (day, accounts(bank, openedOn: day)) }
    let most = max(1, bank.calibration.scaling.scaled(Self.wanted))
    let best = byDay.max { ($0.1.prefix(most).count, -$0.0.dayNumber) < ($1.1.prefix(most).count, -$1.0.dayNumber) }
    guard let (day, found) = best, !found.isEmpty else { return }
    let orphans = found.prefix(most)
    let owners = Set(orphans.map { bank.accounts[$0].holder }).sorted()
    for date in calendar.dates where date >= day && date < day + Self.nights {
      let file = try site.file("cif_core", date)
      for owner in owners {
        let row = Row(fields: CustomerColumns.fields(of: owner, in: bank, on: date))
        if let place = file.place(of: row) { file.remove(place, row) }
      }
    }
    let last = day + Self.nights - 1
    let all = bank.accounts.filter { owners.contains($0.holder) }
    site.note(
      UglyEntry(
        id: "U29", feed: "deposit_account", date: day, rule: "ORP-01", rows: orphans.count,
        fen: all.reduce(0) { $0 + $1.fen(on: last, bank.balances) },
        subjects: owners.map { "\(bank.numbers[$0].source.rawValue)|\(bank.numbers[$0].number)" },
        counts: [("nights", Self.nights)]))
  }

  /// Accounts of one holder, opened on the day on which the holder became a customer of the core bank. What else the holder has
  /// is in CNY too, so that it adds up.
  private func accounts(_ bank: Bank, openedOn day: BusinessDate) -> [Int] {
    let abroad = Set(bank.accounts.filter { $0.currency != nil }.map(\.holder))
    return bank.accounts.indices.filter { index in
      let account = bank.accounts[index]
      let owner = bank.numbers[account.holder]
      return account.openedOn == day && owner.openedOn == day && account.joint == nil
        && !abroad.contains(account.holder) && account.fen(on: day + Self.nights - 1, bank.balances) > 0
        && owner.changes.allSatisfy { $0.on >= day + Self.nights }
    }
  }
}
