import MartCore

/// U30: a reversal before its original, one that comes twice, one that is larger.
struct Reversals: UglyCase {
  private let feed = "card_txn"

  /// The original of one reversal comes a delivery late.
  func plant(in bank: inout Bank) {
    let dates = bank.calendar.dates
    let early = dates.count > 4 ? bank.calendar.september(5) : dates[1]
    guard let delivery = dates.firstIndex(of: early) else { return }
    let index = bank.transactions.indices.first { index in
      let reversal = bank.transactions[index]
      guard let original = reversal.reverses, reversal.lateBy == 0 else { return false }
      return bank.calendar.delivery(holding: reversal.postedOn) == delivery
        && bank.calendar.delivery(holding: bank.transactions[original].postedOn) == delivery
        && bank.transactions[original].lateBy == 0
    }
    if let original = index.flatMap({ bank.transactions[$0].reverses }) { bank.transactions[original].lateBy = 1 }
  }

  func put(into site: UglySite) throws {
    let (bank, spec) = (site.bank, site.spec(feed))
    let waiting = bank.transactions.first { reversal in
      reversal.reverses.map { bank.transactions[$0].lateBy > 0 } ?? false
    }
    if let waiting, let delivery = bank.calendar.delivery(holding: waiting.postedOn) {
      try site.notePlanted("U30", feed, bank.calendar.dates[delivery]) { $0.text("txn_id", of: spec) == waiting.id }
    }
    let date = bank.calendar.september(11)
    // Of any type: a day of a small bank may have no purchase that is taken back.
    let reversals = FeedList.rowFeed(feed)?.rows(bank, on: date, atMost: 1) {
      $0.text("txn_type", of: spec).hasSuffix("_REV") && !$0.text("reverses_txn_id", of: spec).isEmpty
    }
    if let twice = reversals?.first { try again(twice, date, site) }
    try larger(date, site)
  }

  private func again(_ reversal: Row, _ date: BusinessDate, _ site: UglySite) throws {
    guard let fresh = site.fresh(feed, date) else { return }
    var row = reversal
    row.fields[0] = fresh.fields[0]
    try refuse(row, date, site)
  }

  /// Reverses a purchase by more than its amount.
  private func larger(_ date: BusinessDate, _ site: UglySite) throws {
    let bank = site.bank
    guard let delivery = bank.calendar.dates.firstIndex(of: date), let fresh = site.fresh(feed, date) else { return }
    let index = bank.transactions.indices.first { index in
      let purchase = bank.transactions[index]
      return purchase.type == .purchase && !purchase.isReversed && purchase.currency == nil && purchase.lateBy == 0
        && bank.calendar.delivery(holding: purchase.postedOn) == delivery
    }
    guard let index else { return }
    var row = CardTxn().row(index, bank, on: date)
    let spec = site.spec(feed)
    row.set("reverses_txn_id", of: spec, to: row.fields[0])
    row.fields[0] = fresh.fields[0]
    row.set("txn_type", of: spec, to: .text("PURCHASE_REV"))
    row.set("amount_fen", of: spec, to: .fen(bank.transactions[index].fen + 1))
    row.set("amount_minor", of: spec, to: .minor(bank.transactions[index].fen + 1, decimals: 2))
    try refuse(row, date, site)
  }

  private func refuse(_ row: Row, _ date: BusinessDate, _ site: UglySite) throws {
    var row = row
    row.outcome = .quarantined("TXN-03")
    let file = try site.file(feed, date)
    let mark = file.insert(row, at: 98)
    site.note(UglyEntry(id: "U30", feed: feed, date: date, rule: "TXN-03", rows: 1), in: file, mark: mark)
  }
}
