import MartCore

/// Prices the purchases of one kind of card and reverses some of them, so that spend comes out to the fen.
struct SpendPlan {
  let kind: CardKind
  /// Spend net of reversals that the period must hold, in fen; nil where nothing is planted.
  let net: Int?
  /// Reversed spend that the period must hold, in fen; nil where nothing is planted.
  let reversed: Int?
  var random: SeededRandom

  /// Scales the purchases to the gross spend.
  func price(_ transactions: inout Roll<CardTransaction>, in range: Range<Int>, of cards: [Card]) {
    guard let net, let reversed else { return }
    let own = places(in: range, of: transactions, cards)
    let prices = allocate(net + reversed, by: own.map { transactions[$0].fen })
    for (index, price) in zip(own, prices) { transactions[index].fen = price }
  }

  /// Adds reversals and refunds, each of another purchase, until the reversed spend is reached.
  mutating func reverse(
    _ transactions: inout Roll<CardTransaction>, in range: Range<Int>, of cards: [Card], through last: BusinessDate
  ) {
    var own = places(in: range, of: transactions, cards)
    random.shuffle(&own)
    var left = reversed ?? own.prefix(own.count / 160).reduce(0) { $0 + transactions[$1].fen }
    for index in own where left > 0 {
      let original = transactions[index]
      let isWhole = original.type == .purchase && random.chance(2, in: 5)
      let wanted = isWhole ? original.fen : max(1, original.fen * random.number(in: 3...10) / 10)
      let fen = min(wanted, left)
      let type: TransactionType = isWhole && fen == original.fen ? .purchaseReversal : .refund
      let lag = random.below(type == .refund ? 21 : 2)
      transactions.append(original.reversed(as: type, fen: fen, at: index, on: min(original.postedOn + lag, last)))
      transactions[index].isReversed = true
      left -= fen
    }
  }
}

extension SpendPlan {
  /// Where the purchases of the kind of card stand.
  private func places(in range: Range<Int>, of transactions: Roll<CardTransaction>, _ cards: [Card]) -> [Int] {
    range.filter { place in
      let transaction = transactions[place]
      return transaction.type.isPurchase && cards[transaction.card].kind == kind
    }
  }
}

extension CardTransaction {
  /// The row that takes back this one, which is at `index`.
  func reversed(as type: TransactionType, fen: Int, at index: Int, on day: BusinessDate) -> CardTransaction {
    var reversal = CardTransaction(type: type, card: card, postedOn: day, fen: fen)
    reversal.currency = currency
    reversal.category = category
    reversal.reverses = index
    return reversal
  }
}
