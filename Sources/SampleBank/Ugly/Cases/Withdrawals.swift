import MartCore

/// U49: customers who refuse automated decisions after tonight's model ran, or calls under one of their numbers; a borrower
/// and a former user of the mobile bank who ask to be erased; and the latter's number, told again four nights later.
struct Withdrawals: UglyCase {
  private static let (asked, again) = (22, 26)
  private static let most = 12
  private static let number = "MB79999999998"

  func plant(in bank: inout Bank) {
    guard bank.calendar.hasSeptember else { return }
    register(in: &bank)
    let day = bank.calendar.september(Self.asked)
    let open = reachable(bank)
    let refusing = open.filter { bank.relations.number(.mobile, of: $0) != nil }.prefix(Self.most)
    let silent = open.filter { person in
      !refusing.contains(person) && [Source.core, .card, .mobile].allSatisfy { has($0, person, bank) }
    }
    for person in refusing { ask(.mobile, of: person, "AUTO_DECISION", "WITHDRAWN", day, &bank) }
    for person in silent.prefix(Self.most) { ask(.card, of: person, "DNC", "GIVEN", day, &bank) }
    let asked = Set(bank.consents.map { bank.numbers[$0.number].person })
    let loan = bank.loans.first { loan in
      let person = bank.numbers[loan.borrower].person
      return loan.balance(on: bank.calendar.asOf) > 0 && bank.arms[person] == nil && !asked.contains(person)
        && bank.relations.isCustomer[person] && bank.numbers[loan.borrower].source == .loan
    }
    if let loan { append(loan.borrower, "ERASURE", "REQUESTED", day, &bank) }
    append(bank.numbers.count - 1, "ERASURE", "REQUESTED", day, &bank)
  }

  private func has(_ source: Source, _ person: Int, _ bank: Bank) -> Bool {
    bank.relations.number(source, of: person).map { bank.numbers[$0].isActive(on: bank.calendar.asOf) } ?? false
  }

  /// Customers outside the campaigns who allow to be reached, and have refused nothing.
  private func reachable(_ bank: Bank) -> [Int] {
    var (allowed, refused) = (Set<Int>(), Set<Int>())
    for consent in bank.consents {
      let person = bank.numbers[consent.number].person
      let isGiven = consent.states.last?.state == "GIVEN"
      if consent.kind.hasPrefix("MKT_"), isGiven { allowed.insert(person) }
      if !(consent.kind.hasPrefix("MKT_") && isGiven) { refused.insert(person) }
    }
    return allowed.subtracting(refused).filter { person in
      bank.arms[person] == nil && bank.relations.isCustomer[person] && bank.relations.closedOn[person] == nil
        && bank.persons[person].birth.year < 2000
    }.sorted()
  }

  private func ask(
    _ source: Source, of person: Int, _ kind: String, _ state: String, _ day: BusinessDate, _ bank: inout Bank
  ) {
    guard let number = bank.relations.number(source, of: person) else { return }
    append(number, kind, state, day, &bank)
  }

  private func append(_ number: Int, _ kind: String, _ state: String, _ day: BusinessDate, _ bank: inout Bank) {
    let serial = (bank.consents.map(\.serial).max() ?? 0) + 1
    bank.consents.append(Consent(number: number, kind: kind, states: [(day, state)], serial: serial))
  }

  /// Someone who once registered for the mobile bank, left it before the story, and never held an account.
  private func register(in bank: inout Bank) {
    let opened = bank.calendar.storyOpening - 700
    bank.persons.append(
      Person(
        name: "离任之", cardName: "离任之", sex: .female, birth: BusinessDate(year: 1988, month: 2, day: 29) ?? opened,
        document: Document(kind: .passport, number: "E99887766", country: Country.china), nationality: Country.china,
        region: 0, tier: .t0))
    bank.arms.append(nil)
    let record = CustomerRecord(
      phone: Phone(number: 19_999_900_001),
      address: Address(region: 0, street: 0, house: 0, building: 0, storey: 0, room: 0),
      otherAddress: "离任巷一号离任楼九单元", occupation: Occupation.known[0].0, risk: .low, status: .closed,
      updatedOn: opened)
    var number = CustomerNumber(
      source: .mobile, number: Self.number, person: bank.persons.count - 1, openedOn: opened,
      branch: bank.numbers[0].branchPlace, opening: record)
    number.changes = [(bank.calendar.september(Self.again), .phone(Phone(number: 19_999_900_002)))]
    bank.numbers.append(number)
    bank.relations = Relations(persons: bank.persons.count, bank.numbers, bank.calendar)
  }

  func put(into site: UglySite) throws {
    let (bank, calendar) = (site.bank, site.bank.calendar)
    guard calendar.hasSeptember else { return }
    let day = calendar.september(Self.asked)
    for (kind, state) in [("AUTO_DECISION", "WITHDRAWN"), ("DNC", "GIVEN"), ("ERASURE", "REQUESTED")] {
      let asked = bank.consents.filter { $0.kind == kind && $0.states.count == 1 && $0.states[0] == (day, state) }
      let subjects = asked.map { bank.numbers[$0.number] }.map { "\($0.source.rawValue)|\($0.number)" }
      site.note(
        UglyEntry(
          id: "U49", feed: "customer_consent", date: day, rule: kind, rows: subjects.count, subjects: subjects),
        in: try site.file("customer_consent", day))
    }
    let (feed, date) = ("cif_mobile", calendar.september(Self.again))
    let found = try site.find(feed, date) { $0.text("cust_no", of: site.spec(feed)) == Self.number }
    guard let found else { return }
    var refused = found.row
    refused.outcome = .quarantined("ERA-01")
    let mark = found.file.replace(found.place, found.row, by: refused)
    site.note(
      UglyEntry(
        id: "U49", feed: feed, date: date, rule: "ERA-01", rows: 1,
        subjects: ["\(Source.mobile.rawValue)|\(Self.number)"]), in: found.file, mark: mark)
  }
}
