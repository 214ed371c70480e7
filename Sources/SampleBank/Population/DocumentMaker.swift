import MartCore

/// Makes documents that pass their own checks, no two of them equal.
struct DocumentMaker {
  private var taken: MarkSet

  /// - persons: how many are to come, about.
  init(persons: Int = 0) { taken = MarkSet(room: persons) }

  /// A document of the kind for someone of the sex and birth date; `country` only where it is a passport
  /// or a residence card.
  mutating func make(
    _ kind: DocumentKind, sex: Sex, birth: BusinessDate, country: (code: String, number: String),
    _ random: inout SeededRandom
  ) -> Document {
    while true {
      let number = draft(kind, sex: sex, birth: birth, country: country, &random)
      guard take(number, kind) else { continue }
      return Document(kind: kind, number: number, country: kind == .passport ? country.code : Country.china)
    }
  }

  /// Takes a number for someone; false where it is another's.
  mutating func take(_ number: String, _ kind: DocumentKind) -> Bool {
    taken.insert(Self.compared(number, kind))
  }

  private func draft(
    _ kind: DocumentKind, sex: Sex, birth: BusinessDate, country: (code: String, number: String),
    _ random: inout SeededRandom
  ) -> String {
    let serial = random.digits(2) + Self.sexDigit(sex, &random)
    let day = birth.compact
    switch kind {
    case .residentCard: return Self.checked(random.pick(Region.all).code + day + serial)
    case .firstGenerationCard: return random.pick(Region.all).code + day.dropFirst(2) + serial
    case .residencePermit: return Self.checked(random.pick(["810000", "820000", "830000"]) + day + serial)
    case .foreignResident2023:
      return Self.checked("9" + random.pick(["11", "31", "44"]) + country.number + day + serial)
    case .foreignResident2017:
      return country.code + random.pick(["11", "31", "44"]) + day.dropFirst(2) + random.digits(4)
    case .hongKongMacauPermit: return random.pick(["H", "M"]) + random.digits(8)
    case .taiwanPermit: return "0" + random.digits(7)
    case .passport: return random.pick(["E", "G", "K", "P"]) + random.digits(8)
    case .military: return "JZ" + random.digits(8)
    }
  }

  private static func checked(_ digits: String) -> String { digits + String(CheckDigits.mod11(digits)) }

  /// Odd for men, even for women.
  private static func sexDigit(_ sex: Sex, _ random: inout SeededRandom) -> String {
    String(random.below(5) * 2 + (sex == .male ? 1 : 0))
  }

  /// The form in which two documents are compared: fifteen digits become eighteen, and both cards of a foreign resident
  /// are one kind; in eight bytes, so that one in billions is drawn again for nothing.
  private static func compared(_ number: String, _ kind: DocumentKind) -> UInt64 {
    switch kind {
    case .firstGenerationCard:
      let full = checked(number.prefix(6) + "19" + number.dropFirst(6))
      return ShortText(full).mark(DocumentKind.residentCard.place)
    case .foreignResident2023: return ShortText(number).mark(DocumentKind.foreignResident2017.place)
    default: return ShortText(number).mark(kind.place)
    }
  }
}
