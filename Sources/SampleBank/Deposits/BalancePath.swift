import MartCore

/// Turns planned amounts of accounts into balances by day.
struct BalancePath {
  let calendar: DeliveryCalendar
  let pensions: [Int: Pension]
  var random: SeededRandom
  private let demand: ChangePath
  private let time: ChangePath

  /// - pensions: by person.
  init(calendar: DeliveryCalendar, pensions: [Int: Pension], random: SeededRandom) {
    self.calendar = calendar
    self.pensions = pensions
    self.random = random
    demand = ChangePath(
      calendar: calendar, early: [(0, 40), (1, 35), (2, 25)],
      late: [(0, 6), (1, 26), (2, 20), (3, 18), (4, 12), (6, 10), (9, 6), (12, 2)], lastMonth: 24)
    time = ChangePath(
      calendar: calendar, early: [(0, 75), (1, 25)], late: [(0, 50), (1, 35), (2, 15)], lastMonth: 24)
  }

  /// The balances of an account, from its opening or the story's on.
  mutating func balances(of account: DepositAccount, holder: Int, _ amount: AtDays) -> [Balance] {
    if account.kind == .pension { return pensionBalances(pensions[holder], account) }
    let path = account.kind == .demand ? demand : time
    let points = path.points(from: account.openedOn, closedOn: account.closedOn, amount, &random)
    guard let currency = account.currency.map({ DepositCurrency.all[$0] }) else {
      return points.map { Balance(day: $0.day, minor: $0.amount, fen: $0.amount) }
    }
    return priced(points, account, currency)
  }

  /// The cash of a pension, by the days on which it moved.
  private func pensionBalances(_ pension: Pension?, _ account: DepositAccount) -> [Balance] {
    let start = max(account.openedOn, calendar.storyOpening)
    let moves = pension?.moves.map(\.day).filter { $0 > start } ?? []
    var balances: [Balance] = []
    for day in [start] + Set(moves).sorted() {
      let cash = pension?.cash(on: day) ?? 0
      guard balances.last?.minor != cash else { continue }
      balances.append(Balance(day: day, minor: cash, fen: cash))
    }
    return balances
  }

  /// Foreign balances are revalued at every month end, and moved on other days.
  private func priced(_ points: [Point], _ account: DepositAccount, _ currency: DepositCurrency) -> [Balance] {
    var balances: [Balance] = []
    for point in points {
      let isFirst = balances.isEmpty
      let day = point.day.isMonthEnd && !isFirst ? point.day - 1 : point.day
      revalue(&balances, before: day, currency)
      if let last = balances.last, last.day >= day { balances.removeLast() }
      let before = balances.last ?? Balance(day: day, minor: 0, fen: 0)
      let fen = point.amount == 0 ? 0 : before.fen + currency.fen(of: point.amount - before.minor, on: day)
      balances.append(Balance(day: day, minor: point.amount, fen: fen))
    }
    revalue(&balances, before: calendar.asOf + 1, currency)
    return balances
  }

  private func revalue(_ balances: inout [Balance], before day: BusinessDate, _ currency: DepositCurrency) {
    guard let last = balances.last, last.minor > 0 else { return }
    var end = (last.day + 1).monthEnd
    while end < day {
      balances.append(Balance(day: end, minor: last.minor, fen: currency.fen(of: last.minor, on: end)))
      end = (end + 1).monthEnd
    }
  }
}
