import MartCore

/// Puts purchases of the period into consumption campaigns, so that each scene has its spend to the fen.
///
/// What one purchase has too much, another of the same kind of card outside the campaigns takes over, so that the
/// spend of the bank stays. Some purchases that are taken back whole are in campaigns too, and so are their reversals.
struct CampaignSpend {
  let calibration: Calibration
  let calendar: DeliveryCalendar
  let cards: [Card]
  private var random: SeededRandom

  init(calibration: Calibration, calendar: DeliveryCalendar, cards: [Card], seed: UInt64) {
    self.calibration = calibration
    self.calendar = calendar
    self.cards = cards
    random = SeededRandom(seed: seed, "consumption campaigns")
  }

  /// - transactions: in order of day.
  mutating func mark(_ transactions: inout Roll<CardTransaction>) {
    var free = transactions.indices.filter { index in
      let transaction = transactions[index]
      return transaction.type.isPurchase && transaction.postedOn >= calendar.periodFrom
        && transaction.currency == nil && !transaction.isReversed
    }
    random.shuffle(&free)
    for ((scene, categories), fen) in zip(SpendCampaign.scenes, calibration.campaignSpend) {
      let campaigns = SpendCampaign.all.indices.filter { SpendCampaign.all[$0].scene == scene }
      var left = fen
      while left > 0, let index = free.popLast() {
        guard let campaign = running(campaigns, on: transactions[index].postedOn) else { continue }
        let excess = transactions[index].fen - left
        if excess > 0 {
          guard let other = free.last(where: { kind(transactions[$0]) == kind(transactions[index]) }) else { continue }
          transactions[index].fen = left
          transactions[other].fen += excess
        }
        left -= transactions[index].fen
        (transactions[index].campaign, transactions[index].category) = (campaign, random.pick(categories))
      }
    }
    markReversed(&transactions)
  }

  private func kind(_ transaction: CardTransaction) -> CardKind { cards[transaction.card].kind }

  private mutating func running(_ campaigns: [Int], on day: BusinessDate) -> Int? {
    let able = campaigns.filter { SpendCampaign.all[$0].months.contains(day.month) }
    return able.isEmpty ? nil : random.pick(able)
  }

  /// One in fifty of those that are taken back whole, within the period.
  private mutating func markReversed(_ transactions: inout Roll<CardTransaction>) {
    for index in transactions.indices {
      let reversal = transactions[index]
      guard reversal.type == .purchaseReversal, let original = reversal.reverses,
        transactions[original].postedOn >= calendar.periodFrom, transactions[original].fen == reversal.fen,
        random.chance(1, in: 50),
        let campaign = running(Array(SpendCampaign.all.indices), on: transactions[original].postedOn)
      else { continue }
      (transactions[index].campaign, transactions[original].campaign) = (campaign, campaign)
    }
  }
}
