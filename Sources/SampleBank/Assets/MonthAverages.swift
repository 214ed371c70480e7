import MartCore

/// What each person's assets average over the last months, as the files tell it.
struct MonthAverages {
  let calendar: DeliveryCalendar
  let numbers: [CustomerNumber]
  let persons: Int
  /// The last six months, the as-of day's last: as long as a tier is kept.
  let months: [ClosedRange<BusinessDate>]

  init(calendar: DeliveryCalendar, numbers: [CustomerNumber], persons: Int) {
    self.calendar = calendar
    self.numbers = numbers
    self.persons = persons
    months = (0..<6).reversed().map { back in
      let first = calendar.asOf.monthStart.adding(months: -back)
      return first...first.monthEnd
    }
  }

  static func days(_ month: ClosedRange<BusinessDate>) -> Int { month.upperBound - month.lowerBound + 1 }

  /// Assets summed over the days, by month, by person.
  func sums(
    accounts: Roll<DepositAccount>, balances: Roll<Balance>, positions: [Position], policies: [PolicyDraft]
  ) -> [[Int]] {
    var sums = months.map { _ in [Int](repeating: 0, count: persons) }
    func add(_ number: Int, _ points: [Point], joint: (number: Int, share: Int)? = nil) {
      for (month, days) in months.enumerated() {
        Self.forEachStretch(of: points, days) { amount, count in
          let part = joint.map { amount.part($0.share) } ?? 0
          if let joint { sums[month][numbers[joint.number].person] += part * count }
          sums[month][numbers[number].person] += (amount - part) * count
        }
      }
    }
    for account in accounts {
      add(account.holder, balances[account.balances].map { Point(day: $0.day, amount: $0.fen) }, joint: account.joint)
    }
    for position in positions { add(position.holder, told { position.fen(on: $0) }) }
    for policy in policies { add(policy.holder, told { policy.issuedOn <= $0 ? policy.fen(on: $0) : 0 }) }
    return sums
  }

  /// The tier of each person: the highest of the months.
  func tiers(_ sums: [[Int]]) -> [Tier] {
    (0..<persons).map { person in
      months.indices.map { Tier.holding(sums[$0][person] / Self.days(months[$0])) }.max() ?? .t0
    }
  }

  /// An amount by the days on which the files tell it.
  private func told(_ amount: (BusinessDate) -> Int) -> [Point] {
    calendar.dates.map { Point(day: $0, amount: amount($0)) }
  }

  /// The amounts that hold within the days, each with how many days it holds.
  @inline(__always)
  private static func forEachStretch(
    of points: [Point], _ days: ClosedRange<BusinessDate>, _ take: (_ amount: Int, _ days: Int) -> Void
  ) {
    for (place, point) in points.enumerated() where point.amount != 0 && point.day <= days.upperBound {
      let end = place + 1 < points.count ? min(points[place + 1].day, days.upperBound + 1) : days.upperBound + 1
      let start = max(point.day, days.lowerBound)
      if end > start { take(point.amount, end - start) }
    }
  }
}

/// Sets right whose money moved at the wrong time, so that it stood elsewhere twice or not at all: those who would fall
/// held more for a month within the grace of their tier, and those who would rise held less while they did.
struct TierGrace {
  let averages: MonthAverages
  let persons: [Person]
  let positions: [Position]
  let policies: [PolicyDraft]
  /// The month in which they held more.
  private static let month = 3

  /// Gives some accounts more or less in some months; never on the as-of day.
  func keep(_ accounts: inout Roll<DepositAccount>, _ balances: inout Roll<Balance>) {
    let sums = averages.sums(accounts: accounts, balances: balances, positions: positions, policies: policies)
    let tiers = averages.tiers(sums)
    let wrong = Set(persons.indices.filter { persons[$0].tier != tiers[$0] })
    var own: [Int: [Int]] = [:]
    for (index, account) in accounts.enumerated() where isPlain(account) {
      let person = averages.numbers[account.holder].person
      if wrong.contains(person) { own[person, default: []].append(index) }
    }
    for (person, indices) in own.sorted(by: { $0.key < $1.key }) {
      if persons[person].tier > tiers[person] {
        raise(person, indices[0], sums[Self.month][person], &accounts, &balances)
      } else {
        for month in averages.months.indices {
          lower(person, indices, month, sums[month][person], &accounts, &balances)
        }
      }
    }
  }

  private func isPlain(_ account: DepositAccount) -> Bool {
    account.kind != .pension && account.currency == nil && account.joint == nil && account.closedOn == nil
      && account.openedOn < averages.months[0].lowerBound
  }

  private func raise(
    _ person: Int, _ index: Int, _ sum: Int, _ accounts: inout Roll<DepositAccount>, _ balances: inout Roll<Balance>
  ) {
    let days = averages.months[Self.month]
    let wanted = persons[person].tier.threshold / 50 * 51
    accounts[index].add(max(0, wanted - sum / MonthAverages.days(days)), in: days, &balances)
  }

  /// Takes what is too much for the tier from the person's accounts, as far as they have it.
  private func lower(
    _ person: Int, _ indices: [Int], _ month: Int, _ sum: Int, _ accounts: inout Roll<DepositAccount>,
    _ balances: inout Roll<Balance>
  ) {
    guard let next = Tier(rawValue: persons[person].tier.rawValue + 1) else { return }
    let all = averages.months[month]
    let days = all.lowerBound...min(all.upperBound, averages.calendar.asOf - 1)
    let excess = sum - next.threshold / 50 * 49 * MonthAverages.days(all)
    guard sum / MonthAverages.days(all) >= next.threshold else { return }
    var left = excess / MonthAverages.days(days) + 1
    for index in indices where left > 0 {
      let part = min(left, accounts[index].least(in: days, balances))
      accounts[index].add(-part, in: days, &balances)
      left -= part
    }
  }
}

extension DepositAccount {
  /// The least that the account holds on one of the days.
  fileprivate func least(in days: ClosedRange<BusinessDate>, _ roll: Roll<Balance>) -> Int {
    let own = roll[balances].filter { days.contains($0.day) }
    return max(0, min(fen(on: days.lowerBound, roll), own.map(\.fen).min() ?? .max))
  }

  /// Adds so much to what the account holds on the days.
  mutating func add(_ fen: Int, in days: ClosedRange<BusinessDate>, _ roll: inout Roll<Balance>) {
    guard fen != 0 else { return }
    var balances = roll[self.balances]
    guard let first = balances.first, first.day <= days.lowerBound else { return }
    defer { roll.put(balances, for: &self.balances) }
    for edge in [days.lowerBound, days.upperBound + 1] where !balances.contains(where: { $0.day == edge }) {
      guard let place = balances.lastIndex(where: { $0.day < edge }) else { return }
      let before = balances[place]
      balances.insert(Balance(day: edge, minor: before.minor, fen: before.fen), at: place + 1)
    }
    for place in balances.indices where days.contains(balances[place].day) {
      let balance = balances[place]
      balances[place] = Balance(day: balance.day, minor: balance.minor + fen, fen: balance.fen + fen)
    }
  }
}
