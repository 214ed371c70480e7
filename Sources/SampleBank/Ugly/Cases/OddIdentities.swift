import MartCore

/// U17 to U24: one human under documents, names and phones that differ, and two who look like one. What persons.csv says
/// stays true: with all rules of identity the parties are its persons.
struct OddIdentities: UglyCase {
  func plant(in bank: inout Bank) {
    var odd = IdentityPlanter(bank)
    odd.plant()
    bank = odd.bank
  }

  /// One note a case: rows and file, on the opening night.
  func put(into site: UglySite) throws {
    let counts = IdentityPlanter.Count.self
    let opening = site.bank.calendar.opening
    for (id, feed, rule, rows) in [
      ("U17", "cif_core", "", counts.shortCards), ("U18", "cif_card", "CIF-04", counts.mistyped),
      ("U19", "cif_card", "", counts.renamed), ("U20", "cif_mobile", "", counts.hotline),
      ("U21", "cif_core", "", counts.twins), ("U22", "cif_mobile", "", counts.namesakes),
      ("U23", "cif_card", "", counts.twoDocuments), ("U24", "customer_link", "", 4),
    ] {
      site.note(
        UglyEntry(id: id, feed: feed, date: opening, rule: rule, rows: rows), in: try site.file(feed, opening))
    }
  }
}

/// Chooses ordinary customers from the end of the bank, each once, and writes them otherwise.
struct IdentityPlanter {
  enum Count {
    static let shortCards = 60
    static let mistyped = 25
    static let renamed = 10
    static let unlike = 2
    static let family = 5
    static let hotline = 210
    static let placeholder = 3
    static let twins = 8
    static let namesakes = 15
    static let twoDocuments = 10
  }

  private static let hotlinePhone = "19900000002"
  private static let placeholderPhone = "13800000000"

  var bank: Bank
  /// Customers with a resident's card, and numbers of the core bank and the mobile bank; no number of theirs changes.
  private var free: [Int] = []
  private var numbersOf: [[Int]]

  init(_ bank: Bank) {
    self.bank = bank
    numbersOf = Array(repeating: [], count: bank.persons.count)
    for (index, number) in bank.numbers.enumerated() { numbersOf[number.person].append(index) }
    free = bank.persons.indices.filter(isOrdinary)
  }

  mutating func plant() {
    // Those of whom two must be born on one day come first: they are rare.
    for pair in pairs(Count.unlike, of: { $0.prefix(1) != $1.prefix(1) }) {
      // U19: one document under two names that no change of name explains.
      bank.persons[pair.1].document = bank.persons[pair.0].document
    }
    for pair in pairs(Count.twins) { makeTwins(pair.0, pair.1) }
    let namesakes = pairs(Count.namesakes)
    for pair in namesakes { makeNamesakes(pair.0, pair.1) }
    let (persons, relations) = (bank.persons, bank.relations)
    func hasCard(_ person: Int) -> Bool { relations.number(.card, of: person) != nil }
    for person in take(Count.shortCards, where: { hasCard($0) && persons[$0].birth.year < 2000 }) { shorten(person) }
    for person in take(Count.mistyped, where: hasCard) { mistype(person) }
    for person in take(Count.renamed, where: hasCard) { rename(person) }
    for (place, person) in take(Count.twoDocuments, where: hasCard).enumerated() { giveTwoDocuments(person, place) }
    link(take(3, where: hasCard))
    sharePhones()
    for (pair, phone) in zip(namesakes, [Self.hotlinePhone, Self.placeholderPhone]) { tempt(pair, phone) }
  }

  private func isOrdinary(_ person: Int) -> Bool {
    let (someone, opening) = (bank.persons[person], bank.calendar.opening)
    return bank.relations.isCustomer[person] && someone.document.kind == .residentCard
      && someone.name == someone.cardName
      && someone.name.count <= 3 && bank.relations.closedOn[person] == nil
      && [Source.core, .mobile].allSatisfy { bank.relations.number($0, of: person) != nil }
      && numbersOf[person].allSatisfy { bank.numbers[$0].openedOn < opening && bank.numbers[$0].changes.isEmpty }
  }

  /// The last free persons that fit.
  private mutating func take(_ count: Int, where isFit: (Int) -> Bool = { _ in true }) -> [Int] {
    let taken = Array(free.reversed().lazy.filter(isFit).prefix(count))
    let gone = Set(taken)
    free.removeAll { gone.contains($0) }
    return taken
  }

  /// Two each of one birth date and sex.
  ///
  /// - fits: whether their names may be a pair's.
  private mutating func pairs(
    _ count: Int, of fits: (String, String) -> Bool = { _, _ in true }
  ) -> [(Int, Int)] {
    var waiting: [String: Int] = [:]
    var pairs: [(Int, Int)] = []
    for person in free.reversed() where pairs.count < count {
      let someone = bank.persons[person]
      let key = "\(someone.birth)\(someone.sex.rawValue)"
      if let other = waiting[key], fits(bank.persons[other].name, someone.name) {
        waiting[key] = nil
        pairs.append((other, person))
      } else if waiting[key] == nil {
        waiting[key] = person
      }
    }
    let gone = Set(pairs.flatMap { [$0.0, $0.1] })
    free.removeAll { gone.contains($0) }
    return pairs
  }

  private func number(_ source: Source, _ person: Int) -> Int { bank.relations.number(source, of: person) ?? 0 }

  private mutating func slip(_ index: Int, _ change: (inout RecordSlip) -> Void) {
    var slip = bank.numbers[index].slip ?? RecordSlip()
    change(&slip)
    bank.numbers[index].slip = slip
  }

  private func contact(_ person: Int) -> CustomerRecord { bank.numbers[number(.core, person)].opening }

