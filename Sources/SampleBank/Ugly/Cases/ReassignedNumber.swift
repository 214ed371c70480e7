import MartCore

/// U25: the card centre gives a number to another human, who had none of it; the card's old days stay with the first.
struct ReassignedNumber: UglyCase {
  private static let day = 24

  func plant(in bank: inout Bank) {
    guard bank.calendar.hasSeptember else { return }
    let day = bank.calendar.september(Self.day)
    let busy = busy(bank, from: day)
    let plain = Array(plainPersons(bank))
    let holders = Set(bank.cards.filter { $0.openedOn < bank.calendar.opening }.map(\.holder))
    let number = plain.compactMap { bank.relations.number(.card, of: $0) }.first { index in
      let number = bank.numbers[index]
      return !busy.contains(index) && holders.contains(index) && number.openedOn < bank.calendar.opening
        && number.isActive(on: bank.calendar.asOf)
    }
    guard let number else { return }
    let taker = plain.last { person in
      person != bank.numbers[number].person && bank.relations.number(.card, of: person) == nil
    }
    guard let taker, let core = bank.relations.number(.core, of: taker) else { return }
    let contact = bank.numbers[core].record(on: day)
    bank.numbers[number].successor = (day, taker)
    bank.numbers[number].changes.removeAll { $0.on >= day }
    bank.numbers[number].changes += [
      (day, .phone(contact.phone)), (day, .address(contact.address)),
    ]
  }

  /// Ordinary customers of the lowest tier, outside the campaigns, of whom every source writes the same.
  private func plainPersons(_ bank: Bank) -> [Int] {
    var isOdd = bank.persons.map { $0.document.kind != .residentCard || $0.name != $0.cardName }
    for number in bank.numbers where number.slip != nil || number.changes.contains(where: isStatus) {
      isOdd[number.person] = true
    }
    let documents = Dictionary(grouping: bank.persons.indices) { bank.persons[$0].document.number }
    for persons in documents.values where persons.count > 1 { for person in persons { isOdd[person] = true } }
    for consent in bank.consents { isOdd[bank.numbers[consent.number].person] = true }
    return bank.persons.indices.filter { person in
      guard let core = bank.relations.number(.core, of: person) else { return false }
      return !isOdd[person] && bank.persons.tier(of: person) == .t0 && bank.arms[person] == nil
        && bank.numbers[core].openedOn < bank.calendar.opening && bank.numbers[core].isActive(on: bank.calendar.asOf)
        && bank.persons[person].birth.year < 1990
    }
  }

  private func isStatus(_ change: (on: BusinessDate, change: RecordChange)) -> Bool {
    if case .status = change.change { return true }
    return false
  }

  /// Numbers of which a figure could tell: with credit, a campaign, a touch, a link, or a transaction of the last days.
  private func busy(_ bank: Bank, from day: BusinessDate) -> Set<Int> {
    var busy = Set(bank.touches.map(\.number) + bank.links.flatMap { [$0.a, $0.b].compactMap { $0 } })
    busy.formUnion(bank.events.compactMap(\.number) + bank.complaints.compactMap(\.number))
    for card in bank.cards where card.kind != .debit || card.isSupplementary { busy.insert(card.holder) }
    for transaction in bank.transactions where transaction.campaign != nil || transaction.postedOn >= day - 4 {
      busy.insert(bank.cards[transaction.card].holder)
    }
    return busy
  }

  func put(into site: UglySite) throws {
    let (bank, feed) = (site.bank, "cif_card")
    guard let number = bank.numbers.first(where: { $0.successor != nil }), let moved = number.successor else { return }
    let found = try site.find(feed, moved.from) { $0.text("cust_no", of: site.spec(feed)) == number.number }
    guard let found else { return }
    let others = [number.person, moved.person].compactMap { bank.relations.number(.core, of: $0) }
    site.note(
      UglyEntry(
        id: "U25", feed: feed, date: moved.from, rule: "MOVE", rows: 1,
        subjects: ["\(number.source.rawValue)|\(number.number)"]
          + others.map { "\(bank.numbers[$0].source.rawValue)|\(bank.numbers[$0].number)" }),
      in: found.file, mark: found.file.mark(found.place))
  }
}
