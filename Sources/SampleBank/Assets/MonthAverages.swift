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

  /// What is summed.
  struct Assets {
    let accounts: Roll<DepositAccount>
    let balances: Roll<Balance>
    let positions: Positions
    let policies: [PolicyDraft]
  }

  /// Assets summed over the days of some months, by person and month.
  ///
  /// - months: few at once, since a large bank has many persons.   - some: of whom alone the sums are wanted.
  private func sums(of assets: Assets, in months: Range<Int>, only some: Set<Int>?) -> [Int] {
    let days = Array(self.months[months])
    var sums = [Int](repeating: 0, count: persons * days.count)
    func isWanted(_ number: Int) -> Bool { some?.contains(numbers[number].person) ?? true }
    func add(_ number: Int, _ points: [Point], joint: (number: Int, share: Int)? = nil) {
      for (month, range) in days.enumerated() {
        Self.forEachStretch(of: points, range) { amount, count in
          let part = joint.map { amount.part($0.share) } ?? 0
          if let joint { sums[numbers[joint.number].person * days.count + month] += part * count }
          sums[numbers[number].person * days.count + month] += (amount - part) * count
        }
      }
    }
    for account in assets.accounts
    where isWanted(account.holder) || account.joint.map({ isWanted($0.number) }) ?? false {
      let points = assets.balances[account.balances].map { Point(day: $0.day, amount: $0.fen) }
      add(account.holder, points, joint: account.joint)
    }
    for position in assets.positions where isWanted(position.holder) {
      add(position.holder, told { position.fen(on: $0) })
    }
    for policy in assets.policies where isWanted(policy.holder) {
      add(policy.holder, told { policy.issuedOn <= $0 ? policy.fen(on: $0) : 0 })
    }
    return sums
  }

  /// Hands on each person's sums, three months at once: where in `months` the first of them is, the person, and the three.
  func forEachQuarter(
    of assets: Assets, only some: Set<Int>? = nil,
    _ take: (_ first: Int, _ person: Int, _ sums: ArraySlice<Int>) -> Void
  ) {
    for first in stride(from: 0, to: months.count, by: 3) {
      let sums = sums(of: assets, in: first..<first + 3, only: some)
      for person in 0..<persons { take(first, person, sums[3 * person..<3 * person + 3]) }
    }
  }

  /// The tier of each person: the highest of the months.
  func tiers(_ assets: Assets) -> [Tier] {
    var tiers = [Tier](repeating: .t0, count: persons)
    forEachQuarter(of: assets) { first, person, sums in
      for (month, sum) in zip(first..., sums) {
        tiers[person] = max(tiers[person], Tier.holding(sum / Self.days(months[month])))
      }
    }
    return tiers
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
  let persons: People
  let positions: Positions
  let policies: [PolicyDraft]
  /// The month in which they held more.
  private static let month = 3

  /// Gives some accounts more or less in some months; never on the as-of day.
  func keep(_ accounts: inout Roll<DepositAccount>, _ balances: inout Roll<Balance>) {
    let (tiers, sums) = told(accounts, balances)
    let wrong = Set(sums.keys)
    var own: [Int: [Int]] = [:]
    for (index, account) in accounts.enumerated() where isPlain(account) {
      let person = averages.numbers[account.holder].person
      if wrong.contains(person) { own[person, default: []].append(index) }
    }
    for (person, indices) in own.sorted(by: { $0.key < $1.key }) {
      if persons.tier(of: person) > tiers[person] {
        raise(person, indices[0], sums[person]?[Self.month] ?? 0, &accounts, &balances)
      } else {
        for month in averages.months.indices {
          lower(person, indices, month, sums[person]?[month] ?? 0, &accounts, &balances)
        }
      }
    }
  }

  /// The tiers by the files, and of those who are meant for another the sums by month. Rolls are given back before they change.
  private func told(
    _ accounts: Roll<DepositAccount>, _ balances: Roll<Balance>
  ) -> (tiers: [Tier], sums: [Int: [Int]]) {
    let assets = MonthAverages.Assets(
      accounts: accounts, balances: balances, positions: positions, policies: policies)
    let tiers = averages.tiers(assets)
    var sums: [Int: [Int]] = [:]
    let wrong = Set(persons.indices.filter { persons.tier(of: $0) != tiers[$0] })
    averages.forEachQuarter(of: assets, only: wrong) { _, person, quarter in
      if wrong.contains(person) { sums[person, default: []] += quarter }
    }
    return (tiers, sums)
  }

  private func isPlain(_ account: DepositAccount) -> Bool {
    account.kind != .pension && account.currency == nil && account.joint == nil && account.closedOn == nil
      && account.openedOn < averages.months[0].lowerBound
  }

  private func raise(
    _ person: Int, _ index: Int, _ sum: Int, _ accounts: inout Roll<DepositAccount>, _ balances: inout Roll<Balance>
  ) {
    let days = averages.months[Self.month]
    let wanted = persons.tier(of: person).threshold / 50 * 51
    accounts[index].add(max(0, wanted - sum / MonthAverages.days(days)), in: days, &balances)
  }

  /// Takes what is too much for the tier from the person's accounts, as far as they have it.
  private func lower(
    _ person: Int, _ indices: [Int], _ month: Int, _ sum: Int, _ accounts: inout Roll<DepositAccount>,
    _ balances: inout Roll<Balance>
  ) {
    guard let next = Tier(rawValue: persons.tier(of: person).rawValue + 1) else { return }
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
