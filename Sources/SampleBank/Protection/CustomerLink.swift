import MartCore

/// A relation of a customer number to another, or to one of the bank's staff, in 40 bytes.
struct CustomerLink: Sendable {
  /// Where in `Bank.numbers` the two sides are.
  @Packed<UInt32> var a: Int
  @PackedPlace<UInt32> var b: Int?
  let from: BusinessDate
  /// Number within the bank, from 1.
  @Packed<UInt32> var serial = 0
  @PackedDay var to: BusinessDate?
  @PackedDay private var firstDay: BusinessDate? = nil
  @Packed<UInt16> private var firstStaff = 0
  private let typePlace: UInt8
  /// Few of the staff hand a customer on, or are numbered otherwise than all others.
  private var others: [(on: BusinessDate, number: String)] = []

  init(type: String, a: Int, b: Int? = nil, from: BusinessDate, to: BusinessDate? = nil) {
    guard let place = Self.types.firstIndex(of: type) else { preconditionFailure("no list has \(type)") }
    (typePlace, self.from) = (UInt8(place), from)
    (_a, _b, _to) = (Packed(wrappedValue: a), PackedPlace(wrappedValue: b), PackedDay(wrappedValue: to))
  }

  var type: String { Self.types[Int(typePlace)] }
  var id: Serial { Serial("LK", UInt64(20_000_000 + serial)) }

  /// By day, in order: who of the staff it is.
  var staff: [(on: BusinessDate, number: String)] {
    get { (first.map { [$0] } ?? []) + others }
    set {
      (firstDay, others) = (nil, newValue)
      guard let first = newValue.first, let number = UInt16(first.number.dropFirst()),
        first.number == Self.staff(Int(number))
      else { return }
      (firstDay, firstStaff) = (first.on, Int(number))
      others = Array(newValue.dropFirst())
    }
  }

  private var first: (on: BusinessDate, number: String)? { firstDay.map { ($0, Self.staff(firstStaff)) } }

  func staff(on day: BusinessDate) -> String? {
    (others.last { $0.on <= day } ?? first ?? others.first)?.number
  }

  /// The end of the relation, once it is known.
  func end(knownOn day: BusinessDate) -> BusinessDate? { to.flatMap { $0 <= day ? $0 : nil } }

  private static func staff(_ number: Int) -> String { Serial("S", UInt64(number)).text }
  private static let types = [
    "SPOUSE", "PARENT", "SIBLING", "CHILD", "RM_MAIN", "RM_REMOTE", "GUARANTOR", "SAME",
  ]
}

/// Builds the links: households of so many persons, managers, guarantors, and numbers declared to be the same.
struct LinkBuilder {
  let calibration: Calibration
  let calendar: DeliveryCalendar
  let persons: People
  let numbers: [CustomerNumber]
  let relations: Relations
  let loans: [Loan]
  private var random: SeededRandom
  private var links: [CustomerLink] = []

  init(
    calibration: Calibration, calendar: DeliveryCalendar, persons: People, numbers: [CustomerNumber],
    relations: Relations, loans: [Loan], seed: UInt64
  ) {
    self.calibration = calibration
    self.calendar = calendar
    self.persons = persons
    self.numbers = numbers
    self.relations = relations
    self.loans = loans
    random = SeededRandom(seed: seed, "links")
  }

  /// In the order in which they began.
  mutating func build() -> [CustomerLink] {
    var free = relations.persons.filter { person in
      guard let core = relations.number(.core, of: person), relations.isCustomer[person] else { return false }
      return relations.closedOn[person] == nil && numbers[core].openedOn <= calendar.storyOpening
    }
    random.shuffle(&free)
    found(&free)
    part(&free)
    manage()
    guarantee()
    declare()
    links.arrange(by: \.from)
    for index in links.indices { links[index].serial = index + 1 }
    return links.handOver()
  }

  private func core(_ person: Int) -> Int { relations.number(.core, of: person) ?? 0 }

