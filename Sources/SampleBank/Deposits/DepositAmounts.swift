import MartCore

/// Splits what a person holds in deposits over his accounts.
struct DepositAmounts {
  let calendar: DeliveryCalendar
  let plan: AssetPlan
  let numbers: [CustomerNumber]
  var random: SeededRandom

  /// By account, in minor units of its currency.
  mutating func amounts(of accounts: [DepositAccount]) -> [AtDays] {
    var amounts = accounts.map { _ in AtDays() }
    for (kind, asset) in [(DepositKind.demand, AssetKind.demand), (.time, .time)] {
      // By person, those of one person as they stand.
      var own: [UInt64] = []
      for (index, account) in accounts.enumerated() where account.kind == kind {
        own.append(UInt64(numbers[account.holder].person) << 32 | UInt64(index))
      }
      own.sort()
      var left = own[...]
      while let person = left.first.map({ $0 >> 32 }) {
        let indices = left.prefix { $0 >> 32 == person }.map { Int($0 & 0xFFFF_FFFF) }
        left = left.dropFirst(indices.count)
        split(plan[asset, Int(person)], over: indices, of: accounts, &amounts)
      }
    }
    return amounts
  }

  private mutating func split(
    _ total: AtDays, over indices: [Int], of accounts: [DepositAccount], _ amounts: inout [AtDays]
  ) {
    var left = total
    for index in indices {
      guard let currency = accounts[index].currency.map({ DepositCurrency.all[$0] }) else { continue }
      let share = random.number(in: 3...20)
      if exists(accounts[index], on: calendar.asOf) {
        amounts[index].now = currency.minor(within: total.now / 100 * share, on: calendar.asOf)
        left.now -= currency.fen(of: amounts[index].now, on: calendar.asOf)
      }
      if exists(accounts[index], on: calendar.base) {
        amounts[index].base = currency.minor(within: total.base / 100 * share, on: calendar.base)
        left.base -= currency.fen(of: amounts[index].base, on: calendar.base)
      }
    }
    let domestic = indices.filter { accounts[$0].currency == nil }
    let weights = domestic.enumerated().map { $0.offset == 0 ? 100 : random.number(in: 8...70) }
    func shares(_ total: Int, _ day: BusinessDate) -> [Int] {
      allocate(total, by: zip(domestic, weights).map { exists(accounts[$0], on: day) ? $1 : 0 })
    }
    let (now, base) = (shares(left.now, calendar.asOf), shares(left.base, calendar.base))
    for (place, index) in domestic.enumerated() { amounts[index] = AtDays(now: now[place], base: base[place]) }
  }

  private func exists(_ account: DepositAccount, on day: BusinessDate) -> Bool { account.isOpen(on: day) }
}
