import MartCore

/// Builds the orders: so many redemptions by how fast they are paid, purchases without a fee, accounts with a plan
/// and orders of the night as are planted, each for a position that its holder has.
struct OrderBuilder {
  let calibration: Calibration
  let calendar: DeliveryCalendar
  let numbers: [CustomerNumber]
  let positions: Positions
  let products: [WealthProduct]
  let seed: UInt64
  private var random: SeededRandom
  private var orders: [Order] = []
  /// Positions that suit their holders, and positions by how fast they can be redeemed; those of the days at hand.
  private var suitable: [Int] = []
  private var redeemable: [String: [Int]] = [:]

  private static let modes = ["T0", "T05", "T1"]

  init(
    calibration: Calibration, calendar: DeliveryCalendar, numbers: [CustomerNumber], positions: Positions,
    products: [WealthProduct], seed: UInt64
  ) {
    self.calibration = calibration
    self.calendar = calendar
    self.numbers = numbers
    self.positions = positions
    self.products = products
    self.seed = seed
    random = SeededRandom(seed: seed, "orders")
  }

  /// In order of the day of confirmation; those after the opening.
  mutating func build() -> [Order] {
    if calendar.opening < calendar.base { build(calendar.opening + 1...calendar.base, share: (1, 3)) }
    build(calendar.periodFrom...calendar.asOf, share: (1, 1))
    return sorted()
  }

  /// Positions that are there by the last of the days.
  private mutating func choosePositions(_ last: BusinessDate) {
    let own = positions.indices.filter { index in
      !positions[index].isPension && positions[index].points.first.map { $0.day <= last - 10 } ?? false
    }
    suitable = own.filter { index in
      let risk = InvestorRisk(of: positions[index].holder, seed: seed, calendar)
      return risk.level >= products[positions[index].product].risk
    }
    for mode in Self.modes {
      redeemable[mode] = own.filter { index in
        products[positions[index].product].settleModes.split(separator: "/").contains { $0 == mode }
      }
    }
  }

  /// - share: of the orders of the period.
  private mutating func build(_ days: ClosedRange<BusinessDate>, share: (part: Int, whole: Int)) {
    func part(_ count: Int) -> Int { count * share.part / share.whole }
    choosePositions(days.upperBound)
    guard !suitable.isEmpty else { return }
    let first = orders.count
    for (mode, count) in zip(Self.modes, calibration.redemptions) { redeem(part(count), mode, days) }
    buy(free: part(calibration.freePurchases), charged: part(calibration.chargedPurchases), days, part)
    for _ in 0..<part(calibration.dividends) { add(.dividend, random.pick(suitable), days) }
    var evening = (first..<orders.count).filter { !orders[$0].isPlanned && orders[$0].side != .dividend }
    random.shuffle(&evening)
    for index in evening.prefix(part(calibration.nightOrders)) { moveIntoNight(index) }
    for _ in 0..<part(calibration.failedOrders) {
      add(.buy, random.pick(suitable), days)
      orders[orders.count - 1].state = random.chance(2, in: 5) ? .rejected : .cancelled
    }
  }

  private mutating func redeem(_ count: Int, _ mode: String, _ days: ClosedRange<BusinessDate>) {
    let shelf = redeemable[mode] ?? []
    guard !shelf.isEmpty else { return }
    for _ in 0..<count {
      add(.sell, random.pick(shelf), days)
      orders[orders.count - 1].settleMode = mode
    }
  }

  /// Purchases by plans come first; then as many others as are missing.
  private mutating func buy(
    free: Int, charged: Int, _ days: ClosedRange<BusinessDate>, _ part: (Int) -> Int
  ) {
    let first = orders.count
    planPurchases(part(calibration.planAccounts), upTo: free + charged, days)
    while orders.count - first < free + charged { add(.buy, random.pick(suitable), days) }
    var all = Array(first..<orders.count)
    random.shuffle(&all)
    for index in all.dropFirst(free) {
      orders[index].fee = max(1, orders[index].fen / 10_000 * random.number(in: 8...120))
    }
  }

  /// A purchase a month for each account with a plan, for the first of each account surely.
  private mutating func planPurchases(_ accounts: Int, upTo limit: Int, _ days: ClosedRange<BusinessDate>) {
    var chosen: [Int] = []
    var seen: Set<Serial> = []
    var order = suitable
    random.shuffle(&order)
    for index in order where chosen.count < accounts && seen.insert(positions[index].account).inserted {
      chosen.append(index)
    }
    let first = orders.count
    for index in chosen { plan(index, days) }
    for index in chosen {
      for _ in 0..<random.below(8) where orders.count - first < limit { plan(index, days) }
    }
  }

  private mutating func plan(_ index: Int, _ days: ClosedRange<BusinessDate>) {
    add(.buy, index, days)
    orders[orders.count - 1].isPlanned = true
  }

  /// An order on a workday on which the position is held; another position's where there is no such day.
  private mutating func add(_ side: OrderSide, _ index: Int, _ days: ClosedRange<BusinessDate>) {
    let position = positions[index]
    let day = day(for: position, days)
    let held = max(position.fen(on: day), position.points.map(\.amount).max() ?? 0 > 0 ? 10_000 : 1)
    let minimum = products[position.product].minimum
    var order = Order(position: index, side: side, fen: fen(side, held, minimum), day: day)
    order.channel = random.weighted([("MOB", 74), ("GMT", 8), ("YXT", 12), ("REM", 6)])
    order.second = random.number(in: 32_400...53_900)
    orders.append(order)
  }

  private mutating func fen(_ side: OrderSide, _ held: Int, _ minimum: Int) -> Int {
    switch side {
    case .buy: return max((held / 100 * random.number(in: 4...45) / 10_000) * 10_000, max(minimum, 100))
    case .sell: return max(1, held / 100 * random.number(in: 5...70))
    case .dividend: return max(1, held / 1_000 * random.number(in: 1...12))
    }
  }

  /// Within the days on which the position is held, a workday where there is one.
  private mutating func day(for position: Position, _ days: ClosedRange<BusinessDate>) -> BusinessDate {
    let first = max(days.lowerBound, position.points.first?.day ?? days.lowerBound)
    let sold = position.points.last.flatMap { $0.amount == 0 ? $0.day - 1 : nil } ?? days.upperBound
    let last = max(first, min(days.upperBound, sold))
    for _ in 0..<40 {
      let day = random.day(from: min(first, last), through: last)
      if Workdays.contains(day) { return day }
    }
    return Workdays.before(days.upperBound + 1)
  }

  /// Gives the order in an evening before the day on which it is confirmed.
  private mutating func moveIntoNight(_ index: Int) {
    let earlier = Workdays.before(orders[index].day)
    orders[index].night = random.day(from: earlier, through: orders[index].day - 1)
    orders[index].second = random.number(in: 72_000...86_300)
    orders[index].channel = "MOB"
  }

  private func sorted() -> [Order] {
    var result = orders.indices.sorted { (orders[$0].day, $0) < (orders[$1].day, $1) }.map { orders[$0] }
    for index in result.indices {
      let follows = index > 0 && result[index - 1].day == result[index].day
      result[index].sequence = follows ? result[index - 1].sequence + 1 : 1
    }
    return result
  }
}
