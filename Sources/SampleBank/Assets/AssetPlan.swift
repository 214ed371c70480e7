import MartCore

/// Who holds how much of what, on the as-of day and on the base day.
struct AssetPlan: Sendable {
  /// By person, in fen: what is in demand accounts.
  var demand: [AtDays] = []
  /// By kind, in fen: what is held in the others.
  var holdings = AssetKind.allCases.map { _ in Holdings() }
  /// By person: the part of the money-market funds that is in the bundle, of the funds that is in the new
  /// index, and of the funds that is in pension products.
  var bundle = Holdings()
  var index = Holdings()
  var pension = Holdings()
  /// The policies behind what is held in insurance.
  var policies: [PolicyDraft] = []

  subscript(kind: AssetKind, person: Int) -> AtDays {
    kind == .demand ? demand[person] : holdings[kind.ordinal][person]
  }
}

/// What persons hold of something that few of them hold.
struct Holdings: Sendable {
  private var amounts: [UInt32: AtDays] = [:]

  subscript(person: Int) -> AtDays {
    get { amounts[UInt32(person)] ?? AtDays() }
    set { amounts[UInt32(person)] = newValue == AtDays() ? nil : newValue }
  }

  /// What all hold together.
  var total: AtDays {
    amounts.values.reduce(into: AtDays()) {
      $0.now += $1.now; $0.base += $1.base
    }
  }
}

/// Makes the plan: totals by person first, then kind by kind; what is left is in demand accounts.
struct AssetPlanner {
  let calibration: Calibration
  let calendar: DeliveryCalendar
  let persons: People
  let numbers: [CustomerNumber]
  let relations: Relations
  let targets: [AtDays]
  /// By person: whether there is a time account.
  let savesLong: [Bool]
  let pensions: [Pension]
  var random: SeededRandom

  /// How many of a hundred wealth customers hold the kind, and at most what part of their assets, in a hundred.
  private static let shares: [(kind: AssetKind, holders: Int, cap: Int)] = [
    (.wmp, 55, 25), (.mmf, 33, 10), (.fund, 30, 10), (.bond, 16, 15), (.metal, 16, 6),
  ]

  mutating func plan() -> AssetPlan {
    var plan = AssetPlan()
    var rest = targets
    setPensions(&plan, &rest)
    let wealth = persons.indices.filter { relations.number(.wealth, of: $0) != nil && targets[$0].now > 0 }
    let free = rest
    setBundle(&plan, wealth, free, &rest)
    setPolicies(&plan, wealth, free, &rest)
    for share in Self.shares { allocateKind(share.kind, share.holders, share.cap, wealth, free, &plan, &rest) }
    saveLong(&plan, &rest)
    plan.demand = rest
    setIndex(&plan)
    return plan
  }

  private func setPensions(_ plan: inout AssetPlan, _ rest: inout [AtDays]) {
    for pension in pensions {
      let cash = AtDays(now: pension.cash(on: calendar.asOf), base: pension.cash(on: calendar.base))
      let bought = AtDays(now: pension.bought(by: calendar.asOf), base: pension.bought(by: calendar.base))
      plan.holdings[AssetKind.pensionCash.ordinal][pension.person] = cash
      plan.pension[pension.person] = bought
      rest[pension.person].now -= cash.now + bought.now
      rest[pension.person].base -= cash.base + bought.base
      plan.holdings[AssetKind.fund.ordinal][pension.person] = bought
    }
  }

  /// The holders of the bundle are among the wealthiest, so that its value fits.
  private mutating func setBundle(
    _ plan: inout AssetPlan, _ wealth: [Int], _ free: [AtDays], _ rest: inout [AtDays]
  ) {
    let able = wealth.filter { isKnown($0) && free[$0].base > 0 }.sorted { (-free[$0].now, $0) < (-free[$1].now, $1) }
    var holders = Array(able.prefix(calibration.bundleHolders * 9))
    random.shuffle(&holders)
    holders = Array(holders.prefix(calibration.bundleHolders))
    let weights = holders.map { free[$0].now / 1_000 * random.number(in: 10...100) }
    let shares = allocate(calibration.bundleFen, by: weights, upTo: holders.map { free[$0].now / 100 * 8 })
    for (person, share) in zip(holders, shares) {
      let base = share / 100 * random.number(in: 40...80)
      let part = AtDays(now: share, base: min(base, free[person].base / 100 * 8))
      plan.bundle[person] = part
      add(part, to: .mmf, of: person, &plan, &rest)
    }
  }

