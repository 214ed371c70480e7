import MartCore

/// What a bank lives through, one line each, as truth.json tells it.
struct LifeEvent: Sendable {
  let day: BusinessDate
  /// `new`, `contact`, `move`, `mistyped`, `hidden`, `another`, `renamed`, `mended`, `left`, `back` or `closed`.
  let kind: String
  let source: Source
  let number: String
}

/// Lets customers live, night by night: numbers come, change, go to other persons, are written wrongly and put right, are
/// deleted and come back. So identities merge, split and move, and no figure stays what it was planned to be.
///
/// A number is moved, mistaken or deleted once at most, so that it is always known whose it is.
struct LifePlanter {
  private(set) var bank: Bank
  private(set) var events: [LifeEvent] = []
  private var used: Set<Int> = []
  private var documents = DocumentMaker()
  private var random: SeededRandom

  init(_ bank: Bank) {
    self.bank = bank
    random = SeededRandom(seed: bank.options.seed, "life")
    // Numbers whose status turns by the story keep to it.
    for (index, number) in bank.numbers.enumerated() where number.closedOn != nil || number.slip != nil {
      used.insert(index)
    }
  }

  mutating func plant() {
    let holders = Set(bank.cards.map(\.holder))
    for night in bank.nights {
      // Of 755 customers one of each, and so on.
      for _ in 0..<max(1, bank.persons.count / 1_500) {
        for _ in 0..<random.number(in: 1...3) { add(on: night) }
        for _ in 0..<random.number(in: 1...5) { changeContact(on: night) }
        if random.chance(1, in: 2) { move(on: night, besides: holders) }
        for _ in 0..<random.number(in: 0...2) { mistake(on: night) }
        if random.chance(1, in: 3) { delete(on: night, besides: holders) }
        if random.chance(1, in: 4) { close(on: night) }
      }
    }
    for index in bank.numbers.indices { bank.numbers[index].changes.sort { $0.on < $1.on } }
  }

  // MARK: What happens

  /// A further number of a customer with a source that does not know him.
  private mutating func add(on night: BusinessDate) {
    let source = random.weighted([(Source.mobile, 4), (.card, 2), (.wealth, 2), (.loan, 1)])
    guard
      let core = pick(on: night, where: { $0.source == .core })
    else { return }
    let person = bank.numbers[core].person
    guard !bank.numbers.contains(where: { $0.source == source && $0.person == person }) else { return }
    var record = bank.numbers[core].record(on: night)
    (record.updatedOn, record.slip) = (night, nil)
    let number = source.prefix + "7" + random.digits(10)
    guard !bank.numbers.contains(where: { $0.number == number }) else { return }
    bank.numbers.append(
      CustomerNumber(
        source: source, number: number, person: person, openedOn: night, branch: bank.numbers[core].branchPlace,
        opening: record))
    note(night, "new", bank.numbers.count - 1)
  }

  private mutating func changeContact(on night: BusinessDate) {
    guard let index = pick(on: night, where: { _ in true }), !used.contains(index) else { return }
    var contacts = ContactMaker(branches: bank.calibration.branches)
    let region = random.below(Region.all.count)
    let change: RecordChange =
      switch random.below(6) {
      case 0...2: .phone(contacts.phone(&random))
      case 3...4: .address(contacts.address(in: region, &random))
      default: .occupation(random.weighted(Occupation.known))
      }
    set(index, night, change)
    note(night, "contact", index)
  }

  /// The source gives the number to another customer.
  private mutating func move(on night: BusinessDate, besides holders: Set<Int>) {
    guard
      let index = pick(on: night, where: { [.mobile, .card].contains($0.source) }), !used.contains(index),
      !holders.contains(index), let taker = pick(on: night, where: { $0.source == .core }), !used.contains(taker)
    else { return }
    let person = bank.numbers[taker].person
    guard person != bank.numbers[index].person, bank.persons[person].birth < bank.numbers[index].openedOn else {
      return
    }
    let contact = bank.numbers[taker].record(on: night)
    bank.numbers[index].successor = (night, person)
    set(index, night, .phone(contact.phone))
    set(index, night, .address(contact.address))
    use(index, night, "move")
  }

