import MartCore

/// Gives some time accounts a second holder, where that moves neither holder to another tier.
///
/// Only persons outside the campaigns share accounts, so that no one's rise depends on it.
struct JointHolders {
  let calibration: Calibration
  let calendar: DeliveryCalendar
  let persons: People
  let numbers: [CustomerNumber]
  let relations: Relations
  let arms: [Arm?]
  var random: SeededRandom

  /// - totals: what each person holds in all; changed with the accounts.
  mutating func share(_ accounts: inout [DepositAccount], amounts: [AtDays], _ totals: inout [AtDays]) {
    var free = accounts.indices.filter { isShareable(accounts[$0]) }
    let partners = persons.indices.filter { arms[$0] == nil && persons.tier(of: $0) > .t0 }
    guard partners.count > 1 else { return }
    random.shuffle(&free)
    var left = calibration.jointAccounts
    for index in free where left > 0 {
      guard let (partner, share) = partner(for: accounts[index], amounts[index], partners, &totals) else { continue }
      accounts[index].joint = (partner, share)
      left -= 1
    }
  }

  private func isShareable(_ account: DepositAccount) -> Bool {
    account.kind == .time && account.currency == nil && account.closedOn == nil
      && account.openedOn <= calendar.storyOpening && arms[numbers[account.holder].person] == nil
  }

  /// A CORE number and a share; nil where no one fits.
  private mutating func partner(
    for account: DepositAccount, _ amount: AtDays, _ partners: [Int], _ totals: inout [AtDays]
  ) -> (number: Int, share: Int)? {
    let holder = numbers[account.holder].person
    for _ in 0..<25 {
      let person = random.pick(partners)
      let share = random.weighted([(5_000, 55), (3_333, 15), (2_500, 10), (4_000, 8), (1_234, 6), (1, 3), (6_667, 3)])
      guard person != holder, let core = relations.number(.core, of: person) else { continue }
      guard numbers[core].openedOn <= account.openedOn else { continue }
      let part = AtDays(now: amount.now.part(share), base: amount.base.part(share))
      guard keepsTier(holder, part, -1, totals), keepsTier(person, part, 1, totals) else { continue }
      totals[holder] = AtDays(now: totals[holder].now - part.now, base: totals[holder].base - part.base)
      totals[person] = AtDays(now: totals[person].now + part.now, base: totals[person].base + part.base)
      return (core, share)
    }
    return nil
  }

  private func keepsTier(_ person: Int, _ part: AtDays, _ sign: Int, _ totals: [AtDays]) -> Bool {
    let (now, base) = (totals[person].now, totals[person].base)
    return Tier.holding(now) == Tier.holding(now + sign * part.now)
      && Tier.holding(base) == Tier.holding(base + sign * part.base)
  }
}

extension Int {
  /// The part of an amount that a share in ten thousandths gives, rounded down.
  func part(_ share: Int) -> Int { self / 10_000 * share + self % 10_000 * share / 10_000 }
}
