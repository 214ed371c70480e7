import MartCore

/// Makes the people of a town.
struct TownPeople {
  private static let firstBirth = BusinessDate(year: 1940, month: 1, day: 1) ?? BusinessDate(dayNumber: 0)
  private static let lastBirth = BusinessDate(year: 2006, month: 12, day: 31) ?? BusinessDate(dayNumber: 0)

  private(set) var count = 0
  private var random: SeededRandom
  private var documents = DocumentMaker()
  private var contacts = ContactMaker(branches: 1)
  private var last: TownPerson?

  init(seed: UInt64) { random = SeededRandom(seed: seed, "town people") }

  mutating func next() -> TownPerson {
    count += 1
    var person = someone()
    if let last {
      if random.chance(TownRates.twins, in: TownRates.base) {
        makeTwin(&person, of: last)
      } else if random.chance(TownRates.sharedHomes, in: 1_000) {
        (person.phone, person.address, person.region) = (last.phone, last.address, last.region)
      }
    }
    if random.chance(TownRates.renamed, in: TownRates.base) {
      let other = NameMaker.chinese(person.sex, &random)
      person.earlierName = random.chance(1, in: 5) ? other : String(person.name.prefix(1) + other.dropFirst())
    }
    last = person
    return person
  }

  /// A phone that nobody else has.
  mutating func phone() -> String { contacts.phone(&random).text }

  mutating func address(in region: Int) -> String { contacts.address(in: region, &random).text }

  private mutating func someone() -> TownPerson {
    let sex: Sex = random.chance(51, in: 100) ? .male : .female
    let birth = random.day(from: Self.firstBirth, through: Self.lastBirth)
    let isForeign = random.chance(TownRates.passports, in: 100)
    let region = random.below(Region.all.count)
    return TownPerson(
      name: isForeign ? NameMaker.latin(sex, &random) : NameMaker.chinese(sex, &random),
      document: documents.make(
        isForeign ? .passport : .residentCard, sex: sex, birth: birth, country: random.pick(Country.foreign), &random),
      birth: birth, sex: sex, region: region, phone: phone(), address: address(in: region),
      device: "D" + random.digits(15))
  }

  private mutating func makeTwin(_ person: inout TownPerson, of other: TownPerson) {
    guard other.document.kind == .residentCard, person.document.kind == .residentCard else { return }
    person.birth = other.birth
    (person.phone, person.address, person.region) = (other.phone, other.address, other.region)
    person.name = String(other.name.prefix(1)) + person.name.dropFirst(1)
    if person.name == other.name { person.name += "明" }
    person.document = documents.serial(after: other.document)
  }
}

extension DocumentMaker {
  /// A resident's card of the same place and day with another serial.
  mutating func serial(after document: Document) -> Document {
    var serial = (Int(document.number.dropFirst(14).prefix(3)) ?? 0) + 1
    while true {
      let digits = String(serial % 1_000 + 1_000).dropFirst()
      let body = document.number.prefix(14) + digits
      let number = body + String(CheckDigits.mod11(String(body)))
      serial += 1
      if take(String(number), document.kind) {
        return Document(kind: document.kind, number: String(number), country: document.country)
      }
    }
  }
}
