import MartCore

/// What every account owes on the days of the figures, so that the sums come out.
struct CreditPlan {
  /// By day of the figures (the opening of the files, the base day where it is another, the as-of day), by account.
  var amounts: [[Int]]
  /// By account: the part that is paid back by instalments.
  var instalments: [Int]
}

/// Plans what is owed: an account that is not used between two days owes the same on both.
struct CreditStock {
  let calibration: Calibration
  let calendar: DeliveryCalendar
  let accounts: [CreditAccount]
  let uses: CardUses
  /// By account: how many days it is past due on the as-of day.
  let late: [Int]
  /// By account: whether the holder has loans, and so no room for a large debt.
  let borrows: [Bool]
  let loansAtOpening: Int
  var random: SeededRandom

  /// The days of the figures with what is owed on them.
  private var totals: [(day: BusinessDate, fen: Int)] {
    let later = [(calendar.base, calibration.overdraftBase), (calendar.asOf, calibration.overdraftNow)]
    guard calendar.opening < calendar.base else { return later }
    return [(calendar.opening, max(0, calibration.consumerCreditAtOpening - loansAtOpening))] + later
  }

  mutating func plan() -> CreditPlan {
    let habits = accounts.indices.map { habit($0) }
    var amounts: [[Int]] = []
    var before: BusinessDate?
    for (day, fen) in totals {
      amounts.append(stock(on: day, after: before, amounts.last, fen, habits))
      before = day
    }
    let final = amounts.last ?? []
    return CreditPlan(amounts: amounts, instalments: instalments(final))
  }

  /// How much of its limit an account tends to use; 0 for those who owe nothing, less for those who pay too much.
  private mutating func habit(_ index: Int) -> Int {
    let share = random.number(in: 1...100)
    let kind = random.below(1_000)
    if late[index] > 0 { return 20 + share }
    return kind < 15 ? -1 : kind < 260 ? 0 : share * share / 100 + 1
  }

  private mutating func stock(
    on day: BusinessDate, after before: BusinessDate?, _ last: [Int]?, _ total: Int, _ habits: [Int]
  ) -> [Int] {
    var amounts = accounts.map { _ in 0 }
    var open: [Int] = []
    for index in accounts.indices where accounts[index].isOpen(on: day) {
      if let before, let last, !isUsed(index, after: before, through: day) {
        amounts[index] = last[index]
      } else if habits[index] < 0 {
        amounts[index] = -random.number(in: 100...30_000)
      } else if habits[index] > 0 && accounts[index].openedOn < day {
        open.append(index)
      }
    }
    let rest = total - amounts.reduce(0) { $0 + max(0, $1) }
    let weights = open.map { accounts[$0].limit / 100 * habits[$0] * random.number(in: 60...140) / 100 + 1 }
    let caps = open.map { accounts[$0].limit / 100 * (borrows[$0] ? 60 : 95) }
    for (index, share) in zip(open, allocate(max(0, rest), by: weights, upTo: caps)) { amounts[index] = share }
    return amounts
  }

  private func isUsed(_ index: Int, after first: BusinessDate, through last: BusinessDate) -> Bool {
    uses.contains(index, after: max(first, accounts[index].openedOn), through: last)
  }

  /// Some of those who owe something pay by instalments, up to nine tenths of it.
  private mutating func instalments(_ amounts: [Int]) -> [Int] {
    var parts = amounts.map { _ in 0 }
    let able = amounts.indices.filter { amounts[$0] > 1_000 && random.chance(45, in: 100) }
    let shares = allocate(
      calibration.instalments, by: able.map { amounts[$0] / 100 * random.number(in: 40...100) },
      upTo: able.map { amounts[$0] / 10 * 9 })
    for (index, share) in zip(able, shares) { parts[index] = share }
    return parts
  }
}
