import MartCore

/// U41: assets below the threshold of a tier for five, six and seven months, and with a month above between.
struct TierGraceEdges: UglyCase {
  /// Months that are below, the last one 0: five, six, seven, and two runs with one between.
  private static let runs: [[ClosedRange<Int>]] = [[0...4], [0...5], [0...6], [0...2, 4...6]]
  /// Of them, those that end in another tier.
  private static let falls = [false, true, true, false]

  func plant(in bank: inout Bank) {
    let mover = MoneyMover(bank)
    let count = max(1, bank.calibration.scaling.scaled(10))
    var falling = (mover.small[.t3] ?? []).filter { holder in
      mover.averages.allSatisfy { $0[holder.person] > 1_020_000 && $0[holder.person] < 4_500_000 }
    }[...]
    var rising = (mover.small[.t0] ?? []).filter { holder in
      mover.averages.allSatisfy { $0[holder.person] < 400_000 }
    }.dropFirst(40)
    guard let bank_ = mover.rich.last else { return }
    for (runs, falls) in zip(Self.runs, Self.falls) {
      var left = count
      while left > 0, let holder = falling.popFirst() {
        guard lower(holder, runs, mover, bank_, &bank) else { continue }
        left -= 1
        guard falls, let other = rising.popFirst() else { continue }
        // Someone else rises in this month, so that the tiers have as many as before.
        MoneyMover.move(
          1_400_000, from: bank_, to: other, in: bank.calendar.asOf.monthStart...bank.calendar.asOf, of: &bank)
      }
    }
  }

  /// Takes so much from the holder in the months that the rest stays below the tier; false where there is too little.
  private func lower(
    _ holder: MoneyMover.Holder, _ runs: [ClosedRange<Int>], _ mover: MoneyMover, _ taker: MoneyMover.Holder,
    _ bank: inout Bank
  ) -> Bool {
    let most = mover.averages.map { $0[holder.person] }.max() ?? 0
    let first = bank.calendar.asOf.monthStart.adding(months: -7)
    let points = bank.balances[bank.accounts[holder.account].balances].filter { $0.day >= first }.map(\.fen)
    let least = min(bank.accounts[holder.account].fen(on: first, bank.balances), points.min() ?? .max)
    let wanted = most - 900_000
    guard wanted > 0, least > wanted else { return false }
    for run in runs {
      let start = bank.calendar.asOf.monthStart.adding(months: -run.upperBound)
      let end = bank.calendar.asOf.monthStart.adding(months: -run.lowerBound).monthEnd
      MoneyMover.move(wanted, from: holder, to: taker, in: start...end, of: &bank)
    }
    return true
  }

  func put(into site: UglySite) throws {
    let date = site.bank.calendar.asOf
    site.note(
      UglyEntry(id: "U41", feed: "deposit_balance", date: date, rows: 4), in: try site.file("deposit_balance", date))
  }
}
