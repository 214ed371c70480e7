import MartCore

/// U45: one person with two pension accounts, into which a fen more was paid in a year than may be; and a contribution
/// of New Year's Eve that was posted in the new year.
struct TwoPensions: UglyCase {
  private static let cap = 1_200_000

  func plant(in bank: inout Bank) {
    let paid = contributions(bank)
    guard let (one, other) = pair(paid, bank) else { return }
    let excess = (paid[one] ?? 0) + (paid[other] ?? 0) - Self.cap - 1
    let taker = paid.keys.sorted().first { account in
      account != one && account != other && (paid[account] ?? 0) + excess <= Self.cap
    }
    guard excess == 0 || taker != nil else { return }
    change(other, by: -excess, &bank)
    if let taker { change(taker, by: excess, &bank) }
    bank.accounts[other].holder = bank.accounts[one].holder
  }

  /// What was paid into each account in the year of the as-of day, in fen.
  private func contributions(_ bank: Bank) -> [Int: Int] {
    var paid: [Int: Int] = [:]
    for event in bank.pensionEvents where event.day.year == bank.calendar.asOf.year {
      guard event.kind == .contribution || event.kind == .reversal else { continue }
      paid[event.account, default: 0] += event.kind.sign * event.fen
    }
    return paid.filter { $0.value > 0 }
  }

  /// Two accounts that hold together a little more than the cap; the second, whose holder loses it, holds as little as can
  /// be, and was opened after the first holder was known.
  private func pair(_ paid: [Int: Int], _ bank: Bank) -> (one: Int, other: Int)? {
    let accounts = paid.keys.sorted()
    var best: (one: Int, other: Int, cost: Int)?
    for one in accounts {
      for other in accounts where other != one {
        let excess = (paid[one] ?? 0) + (paid[other] ?? 0) - Self.cap - 1
        guard excess >= 0, bank.numbers[bank.accounts[one].holder].openedOn <= bank.accounts[other].openedOn else {
          continue
        }
        let days = bank.balances[bank.accounts[other].balances].filter { $0.day > bank.calendar.base }
        guard let least = days.map(\.fen).min(), let most = days.map(\.fen).max(), least >= excess else { continue }
        if best.map({ excess + most < $0.cost }) ?? true { best = (one, other, excess + most) }
      }
    }
    return best.map { ($0.one, $0.other) }
  }

  /// Changes the last contribution that can bear it, and what the account holds from that day on.
  private func change(_ account: Int, by fen: Int, _ bank: inout Bank) {
    guard fen != 0 else { return }
    let place = bank.pensionEvents.lastIndex { event in
      event.account == account && event.kind == .contribution && event.fen + fen > 0 && event.lateBy == 0
        && event.day.year == bank.calendar.asOf.year
    }
    guard let place else { return }
    let event = bank.pensionEvents[place]
    bank.pensionEvents[place] = PensionEvent(
      account: account, kind: .contribution, fen: event.fen + fen, day: event.day, second: event.second,
      sequence: event.sequence)
    bank.accounts[account].add(fen, in: event.day...bank.calendar.asOf, &bank.balances)
  }

  func put(into site: UglySite) throws {
    let (bank, feed) = (site.bank, "pension_event")
    let numbers = Dictionary(grouping: contributions(bank).keys) { bank.accounts[$0].holder }
    for accounts in numbers.values where accounts.count > 1 {
      let last = bank.pensionEvents.last { accounts.contains($0.account) && $0.kind == .contribution }
      guard let last else { continue }
      let found = try site.find(feed, bank.calendar.night(of: last.day)) {
        $0.text("event_id", of: site.spec(feed)) == last.id
      }
      guard let found else { continue }
      let entry = UglyEntry(id: "U45", feed: feed, date: found.file.date, rule: "PEN-02", rows: 1, fen: 1)
      site.note(entry, in: found.file, mark: found.file.mark(found.place))
    }
    try postLate(site)
  }

  /// The first contribution of the year was made on the last evening of the year before.
  private func postLate(_ site: UglySite) throws {
    let (bank, feed) = (site.bank, "pension_event")
    let first = bank.pensionEvents.first {
      $0.kind == .contribution && $0.day >= bank.calendar.periodFrom && $0.lateBy == 0
    }
    guard let first else { return }
    let found = try site.find(feed, bank.calendar.night(of: first.day)) {
      $0.text("event_id", of: site.spec(feed)) == first.id
    }
    guard let found else { return }
    site.change("U45", found, rule: "PEN-01") {
      $0.set("occurred_at", of: site.spec(feed), to: .instant(bank.calendar.base, second: 86_340))
    }
  }
}
