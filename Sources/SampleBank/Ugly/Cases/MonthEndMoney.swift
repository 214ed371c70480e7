import MartCore

/// U40: money that comes on the last day of the quarter lifts the stock, not the month's average; money that comes on
/// the last day of a month and goes the day after lifts neither today.
struct MonthEndMoney: UglyCase {
  private static let fen = 1_500_000

  func plant(in bank: inout Bank) {
    let mover = MoneyMover(bank)
    guard let month = mover.averages.last else { return }
    let takers = (mover.small[.t0] ?? []).filter { month[$0.person] < 300_000 }.prefix(20)
    let asOf = bank.calendar.asOf
    let before = asOf.monthStart - 1
    // As often as each can give without feeling it.
    let givers = mover.rich.flatMap { giver in
      Array(repeating: giver, count: bank.accounts[giver.account].fen(on: asOf, bank.balances) / Self.fen / 3)
    }
    for (giver, taker) in zip(givers, takers) {
      MoneyMover.move(Self.fen, from: giver, to: taker, in: asOf...asOf, of: &bank)
      MoneyMover.move(Self.fen, from: giver, to: taker, in: before...before, of: &bank)
    }
  }

  func put(into site: UglySite) throws {
    let (bank, feed) = (site.bank, "deposit_balance")
    for day in [bank.calendar.asOf, bank.calendar.asOf.monthStart - 1] {
      try site.notePlanted("U40", feed, day) { row in
        row.fields[3] == .minor(Self.fen, decimals: 2) && row.fields[1] == .date(day)
      }
    }
  }
}
