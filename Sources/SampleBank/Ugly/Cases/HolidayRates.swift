import MartCore

/// U36: balances in USD on the three days of a festival, for which no rate is quoted: what the bank converts to CNY is a
/// little above the rate of the workday before, then the rate that is quoted next, which is too far from it.
struct HolidayRates: UglyCase {
  private let feed = "deposit_balance"
  private static let days = 15...17

  /// One account holds the same all the while; what it is worth differs on three days whose sum is as it was.
  func plant(in bank: inout Bank) {
    guard bank.calendar.hasSeptember, let account = account(bank) else { return }
    let first = bank.calendar.september(Self.days.lowerBound)
    guard let held = bank.balances[bank.accounts[account].balances].last(where: { $0.day < first }) else { return }
    let fen = DepositCurrency.all[0].fen(of: held.minor, on: first)
    let next = held.minor * DepositCurrency.all[0].rate(on: bank.calendar.asOf) / 1_000_000
    let (missing, part) = (fen - next, fen * 9 / 1_000)
    let worth = [fen + part, next, fen + missing - part, fen]
    let revalued = worth.enumerated().map { Balance(day: first + $0.offset, minor: held.minor, fen: $0.element) }
    let balances = bank.balances[bank.accounts[account].balances] + revalued
    bank.balances.put(balances.sorted { $0.day < $1.day }, for: &bank.accounts[account].balances)
  }

  /// An account in USD that is worth the rate of the last month end, and does not move in those days.
  private func account(_ bank: Bank) -> Int? {
    let first = bank.calendar.september(Self.days.lowerBound)
    let quiet = first...(first + Self.days.count)
    return bank.accounts.indices.first { index in
      let account = bank.accounts[index]
      guard account.currency == 0, account.joint == nil, account.isOpen(on: bank.calendar.asOf),
        account.openedOn < bank.calendar.opening, bank.arms[bank.numbers[account.holder].person] == nil,
        !bank.balances[account.balances].contains(where: { quiet.contains($0.day) }),
        let held = bank.balances[account.balances].last(where: { $0.day < first })
      else { return false }
      // Less than 1,000 yuan, so that no tier and no average of a person is near an edge for it.
      return (5_000...100_000).contains(held.fen)
        && held.fen == DepositCurrency.all[0].fen(of: held.minor, on: first)
    }
  }

  func put(into site: UglySite) throws {
    guard site.bank.calendar.hasSeptember, let account = revalued(site.bank) else { return }
    for (place, rule) in ["", "DQ-16", ""].enumerated() {
      let day = site.bank.calendar.september(Self.days.lowerBound + place)
      let number = site.bank.accounts[account].number
      guard let found = try site.find(feed, day, where: { $0.text("account_no", of: site.spec(feed)) == number })
      else { continue }
      site.note(
        UglyEntry(
          id: "U36", feed: feed, date: day, rule: rule, rows: 1,
          fen: site.bank.accounts[account].fen(on: day, site.bank.balances)),
        in: found.file, mark: found.file.mark(found.place))
    }
  }

  /// The account whose worth changed on each day of the festival, though it held the same.
  private func revalued(_ bank: Bank) -> Int? {
    let days = Self.days.map { bank.calendar.september($0) }
    return bank.accounts.indices.first { index in
      let account = bank.accounts[index]
      let there = bank.balances[account.balances].filter { days.contains($0.day) }
      return account.currency == 0 && there.count == days.count && Set(there.map(\.minor)).count == 1
    }
  }
}
