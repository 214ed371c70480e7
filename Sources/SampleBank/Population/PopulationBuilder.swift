import MartCore

/// Builds persons and customer numbers.
struct PopulationBuilder {
  let calibration: Calibration
  let calendar: DeliveryCalendar
  let seed: UInt64

  /// Persons in random order; numbers by source, then by the day they were opened.
  func build() -> (persons: [Person], numbers: [CustomerNumber]) {
    var plan = MembershipPlan(calibration: calibration, calendar: calendar, seed: seed)
    var persons = PersonMaker(calendar: calendar, seed: seed)
    var maker = NumberMaker(calibration: calibration, calendar: calendar, seed: seed)
    var people: [Person] = []
    var numbers: [CustomerNumber] = []
    for membership in plan.memberships() {
      people.append(persons.person(of: membership))
      numbers += maker.numbers(of: people[people.count - 1], at: people.count - 1, membership)
    }
    numbers = sorted(numbers)
    name(&numbers)
    for source in Source.allCases {
      maker.addChanges(calibration.recordChanges[source] ?? 0, of: source, to: &numbers)
    }
    return (people, numbers)
  }

  private func sorted(_ numbers: [CustomerNumber]) -> [CustomerNumber] {
    numbers.indices.sorted { left, right in
      let (a, b) = (numbers[left], numbers[right])
      if a.source != b.source { return a.source.ordinal < b.source.ordinal }
      return (a.openedOn, left) < (b.openedOn, right)
    }.map { numbers[$0] }
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
      numbers[index].number = source.prefix + String(next)
      numbers[index].spoilOccupation(index)
    }
  }
}

extension CustomerNumber {
  /// Two numbers of ten thousand have an occupation that no list knows.
  fileprivate mutating func spoilOccupation(_ index: Int) {
    guard index % 5_000 == 137 else { return }
    self = CustomerNumber(
      source: source, number: number, person: person, openedOn: openedOn, branch: branch,
      opening: opening.with(occupation: Occupation.unknown), changes: changes)
  }
}

extension CustomerRecord {
  fileprivate func with(occupation code: String) -> CustomerRecord {
    var copy = self
    copy.occupation = code
    return copy
  }
}
