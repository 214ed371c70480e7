import MartCore

/// Builds persons and customer numbers.
struct PopulationBuilder {
  let calibration: Calibration
  let calendar: DeliveryCalendar
  let seed: UInt64
  /// See `BankOptions.scratch`.
  let scratch: String

  /// Persons in random order; numbers by source, then by the day they were opened.
  func build() -> (persons: People, numbers: [CustomerNumber]) {
    var plan = MembershipPlan(calibration: calibration, calendar: calendar, seed: seed)
    let memberships = plan.memberships()
    var persons = PersonMaker(calendar: calendar, seed: seed, persons: memberships.count)
    var maker = NumberMaker(calibration: calibration, calendar: calendar, seed: seed, persons: memberships.count)
    var people = People(in: scratch)
    var numbers: [CustomerNumber] = []
    numbers.reserveCapacity(memberships.reduce(0) { $0 + $1.numbers })
    for membership in memberships {
      let person = persons.person(of: membership)
      numbers += maker.numbers(of: person, at: people.count, membership)
      people.append(person)
    }
    numbers.arrange(
      Arrangement(numbers.count) { numbers[$0].source.ordinal << 28 | Int(numbers[$0].openedOn.dayNumber) })
    name(&numbers)
    for source in Source.allCases {
      maker.addChanges(calibration.recordChanges[source] ?? 0, of: source, to: &numbers)
    }
    giveBackMemory()
    return (people, numbers)
  }

  /// Writes the numbers themselves: they rise with the day of opening, as a bank hands them out, with gaps
  /// that leave room for rows which are refused.
  private func name(_ numbers: inout [CustomerNumber]) {
    var random = SeededRandom(seed: seed, "customer numbers")
    var counters: [Source: Int] = [
      .core: 100_000_000_000_000, .card: 20_000_000_000, .loan: 3_000_000_000, .wealth: 5_000_000_000,
      .mobile: 70_000_000_000,
    ]
    for index in numbers.indices {
      let source = numbers[index].source
      let next = (counters[source] ?? 0) + random.number(in: 11...1_999) * 2
      counters[source] = next
      numbers[index].setNumber(next)
      // Two numbers of ten thousand have an occupation that no list knows.
      if index % 5_000 == 137 { numbers[index].spoilOccupation() }
    }
  }
}