  /// The wealthier hold policies, for at most a fifth of what they have.
  private mutating func setPolicies(
    _ plan: inout AssetPlan, _ wealth: [Int], _ free: [AtDays], _ rest: inout [AtDays]
  ) {
    let able = wealth.filter { persons.tier(of: $0) >= .t4 && free[$0].base >= 8_000_000 }
    var policies = PolicyPlan(
      calibration: calibration, calendar: calendar, numbers: numbers,
      able: able.compactMap { person in
        relations.number(.wealth, of: person).map {
          ($0, AtDays(now: free[person].now / 100 * 20, base: free[person].base / 100 * 20))
        }
      }, random: random.fork())
    plan.policies = policies.drafts()
    for policy in plan.policies {
      let part = AtDays(now: policy.fen(on: calendar.asOf), base: policy.fen(on: calendar.base))
      add(part, to: .insurance, of: numbers[policy.holder].person, &plan, &rest)
    }
  }

  private func add(
    _ part: AtDays, to kind: AssetKind, of person: Int, _ plan: inout AssetPlan, _ rest: inout [AtDays]
  ) {
    plan.holdings[kind.ordinal][person].now += part.now
    plan.holdings[kind.ordinal][person].base += part.base
    rest[person].now -= part.now
    rest[person].base -= part.base
  }

  /// Whether the wealth system knew the person on the base day.
  private func isKnown(_ person: Int) -> Bool {
    relations.number(.wealth, of: person).map { numbers[$0].openedOn <= calendar.base } ?? false
  }

  private mutating func allocateKind(
    _ kind: AssetKind, _ holders: Int, _ cap: Int, _ wealth: [Int], _ free: [AtDays], _ plan: inout AssetPlan,
    _ rest: inout [AtDays]
  ) {
    let held = plan.holdings[kind.ordinal].total
    let total = AtDays(
      now: calibration.assetsNow[kind.ordinal] - held.now, base: calibration.assetsBase[kind.ordinal] - held.base)
    let chosen = choose(kind, holders, cap, wealth, free, total)
    var weights: [AtDays] = []
    for person in chosen {
      let factor = random.number(in: 20...100)
      let isNew = random.chance(5, in: 100) || !isKnown(person)
      weights.append(
        AtDays(
          now: random.chance(4, in: 100) ? 0 : free[person].now / 100 * factor,
          base: isNew ? 0 : free[person].base / 100 * factor))
    }
    let now = allocate(total.now, by: weights.map(\.now), upTo: chosen.map { free[$0].now / 100 * cap })
    let base = allocate(total.base, by: weights.map(\.base), upTo: chosen.map { free[$0].base / 100 * cap })
    for (place, person) in chosen.enumerated() {
      add(AtDays(now: now[place], base: base[place]), to: kind, of: person, &plan, &rest)
    }
  }

  /// The holders of a kind: the usual share, or more until the caps leave ample room.
  private mutating func choose(
    _ kind: AssetKind, _ share: Int, _ cap: Int, _ wealth: [Int], _ free: [AtDays], _ total: AtDays
  ) -> [Int] {
    var able = wealth
    random.shuffle(&able)
    var chosen: [Int] = []
    var room = AtDays()
    for person in able {
      let isEnough = room.now * 10 > total.now * 14 && room.base * 10 > total.base * 14
      if isEnough && chosen.count >= able.count * share / 100 { break }
      chosen.append(person)
      room.now += free[person].now / 100 * cap
      room.base += isKnown(person) ? free[person].base / 100 * cap : 0
    }
    return chosen
  }

  /// Most of what savers have left is in time accounts.
  private mutating func saveLong(_ plan: inout AssetPlan, _ rest: inout [AtDays]) {
    let savers = persons.indices.filter { savesLong[$0] }
    let factors = savers.map { _ in random.number(in: 50...100) }
    func shares(_ part: KeyPath<AtDays, Int>, _ total: Int) -> [Int] {
      allocate(
        total, by: zip(savers, factors).map { rest[$0][keyPath: part] / 100 * $1 },
        upTo: savers.map { rest[$0][keyPath: part] / 100 * 97 })
    }
    let kind = AssetKind.time
    let now = shares(\.now, calibration.assetsNow[kind.ordinal])
    let base = shares(\.base, calibration.assetsBase[kind.ordinal])
    for (place, person) in savers.enumerated() {
      add(AtDays(now: now[place], base: base[place]), to: kind, of: person, &plan, &rest)
    }
  }

  /// Some holders of funds have put a part of them into the new index, which came after the base day.
  private mutating func setIndex(_ plan: inout AssetPlan) {
    func usual(_ person: Int) -> Int { plan[.fund, person].now - plan.pension[person].now }
    var holders = persons.indices.filter { usual($0) > 1_000 }
    random.shuffle(&holders)
    for person in holders.prefix(calibration.indexHolders) {
      plan.index[person].now = usual(person) / 100 * random.number(in: 10...60) + 1
    }
  }
}
