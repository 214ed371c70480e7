import MartCore

/// Moves money between accounts of persons outside the campaigns, so that the bank's sums stay.
struct MoneyMover {
  /// A person with an account from which, or to which, money can be moved.
  struct Holder {
    let person: Int
    let account: Int
  }

  /// Those of the highest tier, who feel none of it.
  let rich: [Holder]
  /// Of the lower tiers, by tier.
  let small: [Tier: [Holder]]
  /// What each person's assets average over the last months, by month.
  let averages: [[Int]]
  let months: [ClosedRange<BusinessDate>]

  init(_ bank: Bank) {
    let counted = MonthAverages(calendar: bank.calendar, numbers: bank.numbers, persons: bank.persons.count)
    let months = counted.months
    var averages = months.map { _ in [Int](repeating: 0, count: bank.persons.count) }
    counted.forEachQuarter(
      of: MonthAverages.Assets(
        accounts: bank.accounts, balances: bank.balances, positions: bank.positions,
        policies: bank.policies.map(\.terms))
    ) { first, person, sums in
      for (month, sum) in zip(first..., sums) { averages[month][person] = sum / MonthAverages.days(months[month]) }
    }
    (self.months, self.averages) = (months, averages)
    var seen: Set<Int> = []
    var (rich, small) = ([Holder](), [Tier: [Holder]]())
    for (index, account) in bank.accounts.enumerated() {
      let person = bank.numbers[account.holder].person
      guard account.kind == .demand, account.currency == nil, account.joint == nil, account.closedOn == nil,
        account.openedOn < bank.calendar.opening, bank.arms[person] == nil, bank.relations.isCustomer[person],
        let last = bank.balances.last(of: account.balances), last.day < bank.calendar.asOf, seen.insert(person).inserted
      else { continue }
      let holder = Holder(person: person, account: index)
      let tier = bank.persons.tier(of: person)
      if tier >= .t6, bank.balances[account.balances].allSatisfy({ $0.fen > 50_000_000 }) {
        rich.append(holder)
      } else {
        small[tier, default: []].append(holder)
      }
    }
    (self.rich, self.small) = (rich, small)
  }

  /// Moves so much from one account to another on the days.
  static func move(
    _ fen: Int, from giver: Holder, to taker: Holder, in days: ClosedRange<BusinessDate>, of bank: inout Bank
  ) {
    bank.accounts[giver.account].add(-fen, in: days, &bank.balances)
    bank.accounts[taker.account].add(fen, in: days, &bank.balances)
  }
}
