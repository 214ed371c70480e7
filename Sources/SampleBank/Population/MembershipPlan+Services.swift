import MartCore

extension MembershipPlan {
  /// Says who is wealthy: customers of the core bank who have long been there.
  mutating func giveTiers(to customers: inout [Membership]) {
    var settled = customers.indices.filter { customers[$0].cores > 0 && isSettled(customers[$0]) }
    random.shuffle(&settled)
    var left = settled[...]
    for (tier, count) in calibration.tiers {
      for index in left.prefix(count) { customers[index].tier = tier }
      left = left.dropFirst(count)
    }
  }

  /// Says whom the loan system, the wealth system and the mobile bank know.
  mutating func giveServices(to customers: inout [Membership]) {
    giveWealth(to: &customers)
    var borrowers = customers.indices.filter { customers[$0].cores > 0 && isSettled(customers[$0]) }
    random.shuffle(&borrowers)
    give(.loan, to: borrowers.prefix(calibration.activeLoan), recent: calibration.recentLoan, &customers)
    var users = Array(customers.indices)
    random.shuffle(&users)
    give(.mobile, to: users.prefix(calibration.activeMobile), recent: calibration.recentMobile, &customers)
  }

  /// All of the upper tiers, nearly all of the third, and some of the others.
  private mutating func giveWealth(to customers: inout [Membership]) {
    var byTier: [[Int]] = [[], [], []]
    for index in customers.indices where customers[index].cores > 0 {
      byTier[min(2, customers[index].tier.rawValue)].append(index)
    }
    random.shuffle(&byTier[1])
    random.shuffle(&byTier[0])
    let chosen = byTier[2] + byTier[1].prefix(byTier[1].count * 94 / 100) + byTier[0]
    give(.wealth, to: chosen.prefix(calibration.activeWealth), recent: calibration.recentWealth, &customers)
  }

  private func give(_ source: Source, to chosen: ArraySlice<Int>, recent: Int, _ customers: inout [Membership]) {
    let firstRecent = chosen.count - recent
    for (place, index) in chosen.enumerated() {
      let isRecent = place >= firstRecent && isSettled(customers[index])
      customers[index].services.append((source, isRecent))
    }
  }

  private func isSettled(_ membership: Membership) -> Bool { membership.isSettled(before: calendar.storyOpening) }
}
