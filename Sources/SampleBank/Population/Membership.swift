import MartCore

/// How one person's relation with the bank runs, before the person has a name.
struct Membership: Sendable {
  /// The first number's opening.
  var openedOn: BusinessDate
  /// The state of the numbers from the start.
  var status: CustomerStatus = .active
  /// What happens to all numbers on a day: the person leaves, dies, or comes back.
  var turn: (on: BusinessDate, status: CustomerStatus)?
  /// Active numbers at the end (for one who left: those he had).
  var cores = 0
  var cards = 0
  /// Closed numbers beside them.
  var closedCores = 0
  var closedCards = 0
  /// Comes to the card centre within the history.
  var isNewCardholder = false
  /// The further sources that know the person, and whether they came to within the history.
  var services: [(source: Source, isRecent: Bool)] = []
  var tier = Tier.t0

  /// How many numbers the person gets: of closed ones one a source.
  var numbers: Int { cores + cards + services.count + min(closedCores, 1) + min(closedCards, 1) }

  /// Whether the person was a customer well before the day and is one ever since.
  func isSettled(before day: BusinessDate) -> Bool {
    openedOn <= day - 30 && status == .active && turn == nil
  }
}

/// Says how many persons come, stay and leave, so that the figures of growth hold.
struct MembershipPlan {
  let calibration: Calibration
  let calendar: DeliveryCalendar
  var random: SeededRandom

  init(calibration: Calibration, calendar: DeliveryCalendar, seed: UInt64) {
    self.calibration = calibration
    self.calendar = calendar
    random = SeededRandom(seed: seed, "membership")
  }

  /// All persons, in random order.
  mutating func memberships() -> [Membership] {
    var customers = newcomers() + stayers()
    random.shuffle(&customers)
    giveNumbers(to: &customers)
    giveTiers(to: &customers)
    giveServices(to: &customers)
    var others = leavers() + formerCustomers()
    for index in others.indices {
      others[index].cores = 1
      others[index].cards = random.chance(35, in: 100) ? 1 : 0
      if random.chance(55, in: 100) { others[index].services.append((.mobile, false)) }
      if random.chance(6, in: 100) { others[index].services.append((.wealth, false)) }
    }
    var all = customers + others
    random.shuffle(&all)
    return all
  }

  private mutating func longAgo() -> BusinessDate {
    random.day(from: calendar.storyOpening - 9_000, through: calendar.storyOpening - 30)
  }

  private mutating func newcomers() -> [Membership] {
    (0..<calibration.joined).map { index in
      let day = random.day(after: calendar.base, through: calendar.asOf)
      guard index < calibration.revived else { return Membership(openedOn: day) }
      return Membership(openedOn: longAgo(), status: .dormant, turn: (day, .active))
    }
  }

  private mutating func stayers() -> [Membership] {
    (0..<(calibration.customers - calibration.joined)).map { index in
      let isRecent = index < calibration.joinedBeforeBase
      return Membership(
        openedOn: isRecent ? random.day(after: calendar.storyOpening, through: calendar.base) : longAgo())
    }
  }

  private mutating func leavers() -> [Membership] {
    (0..<(calibration.left + calibration.leftBeforeBase)).map { index in
      let isEarly = index >= calibration.left
      let day =
        isEarly
        ? random.day(after: calendar.storyOpening, through: calendar.base)
        : random.day(after: calendar.base, through: calendar.asOf)
      return Membership(openedOn: longAgo(), turn: (day, random.chance(15, in: 100) ? .deceased : .closed))
    }
  }

  private mutating func formerCustomers() -> [Membership] {
    (0..<calibration.former).map { _ in
      Membership(openedOn: longAgo(), status: random.weighted([(.closed, 60), (.dormant, 25), (.deceased, 15)]))
    }
  }

  /// Spreads the active numbers of the sources over the customers, who come in random order.
  private func giveNumbers(to customers: inout [Membership]) {
    let both = calibration.cardOnly..<(calibration.cardOnly + calibration.coreAndCard)
    for index in customers.indices {
      customers[index].cores = index < calibration.cardOnly ? 0 : 1
      customers[index].cards = index < both.upperBound ? 1 : 0
    }
    for index in both.prefix(calibration.secondCard) { customers[index].cards = 2 }
    for index in both.suffix(calibration.newCardholders) { customers[index].isNewCardholder = true }
    let coreOnly = both.upperBound..<customers.count
    for index in coreOnly.prefix(calibration.secondCore) { customers[index].cores = 2 }
    let rest = coreOnly.dropFirst(calibration.secondCore)
    for index in rest.prefix(calibration.closedCore) { customers[index].closedCores = 1 }
    for index in rest.dropFirst(calibration.closedCore).prefix(calibration.closedCard) {
      customers[index].closedCards = 1
    }
  }
}
