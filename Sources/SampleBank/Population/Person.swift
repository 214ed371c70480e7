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
  private let home: UInt16
  private let citizenship: Alpha3
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

  package var nationality: String { citizenship.text }
  /// Where in `Region.all` the person lives at first.
  var region: Int { Int(home) }
}