  /// A source writes something of the human wrongly for some nights, then rightly again.
  private mutating func mistake(on night: BusinessDate) {
    guard
      let index = pick(on: night, where: { _ in true }), !used.contains(index),
      let (kind, slip) = slip(of: bank.numbers[index])
    else { return }
    set(index, night, .slip(slip))
    use(index, night, kind)
    let mended = night + random.number(in: 2...12)
    guard mended <= bank.lastNight else { return }
    set(index, mended, .slip(nil))
    note(mended, "mended", index)
  }

  private mutating func slip(of number: CustomerNumber) -> (String, RecordSlip)? {
    let person = bank.persons[number.person]
    guard person.document.kind == .residentCard, person.document.number.count == 18 else { return nil }
    switch random.below(4) {
    case 0:
      var digits = Array(person.document.number)
      digits[16] = digits[16] == "9" ? "0" : Character(String((digits[16].wholeNumberValue ?? 0) + 1))
      let mistyped = Document(kind: .residentCard, number: String(digits), country: person.document.country)
      return ("mistyped", RecordSlip(document: mistyped))
    case 1: return ("hidden", RecordSlip(hasNoDocument: true, phone: "198" + random.digits(8)))
    case 2:
      let other = documents.make(
        .residentCard, sex: person.sex, birth: person.birth, country: ("", ""), &random)
      return ("another", RecordSlip(document: other))
    default: return ("renamed", RecordSlip(name: bank.persons[random.below(bank.persons.count)].name))
    }
  }

  /// The source deletes the number; half of those that are deleted come back.
  private mutating func delete(on night: BusinessDate, besides holders: Set<Int>) {
    guard
      let index = pick(on: night, where: { $0.source == .mobile || $0.source == .card }), !used.contains(index),
      !holders.contains(index), bank.numbers[index].openedOn < night
    else { return }
    let back = night + random.number(in: 3...15)
    let returns = random.chance(1, in: 2) && back <= bank.lastNight
    bank.numbers[index].absence = (night, returns ? back : nil)
    use(index, night, "left")
    if returns { note(back, "back", index) }
  }

  private mutating func close(on night: BusinessDate) {
    guard let index = pick(on: night, where: { $0.source == .mobile }), !used.contains(index) else { return }
    set(index, night, .status(.closed))
    use(index, night, "closed")
  }

  // MARK: How

  /// Where an active number is that is as asked for; a few are tried.
  private mutating func pick(on night: BusinessDate, where isFit: (CustomerNumber) -> Bool) -> Int? {
    for _ in 0..<20 {
      let index = random.below(bank.numbers.count)
      if isFit(bank.numbers[index]), bank.numbers[index].isActive(on: night - 1) { return index }
    }
    return nil
  }

  private mutating func set(_ index: Int, _ night: BusinessDate, _ change: RecordChange) {
    bank.numbers[index].changes.append((night, change))
  }

  private mutating func use(_ index: Int, _ night: BusinessDate, _ kind: String) {
    used.insert(index)
    note(night, kind, index)
  }

  private mutating func note(_ night: BusinessDate, _ kind: String, _ index: Int) {
    events.append(
      LifeEvent(day: night, kind: kind, source: bank.numbers[index].source, number: bank.numbers[index].number))
  }
}

extension Bank {
  /// The last business date that is delivered.
  var lastNight: BusinessDate { options.life?.through ?? calendar.asOf }

  /// The nights in which the bank lives.
  var nights: [BusinessDate] {
    guard let life = options.life else { return [] }
    return calendar.dates.filter { $0 >= life.from && $0 <= life.through }
  }
}
