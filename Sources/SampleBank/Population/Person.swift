import MartCore

/// A document as its holder shows it.
package struct Document: Hashable, Sendable {
  private let packedNumber: ShortText
  private let packedCountry: Alpha3
  package let kind: DocumentKind

  init(kind: DocumentKind, number: String, country: String) {
    self.kind = kind
    packedNumber = ShortText(number)
    packedCountry = Alpha3(country)
  }

  package var number: String { packedNumber.text }
  /// Issuing country, ISO 3166 alpha-3.
  package var country: String { packedCountry.text }
}

/// One human being, whom the sources know under one or more customer numbers.
package struct Person: Sendable {
  package internal(set) var name: String
  /// The name as the card centre writes it; compatible with `name`, usually equal.
  package internal(set) var cardName: String
  package internal(set) var document: Document
  package internal(set) var birth: BusinessDate
  fileprivate let home: UInt16
  fileprivate let citizenship: Alpha3
  package let sex: Sex
  let tier: Tier

  init(
    name: String, cardName: String, sex: Sex, birth: BusinessDate, document: Document, nationality: String, region: Int,
    tier: Tier
  ) {
    (self.name, self.cardName, self.sex, self.birth, self.document, self.tier) = (
      name, cardName, sex, birth, document, tier
    )
    (citizenship, home) = (Alpha3(nationality), UInt16(region))
  }

  fileprivate init(_ stored: People.Stored, name: String, cardName: String) {
    (self.name, self.cardName, document, birth) = (name, cardName, stored.document, stored.birth)
    (home, citizenship, sex, tier) = (stored.home, stored.citizenship, stored.sex, stored.tier)
  }

  package var nationality: String { citizenship.text }
  /// Where in `Region.all` the person lives at first.
  var region: Int { Int(home) }
}

/// The persons of a bank: in rolls, with a byte of each in memory.
package struct People: RandomAccessCollection, MutableCollection, Sendable {
  private var people: Roll<Stored>
  /// Names of more than fifteen bytes, and those that the card centre writes otherwise.
  private var names: Roll<UInt8>
  private var tiers: [Tier] = []

  fileprivate struct Stored: Sendable {
    /// Up to fifteen bytes of UTF-8, and how many.
    var name: (UInt64, UInt64) = (0, 0)
    var longName = Strip()
    var cardName = Strip()
    let document: Document
    let birth: BusinessDate
    let home: UInt16
    let citizenship: Alpha3
    let sex: Sex
    let tier: Tier
  }

  /// - scratch: see `BankOptions.scratch`.
  init(in scratch: String) { (people, names) = (Roll(in: scratch), Roll(in: scratch)) }

  package var startIndex: Int { 0 }
  package var endIndex: Int { people.count }
  func tier(of person: Int) -> Tier { tiers[person] }

  package subscript(index: Int) -> Person {
    get {
      let stored = people.lone(index)
      let name = stored.longName.isEmpty ? Self.text(stored.name) : text(stored.longName)
      return Person(stored, name: name, cardName: stored.cardName.isEmpty ? name : text(stored.cardName))
    }
    set {
      people[index] = stored(newValue)
      tiers[index] = newValue.tier
    }
  }

  mutating func append(_ person: Person) {
    people.append(stored(person))
    tiers.append(person.tier)
  }

  private mutating func stored(_ person: Person) -> Stored {
    var stored = Stored(
      document: person.document, birth: person.birth, home: person.home, citizenship: person.citizenship,
      sex: person.sex, tier: person.tier)
    let bytes = Array(person.name.utf8)
    if bytes.count > 15 || bytes.isEmpty {
      stored.longName = names.put(bytes)
    } else {
      stored.name = Self.packed(bytes)
    }
    if !person.cardName.utf8.elementsEqual(person.name.utf8) {
      stored.cardName = names.put(Array(person.cardName.utf8))
    }
    return stored
  }

  private func text(_ strip: Strip) -> String { String(decoding: names[strip], as: UTF8.self) }

  /// Bytes from the lowest on, and their number above the last.
  private static func packed(_ bytes: [UInt8]) -> (UInt64, UInt64) {
    var words = (UInt64(0), UInt64(bytes.count) << 56)
    for (place, byte) in bytes.enumerated() {
      if place < 8 {
        words.0 |= UInt64(byte) << UInt64(8 * place)
      } else {
        words.1 |= UInt64(byte) << UInt64(8 * (place - 8))
      }
    }
    return words
  }

  private static func text(_ words: (UInt64, UInt64)) -> String {
    withUnsafeBytes(of: (words.0.littleEndian, words.1.littleEndian)) {
      String(decoding: $0.prefix(Int(words.1 >> 56)), as: UTF8.self)
    }
  }
}
