import MartCore

/// Makes the persons of the bank.
struct PersonMaker {
  private let calendar: DeliveryCalendar
  private var documents: DocumentMaker
  private var random: SeededRandom

  /// - persons: how many are to come.
  init(calendar: DeliveryCalendar, seed: UInt64, persons: Int) {
    self.calendar = calendar
    documents = DocumentMaker(persons: persons)
    random = SeededRandom(seed: seed, "persons")
  }

  private enum Origin { case han, dotted, permit, foreign }

  /// The person of the membership, born before it began.
  mutating func person(of membership: Membership) -> Person {
    let sex: Sex = random.chance(51, in: 100) ? .male : .female
    let origin: Origin = random.weighted([(.han, 966), (.dotted, 9), (.permit, 11), (.foreign, 14)])
    let birth = birthDate(before: membership.openedOn)
    let country = random.pick(Country.foreign)
    let kind = documentKind(origin, birth: birth, openedOn: membership.openedOn)
    let document = documents.make(kind, sex: sex, birth: birth, country: country, &random)
    let name = name(origin, sex)
    let isRespelled = random.chance(origin == .han ? 1 : 25, in: 100)
    return Person(
      name: name, cardName: isRespelled ? NameMaker.respelled(name, &random) : name, sex: sex, birth: birth,
      document: document, nationality: origin == .foreign ? country.code : Country.china,
      region: random.below(Region.all.count), tier: membership.tier)
  }

  /// An age of 6 to 90 years at the start of the relation, most of them between 20 and 60.
  private mutating func birthDate(before opened: BusinessDate) -> BusinessDate {
    let ages: [(ClosedRange<Int>, Int)] = [(6...17, 4), (18...30, 34), (31...45, 36), (46...60, 20), (61...88, 6)]
    return opened - random.number(in: random.weighted(ages)) * 365 - random.number(in: 10...360)
  }

  private mutating func documentKind(
    _ origin: Origin, birth: BusinessDate, openedOn: BusinessDate
  ) -> DocumentKind {
    switch origin {
    case .permit: return random.weighted([(.hongKongMacauPermit, 5), (.taiwanPermit, 3), (.residencePermit, 3)])
    case .foreign:
      let card: DocumentKind = openedOn > calendar.base ? .foreignResident2023 : .foreignResident2017
      return random.chance(1, in: 5) ? card : .passport
    case .han, .dotted:
      guard random.chance(1, in: 125) else { return .residentCard }
      return birth.year < 1985 && random.chance(3, in: 4) ? .firstGenerationCard : .military
    }
  }

  private mutating func name(_ origin: Origin, _ sex: Sex) -> String {
    switch origin {
    case .han, .permit: NameMaker.chinese(sex, &random)
    case .dotted: NameMaker.dotted(sex, &random)
    case .foreign: NameMaker.latin(sex, &random)
    }
  }
}