  /// A day since which a relation is known: mostly before the story, some within it.
  private mutating func day() -> BusinessDate {
    random.chance(4, in: 100)
      ? random.day(after: calendar.storyOpening, through: calendar.asOf)
      : random.day(from: calendar.storyOpening - 2_000, through: calendar.storyOpening)
  }

  private mutating func link(_ type: String, _ a: Int, _ b: Int, to end: BusinessDate? = nil) {
    links.append(CustomerLink(type: type, a: core(a), b: core(b), from: day(), to: end))
  }

  /// Households of two, three and four: a couple, or a parent and a child; then children of the first.
  private mutating func found(_ free: inout [Int]) {
    let households = min(calibration.households, free.count / 3)
    var extra = min(calibration.householdMembers - 2 * households, free.count - 2 * households)
    for place in 0..<households {
      guard let head = free.popLast(), let other = free.popLast() else { return }
      link(random.weighted([("SPOUSE", 70), ("PARENT", 20), ("SIBLING", 10)]), head, other)
      let left = households - place
      let wanted = min(extra, max((extra + left - 1) / left, place % 22 == 0 ? 2 : 0), 2)
      for _ in 0..<wanted {
        guard let child = free.popLast() else { break }
        if random.chance(1, in: 2) { link("PARENT", head, child) } else { link("CHILD", child, head) }
        extra -= 1
      }
    }
  }

  private mutating func part(_ free: inout [Int]) {
    for _ in 0..<calibration.partedCouples {
      guard let one = free.popLast(), let other = free.popLast() else { return }
      let from = random.day(from: calendar.storyOpening - 2_000, through: calendar.storyOpening - 10)
      let end = random.day(after: calendar.storyOpening, through: calendar.asOf - 1)
      links.append(CustomerLink(type: "SPOUSE", a: core(one), b: core(other), from: from, to: end))
    }
  }

  private mutating func staffNumber() -> String { "S" + String(10_000 + random.below(4_000)) }

  /// The wealthiest have a manager, others a remote one; managers change.
  private mutating func manage() {
    var able = relations.persons.filter { relations.isCustomer[$0] && relations.number(.core, of: $0) != nil }
    random.shuffle(&able)
    let wealthy = able.filter { persons.tier(of: $0) > .t0 } + able.filter { persons.tier(of: $0) == .t0 }
    let first = links.count
    for (place, person) in wealthy.prefix(calibration.managed + calibration.managedRemotely).enumerated() {
      let type = place < calibration.managed ? "RM_MAIN" : "RM_REMOTE"
      let from = max(numbers[core(person)].openedOn, calendar.storyOpening - random.number(in: 0...900))
      var link = CustomerLink(type: type, a: core(person), from: from)
      link.staff = [(from, staffNumber())]
      links.append(link)
    }
    guard links.count > first else { return }
    var month = calendar.storyOpening + 1
    while month < calendar.asOf {
      for _ in 0..<calibration.managerChanges {
        let index = first + random.below(links.count - first)
        let day = random.day(from: month, through: month.monthEnd)
        guard let last = links[index].staff.last, last.on < day else { continue }
        links[index].staff.append((day, staffNumber()))
      }
      month = month.monthEnd + 1
    }
  }

  /// Guarantors stand for borrowers, as the loans say.
  private mutating func guarantee() {
    for loan in loans where loan.startedOn <= calendar.asOf {
      guard let guarantor = loan.guarantor else { continue }
      links.append(CustomerLink(type: "GUARANTOR", a: guarantor, b: loan.borrower, from: loan.startedOn))
    }
  }

  /// Some numbers of one person are declared so by their sources.
  private mutating func declare() {
    var able = relations.persons.filter {
      relations.number(.core, of: $0) != nil && relations.number(.mobile, of: $0) != nil
    }
    random.shuffle(&able)
    for person in able.prefix(calibration.declaredSame) {
      guard let user = relations.number(.mobile, of: person) else { continue }
      let from = max(numbers[core(person)].openedOn, numbers[user].openedOn)
      links.append(CustomerLink(type: "SAME", a: core(person), b: user, from: from))
    }
  }
}
