import MartCore

/// Walks one account from what it owes on one day of the figures to what it owes on the next.
struct CreditPath {
  let calendar: DeliveryCalendar
  let account: CreditAccount
  /// Days past due on the as-of day.
  let late: Int
  var random: SeededRandom
  private var days: [CreditDay] = []
  /// Whether the account has been late once and paid.
  private var wasLate = false

  init(calendar: DeliveryCalendar, account: CreditAccount, late: Int, random: SeededRandom) {
    self.calendar = calendar
    self.account = account
    self.late = late
    self.random = random
  }

  /// - amounts: what is owed on the days of the figures.   - moves: the days on which the cards were used.
  mutating func days(_ amounts: [Int], _ moves: [CreditDay]) -> [CreditDay] {
    guard account.closedOn.map({ $0 > calendar.opening }) ?? true else { return [] }
    // The first day, and now and then one between.
    days.reserveCapacity(moves.count + 2)
    let first = max(account.openedOn, calendar.opening)
    if account.openedOn <= calendar.opening {
      add(CreditDay(day: first, other: amounts[0], overdraft: amounts[0]))
    } else {
      let spent = moves.first { $0.day == first }
      add(CreditDay(day: first, spend: spent?.spend ?? 0, other: spent?.other ?? 0), owing: 0)
    }
    let ends = calendar.opening < calendar.base ? [calendar.base, calendar.asOf] : [calendar.asOf]
    var start = first
    for (end, amount) in zip(ends, amounts.dropFirst()) where end > start {
      walk(withClosing(moves.filter { $0.day > start && $0.day <= end }, after: start, through: end), to: amount)
      start = end
    }
    if late > 0 { fallBehind() }
    return days
  }

  /// The moves with the day on which the account is closed, where that is no day of theirs.
  private func withClosing(
    _ moves: [CreditDay], after start: BusinessDate, through end: BusinessDate
  ) -> [CreditDay] {
    guard let closed = account.closedOn, closed > start, closed <= end, !moves.contains(where: { $0.day == closed })
    else {
      return moves
    }
    return moves.filter { $0.day < closed } + [CreditDay(day: closed)] + moves.filter { $0.day > closed }
  }

  private mutating func walk(_ moves: [CreditDay], to amount: Int) {
    var left = moves[...]
    while let move = left.popFirst() {
      let isOver = account.closedOn.map { $0 <= move.day } ?? false
      add(move, owing: isOver ? 0 : left.isEmpty ? amount : between(move))
      if let next = left.first, !isOver { miss(before: next.day) }
    }
  }

  /// What is owed after a day in between: all that was spent, or what is left after a payment; nil for all.
  private mutating func between(_ move: CreditDay) -> Int? {
    let gross = (days.last?.overdraft ?? 0) + move.spend + move.other
    let pays = gross > account.limit / 100 * 97 || days.last.map { $0.late > 0 } ?? false || random.chance(1, in: 4)
    return pays && gross > 0 ? min(account.limit / 100 * 90, gross / 100 * random.number(in: 0...60)) : nil
  }

  /// Adds a day on which so much is owed at the end; nil where nothing is paid.
  private mutating func add(_ move: CreditDay, owing amount: Int?) {
    var day = move
    let gross = (days.last?.overdraft ?? 0) + day.spend + day.other
    day.overdraft = amount ?? gross
    if day.overdraft < gross { day.repaid = gross - day.overdraft } else { day.other += day.overdraft - gross }
    add(day)
  }

  private mutating func add(_ move: CreditDay) {
    var day = move
    let isFirstOfMonth = days.last.map { $0.day.monthStart < day.day.monthStart } ?? true
    if isFirstOfMonth, day.overdraft > 0, day.late == 0 {
      day.isStatement = true
    }
    days.append(day)
  }

  /// Now and then a payment is missed for some days, once an account.
  private mutating func miss(before next: BusinessDate) {
    guard let last = days.last, late == 0, !wasLate, last.overdraft > 20_000, next - last.day > 9 else { return }
    guard random.chance(1, in: 90) else { return }
    wasLate = true
    addLate(on: last.day + random.number(in: 2...7))
  }

  /// The day after the due date of the payment that is missing since.
  private mutating func fallBehind() { addLate(on: calendar.asOf - late + 1) }

  private mutating func addLate(on day: BusinessDate) {
    guard let last = days.last, last.day < day, last.overdraft > 0 else { return }
    add(CreditDay(day: day, overdraft: last.overdraft, late: 1))
  }
}
