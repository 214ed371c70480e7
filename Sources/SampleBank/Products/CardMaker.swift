import MartCore

/// Makes card numbers and cards.
struct CardMaker {
  private var taken: Set<String> = []

  /// A number of the kind's length that passes the check of Luhn and that no other card has.
  mutating func number(_ kind: CardKind, _ random: inout SeededRandom) -> String {
    while true {
      let digits = kind == .debit ? "620990" + random.digits(12) : "625990" + random.digits(9)
      let number = digits + String(CheckDigits.luhn(digits))
      if taken.insert(number).inserted { return number }
    }
  }

  /// A new card of the holder.
  mutating func card(
    _ kind: CardKind, holder: Int, account: String, limit: Int?, supplementary: Bool = false, openedOn: BusinessDate,
    _ random: inout SeededRandom
  ) -> Card {
    let feature = random.weighted(CardCodes.features)
    return Card(
      number: number(kind, &random), kind: kind, holder: holder, accountNumber: kind == .debit ? account : nil,
      creditAccount: kind == .credit ? account : nil, product: random.pick(CardCodes.products[kind] ?? ["DC01"]),
      isSupplementary: supplementary, limit: limit, openedOn: openedOn,
      opening: CardState(feature: feature, customFace: random.chance(1, in: 8), status: .active))
  }
}
