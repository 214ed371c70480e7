import MartCore

/// Builds the card transactions of the history.
struct TransactionBuilder {
  let calibration: Calibration
  let calendar: DeliveryCalendar
  let cards: [Card]
  private let season: Season?
  private var random: SeededRandom
  private var shelves: [CardKind: [Int]] = [:]
  private var transactions: Roll<CardTransaction>

  /// - scratch: see `BankOptions.scratch`.
  init(
    calibration: Calibration, calendar: DeliveryCalendar, cards: [Card], season: Season?, seed: UInt64, scratch: String
  ) {
    transactions = Roll(in: scratch)
    self.season = season
    self.calibration = calibration
    self.calendar = calendar
    self.cards = cards
    random = SeededRandom(seed: seed, "transactions")
    for kind in CardKind.allCases {
      var shelf = cards.indices.filter { cards[$0].kind == kind }
      random.shuffle(&shelf)
      shelves[kind] = shelf
    }
  }

  /// All transactions after the opening, in order of day; within a day a reversal follows its original.
  mutating func build() -> Roll<CardTransaction> {
    let early = calendar.opening < calendar.base ? calendar.opening + 1...calendar.base : nil
    if let early { build(early, calibrated: false) }
    build(calendar.periodFrom...calendar.asOf, calibrated: true)
    sort()
    return transactions
  }

  private mutating func build(_ days: ClosedRange<BusinessDate>, calibrated: Bool) {
    let first = transactions.count
    for month in days.months {
      post(month, count: calibration.cardTransactions(inSeptember: month.upperBound == calendar.asOf))
    }
    for kind in CardKind.allCases {
      let range = first..<transactions.count
      var spend = SpendPlan(
        kind: kind, net: calibrated ? calibration.netSpend[kind] ?? 0 : nil,
        reversed: calibrated ? calibration.reversedSpend[kind] ?? 0 : nil, random: random.fork())
      spend.price(&transactions, in: range, of: cards)
      spend.reverse(&transactions, in: range, of: cards, through: days.upperBound)
    }
    reverseOthers(from: first, through: days.upperBound)
  }

  /// The original transactions of a month, purchases still without their final price.
  private mutating func post(_ days: ClosedRange<BusinessDate>, count: Int) {
    let shares: [(CardKind, TransactionType, Int)] = [
      (.debit, .purchase, 4_500), (.credit, .purchase, 3_050), (.credit, .instalmentPurchase, 130),
      (.debit, .transfer, 680), (.debit, .cash, 360), (.credit, .cash, 70), (.credit, .fee, 90), (.debit, .fee, 60),
      (.credit, .repayment, 1_000),
    ]
    let counts = allocate(count, by: shares.map(\.2))
    for ((kind, type, _), number) in zip(shares, counts) {
      for _ in 0..<number {
        let day = random.day(of: days, season)
        guard let card = usableCard(kind, on: day) else { continue }
        transactions.append(original(type, card: card, on: day))
      }
    }
  }

  /// A card that can be used on the day; some cards are used far more often than others.
  private mutating func usableCard(_ kind: CardKind, on day: BusinessDate) -> Int? {
    guard let shelf = shelves[kind], !shelf.isEmpty else { return nil }
    for _ in 0..<400 {
      let place = random.below(random.below(shelf.count) + 1)
      if cards[shelf[place]].isUsable(on: day) { return shelf[place] }
    }
    return shelf.first { cards[$0].isUsable(on: day) }
  }

  private mutating func original(_ type: TransactionType, card: Int, on day: BusinessDate) -> CardTransaction {
    var transaction = CardTransaction(type: type, card: card, postedOn: day, fen: price(type))
    if type.isPurchase { transaction.category = random.weighted(MerchantCategories.purchase) }
    if type == .cash { transaction.category = MerchantCategories.cash }
    if type == .purchase, random.chance(15, in: 1_000) {
      transaction.currency = random.below(ForeignCurrency.all.count)
    }
    return transaction
  }

  private mutating func price(_ type: TransactionType) -> Int {
    switch type {
    case .cash: random.number(in: 1...50) * 10_000
    case .fee: random.number(in: 100...20_000)
    case .transfer, .repayment: random.number(in: 10_000...2_000_000)
    default:
      random.number(
        in: random.weighted([
          (500...5_000, 45), (5_000...50_000, 35), (50_000...500_000, 15), (500_000...10_000_000, 5),
        ]))
    }
  }

  /// One original in a hundred that is no purchase is reversed; transfers since that type exists.
  private mutating func reverseOthers(from first: Int, through last: BusinessDate) {
    let start = BusinessDate(year: 2024, month: 7, day: 1) ?? last
    for index in first..<transactions.count {
      let original = transactions[index]
      guard let type = original.type.reversal, random.chance(1, in: 100) else { continue }
      guard type != .transferReversal || original.postedOn >= start else { continue }
      transactions.append(original.reversed(as: type, fen: original.fen, at: index, on: original.postedOn))
      transactions[index].isReversed = true
    }
  }

  private mutating func sort() {
    // Until it has a number of its own, each bears the place it had before.
    transactions.revise { $1.sequence = $0 }
    transactions = transactions.arranged { Int($0.postedOn.dayNumber) }
    // By old place: where what is taken back stands now; what takes it back comes later.
    var places: [UInt32: UInt32] = [:]
    var last: (day: BusinessDate, sequence: Int)?
    transactions.revise { place, transaction in
      if transaction.isReversed { places[UInt32(transaction.sequence)] = UInt32(place) }
      transaction.reverses = transaction.reverses.flatMap { places[UInt32($0)].map(Int.init) }
      transaction.sequence = last?.day == transaction.postedOn ? (last?.sequence ?? 0) + 1 : 1
      last = (transaction.postedOn, transaction.sequence)
    }
  }
}
