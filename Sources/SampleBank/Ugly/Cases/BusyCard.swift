import MartCore

/// U51: tens of thousands of purchases with one card.
struct BusyCard: UglyCase {
  private let feed = "card_txn"

  private func night(_ calendar: DeliveryCalendar) -> BusinessDate { calendar.asOf.monthStart - 1 }

  /// Nine of ten purchases by debit card in the delivery are one customer's, forty thousand at most.
  func plant(in bank: inout Bank) {
    guard let delivery = bank.calendar.dates.firstIndex(of: night(bank.calendar)) else { return }
    let first = bank.calendar.dates[delivery - 1] + 1
    let card = bank.cards.indices.first { index in
      let card = bank.cards[index]
      return card.kind == .debit && card.openedOn < bank.calendar.opening && card.changes.isEmpty
        && card.opening.status == .active && bank.arms[bank.numbers[card.holder].person] == nil
    }
    guard let card else { return }
    var left = 40_000
    for index in bank.transactions.indices where left > 0 {
      let transaction = bank.transactions[index]
      guard bank.cards[transaction.card].kind == .debit, transaction.type == .purchase, !transaction.isReversed,
        transaction.postedOn >= first, transaction.postedOn <= night(bank.calendar), index % 10 != 0
      else { continue }
      bank.transactions[index].card = card
      left -= 1
    }
  }

  func put(into site: UglySite) throws {
    let date = night(site.bank.calendar)
    var counts: [Int: Int] = [:]
    for transaction in site.bank.transactions where transaction.postedOn <= date {
      counts[transaction.card, default: 0] += 1
    }
    let most = counts.values.max() ?? 0
    site.note(UglyEntry(id: "U51", feed: feed, date: date, rows: most), in: try site.file(feed, date))
  }
}
