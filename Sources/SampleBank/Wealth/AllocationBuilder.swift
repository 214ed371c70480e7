import MartCore

/// What a person holds on any day, by class of asset.
struct Wealth {
  private let accounts: [Int: [DepositAccount]]
  private let balances: Roll<Balance>
  private let positions: [Int: [(place: Int, position: Position)]]
  private let policies: [Int: [Policy]]

  /// - persons: those who will be asked for.   - joint accounts count with their first holder.
  init(
    of persons: Set<Int>, numbers: [CustomerNumber], accounts: Roll<DepositAccount>, balances: Roll<Balance>,
    positions: Positions, products: [WealthProduct], policies: [Policy]
  ) {
    func own<Thing>(_ things: some Sequence<Thing>, _ number: (Thing) -> Int) -> [Int: [Thing]] {
      Dictionary(grouping: things.filter { persons.contains(numbers[number($0)].person) }) {
        numbers[number($0)].person
      }
    }
    self.balances = balances
    self.accounts = own(accounts, \.holder)
    self.positions = own(positions, \.holder).mapValues { list in
      list.map { position in
        let product = products[position.product]
        return (ModelPortfolio.place(product.kind, product.assetClass), position)
      }
    }
    self.policies = own(policies, \.terms.holder)
  }

  func held(by person: Int, on day: BusinessDate) -> [Int] {
    var held = ModelPortfolio.classes.map { _ in 0 }
    for account in accounts[person] ?? [] { held[0] += account.fen(on: day, balances) }
    for (place, position) in positions[person] ?? [] { held[place] += position.fen(on: day) }
    for policy in policies[person] ?? [] where policy.terms.issuedOn <= day {
      held[ModelPortfolio.place(.insurance, "")] += policy.terms.fen(on: day)
    }
    return held
  }
}

/// Builds the steps of asset allocation: everyone served is diagnosed, and each further step reaches fewer.
struct AllocationBuilder {
  let calibration: Calibration
  let calendar: DeliveryCalendar
  let numbers: [CustomerNumber]
  let relations: Relations
  let seed: UInt64
  private var random: SeededRandom

  init(
    calibration: Calibration, calendar: DeliveryCalendar, numbers: [CustomerNumber], relations: Relations,
    seed: UInt64
  ) {
    self.calibration = calibration
    self.calendar = calendar
    self.numbers = numbers
    self.relations = relations
    self.seed = seed
    random = SeededRandom(seed: seed, "asset allocation")
  }

  /// In order of day; those after the opening.
  mutating func build(
    accounts: Roll<DepositAccount>, balances: Roll<Balance>, positions: Positions, products: [WealthProduct],
    policies: [Policy]
  ) -> [AllocationEvent] {
    var able = numbers.indices.filter { index in
      numbers[index].source == .wealth && numbers[index].isActive(on: calendar.asOf)
        && numbers[index].openedOn <= calendar.storyOpening
    }
    random.shuffle(&able)
    let counts = calibration.allocationSteps
    let now = able.prefix(counts[0])
    let early = calendar.opening < calendar.base ? able.dropFirst(counts[0]).prefix(calibration.earlierAllocations) : []
    let wealth = Wealth(
      of: Set((now + early).map { numbers[$0].person }), numbers: numbers, accounts: accounts, balances: balances,
      positions: positions, products: products, policies: policies)
    var events: [AllocationEvent] = []
    for (place, number) in now.enumerated() {
      serve(number, steps: counts.count { place < $0 }, in: calendar.periodFrom...calendar.asOf, wealth, &events)
    }
    for number in early {
      let steps = random.weighted([(1, 26), (2, 21), (3, 20), (4, 33)])
      serve(number, steps: steps, in: calendar.opening + 1...calendar.base, wealth, &events)
    }
    return sorted(events)
  }

  private var sessions = 0

  private mutating func serve(
    _ number: Int, steps: Int, in days: ClosedRange<BusinessDate>, _ wealth: Wealth, _ events: inout [AllocationEvent]
  ) {
    sessions += 1
    let chosen = AllocationStep.allCases.prefix(steps)
    let waits = chosen.map { random.number(in: $0.wait) }
    var day = random.day(from: days.lowerBound, through: days.upperBound - waits.reduce(0, +))
    let start = day
    let risk = InvestorRisk(of: number, seed: seed, calendar).level
    let channel = random.weighted([("MOB", 62), ("YXT", 20), ("GMT", 8), ("REM", 10)])
    for (step, wait) in zip(chosen, waits) {
      day = day + wait
      events.append(
        AllocationEvent(
          number: number, session: sessions, startedOn: start, step: step, day: day, risk: risk, channel: channel,
          held: wealth.held(by: numbers[number].person, on: day)))
    }
  }

  private func sorted(_ events: [AllocationEvent]) -> [AllocationEvent] {
    var result = events.indices.sorted { (events[$0].day, $0) < (events[$1].day, $1) }.map { events[$0] }
    for index in result.indices {
      let follows = index > 0 && result[index - 1].day == result[index].day
      result[index].sequence = follows ? result[index - 1].sequence + 1 : 1
    }
    return result
  }
}
