import MartCore

/// Makes card numbers and cards.
struct CardMaker {
  private var taken = MarkSet(room: 0)

  /// A number of the kind's length that passes the check of Luhn and that no other card has.
  mutating func number(_ kind: CardKind, _ random: inout SeededRandom) -> UInt64 {
    while true {
      let digits = kind == .debit ? "620990" + random.digits(12) : "625990" + random.digits(9)
      let number = UInt64(digits + String(CheckDigits.luhn(digits))) ?? 0
      if taken.insert(number) { return number }
    }
  }

  /// A new card of the holder.
  mutating func card(
    _ kind: CardKind, holder: Int, account: UInt64, limit: Int?, supplementary: Bool = false, openedOn: BusinessDate,
    _ random: inout SeededRandom
  ) -> Card {
    let feature = random.weighted(CardCodes.features)
    return Card(
      number: number(kind, &random), kind: kind, holder: holder, account: account,
      product: random.below(CardCodes.products(kind).count), isSupplementary: supplementary, limit: limit,
      openedOn: openedOn, feature: feature, customFace: random.chance(1, in: 8))
  }
}
