import MartCore

/// Builds the deposit accounts: who has which, what they hold, and how that came about.
struct DepositBuilder {
  let calibration: Calibration
  let calendar: DeliveryCalendar
  let persons: People
  let numbers: [CustomerNumber]
  let relations: Relations
  /// By person: since when there is a demand account, the messenger, third-party payment.
  let openings: PackedDays
  let messenger: PackedDays
  let payment: PackedDays
  let savesLong: [Bool]
  let pensions: [Pension]
  private var random: SeededRandom
  private(set) var accounts: [DepositAccount] = []

  init(
    calibration: Calibration, calendar: DeliveryCalendar, persons: People, numbers: [CustomerNumber],
    relations: Relations, openings: PackedDays, messenger: PackedDays, payment: PackedDays,
    savesLong: [Bool], pensions: [Pension], seed: UInt64
  ) {
    self.calibration = calibration
    self.calendar = calendar
    self.persons = persons
    self.numbers = numbers
    self.relations = relations
    self.openings = openings
    self.messenger = messenger
    self.payment = payment
    self.savesLong = savesLong
    self.pensions = pensions
    random = SeededRandom(seed: seed, "deposits")
  }

  /// The accounts by the day they were opened, without balances.
  mutating func build() -> [DepositAccount] {
    openDemandAccounts()
    openTimeAccounts()
    for pension in pensions {
      guard let core = relations.number(.core, of: pension.person) else { continue }
      open(.pension, holder: core, on: pension.openedOn)
    }
    closeTimeAccounts()
    openNewTimeAccounts()
    nameModes()
    accounts.arrange(by: \.openedOn)
    return accounts.handOver()
  }

  private mutating func openDemandAccounts() {
    for (index, number) in numbers.enumerated() where number.source == .core {
      let person = number.person
      guard let opening = openings[person] else { continue }
      if relations.number(.core, of: person) != index {
        if number.isActive(on: calendar.asOf) { open(.demand, holder: index, on: number.openedOn) }
        continue
      }
      open(.demand, holder: index, on: opening)
      accounts[accounts.count - 1].messengerFrom = messenger[person]
      accounts[accounts.count - 1].paymentFrom = payment[person]
      let hasCard = relations.number(.card, of: person) != nil
      if hasCard, random.chance(1, in: 4) { open(.demand, holder: index, on: opening) }
    }
  }

  private mutating func openTimeAccounts() {
    for person in persons.indices where savesLong[person] {
      guard let core = relations.number(.core, of: person) else { continue }
      let count = persons.tier(of: person) == .t0 ? 1 : random.weighted([(1, 50), (2, 32), (3, 18)])
      for place in 0..<count {
        let isRecent = place > 0 && random.chance(7, in: 100)
        let first = isRecent ? calendar.storyOpening + 1 : max(numbers[core].openedOn, calendar.storyOpening - 1_500)
        let last = isRecent ? calendar.base : calendar.storyOpening
        open(.time, holder: core, on: random.day(from: first, through: last))
      }
    }
  }

  /// Time accounts come due: always a second or third one of their holder.
  private mutating func closeTimeAccounts() {
    var later: [Int] = []
    for index in accounts.indices.dropFirst() where accounts[index].kind == .time {
      if accounts[index - 1].kind == .time, accounts[index - 1].holder == accounts[index].holder { later.append(index) }
    }
    random.shuffle(&later)
    for index in later.prefix(calibration.closedTimeAccounts) {
      accounts[index].closedOn = random.day(from: calendar.periodFrom, through: calendar.asOf)
    }
    for index in later.suffix(later.count / 200) where accounts[index].closedOn == nil {
      accounts[index].frozenFrom = random.day(from: calendar.storyOpening, through: calendar.asOf)
    }
  }

  /// As many as are missing to the accounts opened in the period.
  private mutating func openNewTimeAccounts() {
    let opened = accounts.count { $0.openedOn >= calendar.periodFrom }
    let savers = persons.indices.filter { savesLong[$0] }
    guard !savers.isEmpty else { return }
    for _ in 0..<max(0, calibration.openings.reduce(0, +) - opened) {
      guard let core = relations.number(.core, of: random.pick(savers)) else { continue }
      open(.time, holder: core, on: random.day(from: calendar.periodFrom, through: calendar.asOf))
    }
  }

  private mutating func open(_ kind: DepositKind, holder: Int, on day: BusinessDate) {
    let isFirst = kind != .time || accounts.last.map { $0.kind != .time || $0.holder != holder } ?? true
    let mayBeForeign = kind == .time && !isFirst
    let level = kind == .demand && accounts.last?.holder == holder ? random.pick([ManageLevel.less, .little]) : .all
    let closed = kind == .demand ? relations.closedOn[numbers[holder].person] : nil
    accounts.append(
      DepositAccount(
        number: number(), kind: kind,
        currency: mayBeForeign && random.chance(6, in: 100) ? random.weighted([(0, 6), (1, 3), (2, 2)]) : nil,
        holder: holder, product: random.below(kind.products.count), branch: numbers[holder].branchPlace, openedOn: day,
        closedOn: closed, level: level, protection: random.weighted([(0, 10), (1, 30), (2, 40), (3, 20)])))
  }

  /// `0200`, the number within the bank, and digits that no one guesses; without the first zero.
  private mutating func number() -> UInt64 {
    var number = UInt64("200" + String(1_000_000 + accounts.count)) ?? 0
    for _ in 0..<6 { number = number * 10 + UInt64(random.below(10)) }
    return number
  }

  /// How the accounts were opened: those of the period as planned.
  private mutating func nameModes() {
    let modes = [OpenMode.counter, .alone, .remote]
    var new = accounts.indices.filter { accounts[$0].openedOn >= calendar.periodFrom }
    random.shuffle(&new)
    var left = new[...]
    for (mode, count) in zip(modes, calibration.openings) {
      for index in left.prefix(count) { accounts[index].mode = mode }
      left = left.dropFirst(count)
    }
    for index in accounts.indices where accounts[index].openedOn < calendar.periodFrom {
      accounts[index].mode = random.weighted([(.counter, 70), (.alone, 22), (.remote, 8)])
    }
  }
}
