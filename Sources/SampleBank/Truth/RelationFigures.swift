import MartCore

/// The figures of appointments, households and accounts of personal pensions.
struct RelationFigures {
  let bank: Bank
  private var asOf: BusinessDate { bank.calendar.asOf }

  func metrics() -> [(String, Int?)] { appointments() + households() + pensions() }

  /// K37: who was served arrived, and who arrived had booked.
  private func appointments() -> [(String, Int?)] {
    var steps: [String: Set<Serial>] = [:]
    for event in bank.events where event.day >= bank.calendar.periodFrom {
      guard let reference = event.appointment else { continue }
      steps[event.type, default: []].insert(reference)
    }
    let served = steps["APPT_SERVED"] ?? []
    let arrived = served.union(steps["APPT_ARRIVE"] ?? [])
    let booked = arrived.union(steps["APPT_BOOK"] ?? [])
    return [
      ("K37", Ratio.basisPoints(arrived.count, of: booked.count)), ("K37.BOOK", booked.count),
      ("K37.ARRIVE", arrived.count), ("K37.SERVED", served.count),
    ]
  }

  /// K38: persons who hang together by family links in force, twelve at most.
  private func households() -> [(String, Int?)] {
    var families = Families()
    for link in bank.links where ["SPOUSE", "PARENT", "CHILD", "SIBLING"].contains(link.type) {
      guard let other = link.b, link.from <= asOf, link.to.map({ $0 > asOf }) ?? true else { continue }
      families.join(bank.numbers[link.a].person, bank.numbers[other].person)
    }
    let sizes = families.sizes.filter { $0 <= 12 }
    return [("K38", sizes.count), ("K38.members", sizes.reduce(0, +))]
  }

  /// K46.
  private func pensions() -> [(String, Int?)] {
    var given: [Int: Int] = [:]
    for event in bank.pensionEvents where event.kind == .contribution || event.kind == .reversal {
      guard event.day.year == asOf.year else { continue }
      given[bank.numbers[bank.accounts[event.account].holder].person, default: 0] += event.kind.sign * event.fen
    }
    let open = bank.accounts.count { $0.kind == .pension && $0.isOpen(on: asOf) }
    return [("K46", open), ("K46.over", given.values.count { $0 > 1_200_000 })]
  }
}

/// Persons by who is linked with whom.
private struct Families {
  private var parents: [Int: Int] = [:]

  private func head(of person: Int) -> Int {
    var person = person
    while let next = parents[person], next != person { person = next }
    return person
  }

  mutating func join(_ one: Int, _ other: Int) {
    for person in [one, other] where parents[person] == nil { parents[person] = person }
    parents[head(of: one)] = head(of: other)
  }

  /// How many persons each family has.
  var sizes: [Int] {
    var sizes: [Int: Int] = [:]
    for person in parents.keys { sizes[head(of: person), default: 0] += 1 }
    return Array(sizes.values)
  }
}
