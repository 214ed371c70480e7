import MartCore

/// U51: tens of thousands of purchases with one card.
struct BusyCard: UglyCase {
  private let feed = "card_txn"

  private func night(_ calendar: DeliveryCalendar) -> BusinessDate { calendar.asOf.monthStart - 1 }

  /// Nine of ten purchases by debit card are one customer's: of the last ones forty thousand at most, and some more, since other
  /// cases spoil rows.
  func plant(in bank: inout Bank) {
    let last = night(bank.calendar)
    guard bank.calendar.dates.contains(last) else { return }
    let card = bank.cards.indices.first { index in
      let card = bank.cards[index]
      return card.kind == .debit && card.openedOn < bank.calendar.opening && card.changes.isEmpty
        && card.opening.status == .active && bank.arms[bank.numbers[card.holder].person] == nil
    }
    guard let card else { return }
    let purchases = bank.transactions.indices.filter { index in
      let transaction = bank.transactions[index]
      return bank.cards[transaction.card].kind == .debit && transaction.type == .purchase && !transaction.isReversed
        && transaction.postedOn > bank.calendar.opening && transaction.postedOn <= last && index % 10 != 0
    }
    let newest = purchases.sorted {
      (bank.transactions[$1].postedOn, $1) < (bank.transactions[$0].postedOn, $0)
    }
    for index in newest.prefix(40_400) { bank.transactions[index].card = card }
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
