import MartCore

/// U15: nobody changed a consent on two nights; what would have been said then is said later.
struct EmptyFiles: UglyCase {
  private func nights(_ calendar: DeliveryCalendar) -> [BusinessDate] {
    Set([15, 16].map(calendar.september)).filter { $0 < calendar.asOf }.sorted()
  }

  func plant(in bank: inout Bank) {
    let empty = nights(bank.calendar)
    guard let first = empty.first, let last = empty.last,
      let before = bank.calendar.dates.last(where: { $0 < first }),
      let after = bank.calendar.dates.first(where: { $0 > last })
    else { return }
    for index in bank.consents.indices {
      for place in bank.consents[index].states.indices {
        let day = bank.consents[index].states[place].on
        if day > before, day <= last { bank.consents[index].states[place].on = after }
      }
    }
  }

  func put(into site: UglySite) throws {
    for date in nights(site.bank.calendar) {
      let file = try site.file("customer_consent", date)
      site.note(UglyEntry(id: "U15", feed: "customer_consent", date: date, rows: file.tally.announced), in: file)
    }
  }
}
