import MartCore

/// Says who holds a demand account and since when, so that the number of holders is right at every month end.
struct DepositHolders {
  let calibration: Calibration
  let calendar: DeliveryCalendar
  let persons: People
  let numbers: [CustomerNumber]
  let relations: Relations
  var random: SeededRandom

  /// By person: the day on which the first demand account was opened; nil for persons without one.
  mutating func openings() -> PackedDays {
    var openings = PackedDays(count: persons.count)
    for person in persons.indices where needsAccount(person) { openings[person] = core(of: person)?.openedOn }
    var free = persons.indices.filter { openings[$0] == nil && mayOpen($0) }
    random.shuffle(&free)
    for (month, wanted) in calibration.demandHolders.enumerated() {
      let missing = wanted - persons.indices.count { isHolder($0, openings[$0], atEndOf: month) }
      guard missing > 0 else { continue }
      let last = calendar.monthEnd(month)
      let first = last.monthStart
      let able = free.filter { core(of: $0).map { $0.openedOn <= last } ?? false }
      let fresh = able.filter { core(of: $0).map { month > 0 && $0.openedOn >= first } ?? false }
      let chosen = (fresh + able.filter { !fresh.contains($0) }).prefix(missing)
      for person in chosen {
        guard let opened = core(of: person)?.openedOn else { continue }
        openings[person] = month == 0 ? opened : random.day(from: max(opened, first), through: last)
      }
      free.removeAll { openings[$0] != nil }
    }
    return openings
  }

  /// Whether the person holds an account at the end of the month, 0 being the base day.
  func isHolder(_ person: Int, _ opening: BusinessDate?, atEndOf month: Int) -> Bool {
    let day = calendar.monthEnd(month)
    guard let opening, opening <= day else { return false }
    return relations.closedOn[person].map { $0 > day } ?? true
  }

  private func core(of person: Int) -> CustomerNumber? {
    relations.number(.core, of: person).map { numbers[$0] }
  }

  /// Cardholders need an account for their debit cards, and the wealthy have one.
  private func needsAccount(_ person: Int) -> Bool {
    if let closed = relations.closedOn[person], closed <= calendar.storyOpening { return false }
    return relations.number(.card, of: person) != nil || persons.tier(of: person) > .t0
  }

  /// Persons who may come to hold one: customers who stay.
  private func mayOpen(_ person: Int) -> Bool {
    guard let core = core(of: person), relations.isCustomer[person], relations.closedOn[person] == nil else {
      return false
    }
    return relations.wasCustomer[person] || core.openedOn > calendar.base
  }
}

/// Spreads something over the holders, month by month, so that its penetration is right at every month end.
struct Penetration {
  let holders: DepositHolders
  let openings: PackedDays
  /// Holders with it, by month end from the base day on.
  let wanted: [Int]
  var random: SeededRandom

  /// By person: since when he has it.
  mutating func starts() -> PackedDays {
    let calendar = holders.calendar
    var starts = PackedDays(count: openings.count)
    for (month, wanted) in wanted.enumerated() {
      let here = openings.indices.filter { holders.isHolder($0, openings[$0], atEndOf: month) }
      var free = here.filter { starts[$0] == nil }
      random.shuffle(&free)
      let last = calendar.monthEnd(month)
      for person in free.prefix(max(0, wanted - (here.count - free.count))) {
        guard let opening = openings[person] else { continue }
        let isOld = month == 0 && random.chance(7, in: 8)
        let first = month == 0 ? calendar.storyOpening + 1 : last.monthStart
        starts[person] = isOld ? opening : random.day(from: max(opening, first), through: last)
      }
    }
    return starts
  }
}

extension DeliveryCalendar {
  /// The base day for 0, then the month ends of the period.
  func monthEnd(_ month: Int) -> BusinessDate { month == 0 ? base : base.adding(months: month).monthEnd }
}

extension Tier: Comparable {
  package static func < (left: Tier, right: Tier) -> Bool { left.rawValue < right.rawValue }
}
