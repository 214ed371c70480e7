import MartCore

/// Builds the cards of the population.
struct ProductBuilder {
  let calibration: Calibration
  let calendar: DeliveryCalendar
  let numbers: [CustomerNumber]
  private var random: SeededRandom
  private var maker = CardMaker()
  private let accounts: Roll<DepositAccount>
  private var cards: [Card] = []
  /// The person and the place of each account that a debit card may spend from, by person.
  private var accountsOfPersons: [UInt64] = []

  init(
    calibration: Calibration, calendar: DeliveryCalendar, numbers: [CustomerNumber], accounts: Roll<DepositAccount>,
    seed: UInt64
  ) {
    self.calibration = calibration
    self.calendar = calendar
    self.numbers = numbers
    self.accounts = accounts
    random = SeededRandom(seed: seed, "products")
  }

  /// The cards, in the order of their opening.
  mutating func build() -> [Card] {
    let holders = numbers.indices.filter { numbers[$0].source == .card }
    for (index, account) in accounts.enumerated() where account.kind == .demand && account.currency == nil {
      accountsOfPersons.append(UInt64(numbers[account.holder].person) << 32 | UInt64(index))
    }
    accountsOfPersons.sort()
    openCreditAccounts(holders)
    openDebitCards(holders)
    var changer = CardChanger(calendar: calendar, numbers: numbers, random: random.fork())
    changer.change(&cards, count: calibration.cardChanges)
    cards.arrange(by: \.openedOn)
    return cards.handOver()
  }

  private func debitAccounts(_ holder: Int) -> [Int] {
    let person = UInt64(numbers[holder].person)
    var (low, high) = (0, accountsOfPersons.count)
    while low < high {
      let middle = (low + high) / 2
      if accountsOfPersons[middle] >> 32 < person { low = middle + 1 } else { high = middle }
    }
    return accountsOfPersons[low...].prefix { $0 >> 32 == person }.map { Int($0 & 0xFFFF_FFFF) }
  }

  /// Credit accounts for those who have no debit card, then for others, with supplementary cards on some.
  private mutating func openCreditAccounts(_ holders: [Int]) {
    let bound = holders.filter { debitAccounts($0).isEmpty }
    var free = holders.filter { !debitAccounts($0).isEmpty }
    random.shuffle(&free)
    let chosen = (bound + free.prefix(max(0, calibration.creditAccounts - bound.count))).sorted()
    for (place, holder) in chosen.enumerated() {
      var account = UInt64(70_000_000 + place)
      for _ in 0..<4 { account = account * 10 + UInt64(random.below(10)) }
      let limit = random.pick([5_000, 10_000, 20_000, 30_000, 50_000, 80_000, 100_000]) * 100
      let opened = numbers[holder].openedOn
      for _ in 0..<(random.chance(1, in: 4) ? 2 : 1) {
        cards.append(maker.card(.credit, holder: holder, account: account, limit: limit, openedOn: opened, &random))
      }
      guard place % max(1, chosen.count / max(1, calibration.supplementaryCards)) == 0 else { continue }
      addSupplementary(to: account, limit: limit, after: opened, holders)
    }
  }

  /// A card on another's account; its holder is a cardholder in his own right.
  private mutating func addSupplementary(
    to account: UInt64, limit: Int, after opened: BusinessDate, _ holders: [Int]
  ) {
    let holder = random.pick(holders)
    let day = max(opened, numbers[holder].openedOn)
    cards.append(
      maker.card(
        .credit, holder: holder, account: account, limit: limit, supplementary: true, openedOn: day, &random))
  }

  /// Debit cards: so many at the opening that the card stock is right, later ones over the year.
  private mutating func openDebitCards(_ holders: [Int]) {
    let able = holders.filter { !debitAccounts($0).isEmpty }
    guard !able.isEmpty else { return }
    let early = able.filter { numbers[$0].openedOn <= calendar.storyOpening }
    let wanted = max(early.count, calibration.openingCards - cards.count)
    for index in 0..<wanted where !early.isEmpty {
      let holder = index < early.count ? early[index] : random.pick(early)
      openDebitCard(holder, on: numbers[holder].openedOn, through: calendar.storyOpening)
    }
    for holder in able where numbers[holder].openedOn > calendar.storyOpening {
      openDebitCard(holder, on: numbers[holder].openedOn, through: numbers[holder].openedOn)
    }
    let active = able.filter { numbers[$0].isActive(on: calendar.asOf) }
    for _ in 0..<calibration.laterCards where !active.isEmpty {
      openDebitCard(random.pick(active), on: calendar.storyOpening + 1, through: calendar.asOf)
    }
  }

  private mutating func openDebitCard(_ holder: Int, on first: BusinessDate, through last: BusinessDate) {
    let account = accounts.lone(random.pick(debitAccounts(holder)))
    let from = max(first, account.openedOn, numbers[holder].openedOn)
    let isFirstDay = from <= calendar.storyOpening && random.chance(1, in: 3)
    let day = isFirstDay ? from : random.day(from: from, through: max(from, last))
    cards.append(maker.card(.debit, holder: holder, account: account.shortNumber, limit: nil, openedOn: day, &random))
  }
}