  /// Every source has the phone and the address of the core bank.
  private mutating func settle(_ person: Int, like other: Int) {
    let contact = contact(other)
    for index in numbersOf[person] {
      slip(index) { ($0.phone, $0.address) = (contact.phone.text, contact.addressText) }
    }
  }

  // MARK: the cases

  /// U21: one surname, birth date, phone and address; ids of which the serial alone differs.
  private mutating func makeTwins(_ a: Int, _ b: Int) {
    let (first, second) = (bank.persons[a], bank.persons[b])
    let name = first.name.prefix(1) + second.name.dropFirst(1)
    bank.persons[b].name = String(name == first.name ? name + "明" : name)
    bank.persons[b].cardName = bank.persons[b].name
    let taken = Set(bank.persons.map(\.document.number))
    for step in 1...9 {
      var body = Array(first.document.number.dropLast())
      let digit = (Int(String(body[15])) ?? 0) + step
      body[15] = Character(String(digit % 10))
      let number = String(body) + String(CheckDigits.mod11(String(body)))
      guard !taken.contains(number) else { continue }
      bank.persons[b].document = Document(kind: .residentCard, number: number, country: first.document.country)
      break
    }
    settle(a, like: a)
    settle(b, like: a)
  }

  /// U22: one name and birth date, and no document of the second in the mobile bank.
  private mutating func makeNamesakes(_ a: Int, _ b: Int) {
    (bank.persons[b].name, bank.persons[b].cardName) = (bank.persons[a].name, bank.persons[a].cardName)
    settle(b, like: b)
    slip(number(.mobile, b)) { $0.hasNoDocument = true }
  }

  /// U17: the core bank has the first generation's card of 15 digits.
  private mutating func shorten(_ person: Int) {
    let document = bank.persons[person].document
    let digits = document.number.prefix(6) + document.number.dropFirst(8).dropLast()
    let short = Document(kind: .firstGenerationCard, number: String(digits), country: document.country)
    for index in numbersOf[person] where bank.numbers[index].source == .core { slip(index) { $0.document = short } }
  }

  /// U18: the card centre typed another check character.
  private mutating func mistype(_ person: Int) {
    let document = bank.persons[person].document
    let last: Character = document.number.last == "0" ? "1" : "0"
    let wrong = Document(
      kind: document.kind, number: document.number.dropLast() + String(last), country: document.country)
    settle(person, like: person)
    for index in numbersOf[person] where bank.numbers[index].source == .card { slip(index) { $0.document = wrong } }
  }

  /// U19: the card centre has an earlier name and phone.
  private mutating func rename(_ person: Int) {
    let name = bank.persons[person].name
    let earlier = name.prefix(2) + "小" + name.dropFirst(2)
    for index in numbersOf[person] where bank.numbers[index].source == .card {
      slip(index) { ($0.name, $0.phone) = (String(earlier), "1990000\(1000 + index % 9000)") }
    }
  }

  /// U20: a family, a call centre and a placeholder.
  private mutating func sharePhones() {
    for (count, phone) in [
      (Count.family, "19900000001"), (Count.hotline - 2, Self.hotlinePhone), (Count.placeholder, Self.placeholderPhone),
    ] {
      for person in take(count) { slip(number(.mobile, person)) { $0.phone = phone } }
    }
  }

  /// U20: two of one name and birth date, of whom one bears no document in the mobile bank, under a phone that says
  /// nothing; were it believed, they were one. The source itself says whose the number without a document is.
  private mutating func tempt(_ pair: (Int, Int), _ phone: String) {
    for person in [pair.0, pair.1] { slip(number(.mobile, person)) { $0.phone = phone } }
    declare(number(.core, pair.1), number(.mobile, pair.1))
  }

  /// U23: one document in all sources but the card centre, which has another; the sources declare them one.
  private mutating func giveTwoDocuments(_ person: Int, _ place: Int) {
    let documents = twoDocuments(of: bank.persons[person], place)
    for index in numbersOf[person] {
      let document = bank.numbers[index].source == .card ? documents.1 : documents.0
      slip(index) { $0.document = document }
    }
    declare(number(.core, person), number(.card, person))
  }

  /// A travel permit and the residence permit, or a permanent resident's card before and after it was renewed.
  private func twoDocuments(of someone: Person, _ place: Int) -> (Document, Document) {
    let serial = someone.document.number.dropFirst(14).prefix(3)
    func document(_ kind: DocumentKind, _ number: String) -> Document {
      Document(kind: kind, number: number, country: someone.document.country)
    }
    func checked(_ body: String) -> String { body + String(CheckDigits.mod11(body)) }
    guard place % 2 == 1 else {
      return (
        document(.hongKongMacauPermit, "H\(88_000_000 + place)"),
        document(.residencePermit, checked("810000" + someone.birth.compact + serial))
      )
    }
    return (
      document(.foreignResident2017, "USA11\(someone.birth.compact.dropFirst(2))\(1_000 + place)"),
      document(.foreignResident2023, checked("911840" + someone.birth.compact + serial))
    )
  }

  /// U24: a cycle of declared links, and one across two resident's cards.
  private mutating func link(_ persons: [Int]) {
    guard persons.count == 3 else { return }
    let (core, card, user) = (number(.core, persons[0]), number(.card, persons[0]), number(.mobile, persons[0]))
    declare(core, card)
    declare(card, user)
    declare(user, core)
    declare(number(.core, persons[1]), number(.core, persons[2]))
  }

  private mutating func declare(_ a: Int, _ b: Int) {
    var link = CustomerLink(
      type: "SAME", a: a, b: b, from: max(bank.numbers[a].openedOn, bank.numbers[b].openedOn))
    link.serial = bank.links.count + 1
    bank.links.append(link)
  }
}
