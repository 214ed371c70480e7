import MartCore

/// Gives the persons their customer numbers, and the numbers their life.
struct NumberMaker {
  private let calendar: DeliveryCalendar
  private var contacts: ContactMaker
  private var random: SeededRandom

  /// - persons: how many are to come.
  init(calibration: Calibration, calendar: DeliveryCalendar, seed: UInt64, persons: Int) {
    self.calendar = calendar
    contacts = ContactMaker(branches: calibration.branches, persons: persons)
    random = SeededRandom(seed: seed, "numbers")
  }

  /// All numbers of the person, the first of each source first.
  mutating func numbers(of person: Person, at index: Int, _ membership: Membership) -> [CustomerNumber] {
    let home = CustomerRecord(
      phone: contacts.phone(&random), address: contacts.address(in: person.region, &random),
      occupation: random.weighted(Occupation.known), risk: random.weighted([(.low, 88), (.middle, 10), (.high, 2)]),
      status: membership.status, updatedOn: membership.openedOn)
    var numbers: [CustomerNumber] = []
    for (source, count) in [(Source.core, membership.cores), (.card, membership.cards)] {
      for _ in 0..<count {
        let isRecent = source == .card && membership.isNewCardholder
        let opened = numbers.isEmpty ? membership.openedOn : laterOpening(membership, isRecent: isRecent)
        numbers.append(number(source, of: index, openedOn: opened, home, turn: membership.turn))
      }
    }
    for (source, isRecent) in membership.services {
      let opened = laterOpening(membership, isRecent: isRecent)
      numbers.append(number(source, of: index, openedOn: opened, home, turn: membership.turn))
    }
    for (source, count) in [(Source.core, membership.closedCores), (.card, membership.closedCards)] where count > 0 {
      numbers.append(closedNumber(source, of: index, home, membership))
    }
    return numbers
  }

  /// Further numbers follow the first: those of stayers before the history, of newcomers within two months,
  /// recent ones within the history.
  private mutating func laterOpening(_ membership: Membership, isRecent: Bool) -> BusinessDate {
    let first = membership.openedOn
    if isRecent {
      return random.day(after: max(first, calendar.storyOpening), through: calendar.asOf)
    }
    if first > calendar.storyOpening - 30 {
      return random.day(from: first, through: min(first + 60, calendar.asOf))
    }
    return random.day(from: first, through: calendar.storyOpening - 30)
  }

  private mutating func number(
    _ source: Source, of person: Int, openedOn: BusinessDate, _ home: CustomerRecord,
    turn: (on: BusinessDate, status: CustomerStatus)?
  ) -> CustomerNumber {
    var record = home
    record.updatedOn = openedOn
    // Who has come back already gets a number that is active from its first day.
    if let turn, turn.on < openedOn { record.status = turn.status }
    let branch = contacts.branch(in: home.address.region, &random)
    var number = CustomerNumber(
      source: source, person: person, openedOn: openedOn, branch: branch, opening: record)
    if let turn, turn.on >= openedOn { number.changes.append((turn.on, .status(turn.status))) }
    return number
  }

  /// An old number that its holder closed, before the history or within it.
  private mutating func closedNumber(
    _ source: Source, of person: Int, _ home: CustomerRecord, _ membership: Membership
  ) -> CustomerNumber {
    let opened = membership.openedOn
    var number = number(source, of: person, openedOn: opened, home, turn: nil)
    let closed = random.day(after: max(opened, calendar.storyOpening - 400), through: calendar.asOf)
    number.changes.append((closed, .status(.closed)))
    return number
  }

  /// Spreads changes of phone, address, occupation and risk over the active numbers of a source.
  mutating func addChanges(_ count: Int, of source: Source, to numbers: inout [CustomerNumber]) {
    let own = numbers.indices.filter { numbers[$0].source == source && numbers[$0].changes.isEmpty }
    guard !own.isEmpty else { return }
    for _ in 0..<count {
      let index = random.pick(own)
      let first = max(numbers[index].openedOn, calendar.storyOpening)
      guard first < calendar.asOf else { continue }
      let day = random.day(after: first, through: calendar.asOf)
      numbers[index].changes.append((day, change(of: numbers[index])))
      numbers[index].changes.sort { $0.on < $1.on }
    }
  }

  private mutating func change(of number: CustomerNumber) -> RecordChange {
    switch random.below(20) {
    case 0..<9: return .phone(contacts.phone(&random))
    case 9..<16:
      let region = random.chance(4, in: 5) ? number.opening.address.region : random.below(Region.all.count)
      return .address(contacts.address(in: region, &random))
    case 16..<18: return .occupation(random.weighted(Occupation.known))
    default: return .risk(random.weighted([(.low, 6), (.middle, 3), (.high, 1)]))
    }
  }
}
