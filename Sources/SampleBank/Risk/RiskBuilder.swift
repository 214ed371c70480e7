import MartCore

/// Builds the risk events: so many a path in the period, net of those that were none, and so much blocked.
struct RiskBuilder {
  let calibration: Calibration
  let calendar: DeliveryCalendar
  let numbers: [CustomerNumber]
  private var random: SeededRandom
  private var events: [RiskEvent] = []
  /// Places of the numbers by source, and by number an account of its own.
  private let holders: [Source: [Int]]
  private let accounts: [Int: String]

  init(
    calibration: Calibration, calendar: DeliveryCalendar, numbers: [CustomerNumber], accounts: Roll<DepositAccount>,
    credits: [CreditAccount], loans: [Loan], seed: UInt64
  ) {
    self.calibration = calibration
    self.calendar = calendar
    self.numbers = numbers
    random = SeededRandom(seed: seed, "risk events")
    var own: [Int: String] = [:]
    for account in accounts where account.openedOn <= calendar.storyOpening { own[account.holder] = account.number }
    for credit in credits where credit.openedOn <= calendar.storyOpening { own[credit.holder] = credit.number }
    for loan in loans where loan.startedOn <= calendar.storyOpening { own[loan.borrower] = loan.number }
    self.accounts = own
    holders = Dictionary(grouping: own.keys.sorted().filter { numbers[$0].openedOn < calendar.storyOpening }) {
      numbers[$0].source
    }
  }

  /// In order of day; those after the opening.
  mutating func build() -> [RiskEvent] {
    guard holders[.core] != nil else { return [] }
    var month = calendar.opening < calendar.base ? calendar.opening + 1 : calendar.periodFrom
    while month < calendar.periodFrom {
      for _ in 0..<calibration.earlyRiskEvents {
        add(random.weighted([(.prevent, 73), (.control, 22), (.cover, 5)]), in: month...month.monthEnd)
      }
      month = month.monthEnd + 1
    }
    let period = calendar.periodFrom...calendar.asOf
    for (path, count) in zip(RiskPath.allCases, calibration.riskEvents) {
      let first = events.count
      for _ in 0..<count { add(path, in: period) }
      share(calibration.riskBlocked[path.ordinal], over: first..<events.count)
      for _ in 0..<calibration.riskReversals[path.ordinal] { addReversed(path, in: period) }
    }
    return sorted()
  }

  private mutating func add(_ path: RiskPath, in days: ClosedRange<BusinessDate>) {
    let (kind, action) = (random.weighted(path.kinds), random.weighted(path.actions))
    let wanted: Source = kind == "CARD_FRAUD" ? .card : kind == "LOAN_FRAUD" || kind == "MISUSE" ? .loan : .core
    let number = random.pick(holders[wanted] ?? holders[.core] ?? [0])
    let isConfirmed = random.chance(path == .prevent ? 12 : 40, in: 100)
    let hasLoss = isConfirmed && path != .prevent && random.chance(1, in: 3)
    events.append(
      RiskEvent(
        number: number, account: kind == "DEVICE" ? nil : accounts[number], path: path, kind: kind,
        severity: random.weighted([(1, 20), (2, 30), (3, 28), (4, 15), (5, 7)]), action: action,
        loss: hasLoss ? random.number(in: 10_000...900_000) : 0,
        blocked: ["BLOCK", "FREEZE"].contains(action) ? random.number(in: 5_000...1_500_000) : 0,
        isConfirmed: isConfirmed, day: random.day(from: days.lowerBound, through: days.upperBound),
        second: random.number(in: 0...86_000)))
  }

  /// Gives the blocked events their amounts, so that all together block so much.
  private mutating func share(_ fen: Int, over range: Range<Int>) {
    let blocking = range.filter { events[$0].blocked > 0 }
    let able = blocking.isEmpty ? Array(range.prefix(1)) : blocking
    for (index, part) in zip(able, allocate(fen, by: able.map { max(1, events[$0].blocked) })) {
      events[index].blocked = part
    }
  }

  /// An event and, within some days, the reversal that says it was none.
  private mutating func addReversed(_ path: RiskPath, in days: ClosedRange<BusinessDate>) {
    add(path, in: days.lowerBound...days.upperBound - 20)
    let index = events.count - 1
    events[index].isReversed = true
    let original = events[index]
    events.append(
      RiskEvent(
        number: original.number, account: original.account, path: path, kind: original.kind,
        severity: original.severity, action: "PASS", loss: -original.loss, blocked: -original.blocked,
        isConfirmed: original.isConfirmed, day: original.day + random.number(in: 1...15),
        second: random.number(in: 30_000...60_000), reverses: index))
  }

  private mutating func sorted() -> [RiskEvent] {
    let order = events.indices.sorted { (events[$0].day, $0) < (events[$1].day, $1) }
    var place = [Int](repeating: 0, count: order.count)
    for (new, old) in order.enumerated() { place[old] = new }
    var result = order.map { events[$0] }
    for index in result.indices {
      result[index].reverses = result[index].reverses.map { place[$0] }
      let follows = index > 0 && result[index - 1].day == result[index].day
      result[index].sequence = follows ? result[index - 1].sequence + 1 : 1
    }
    return result
  }
}
