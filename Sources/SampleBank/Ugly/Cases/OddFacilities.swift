import MartCore

/// U48: a machine that closes on the as-of day, a cash machine listed twice, a currency that only a closed machine had.
struct OddFacilities: UglyCase {
  private static let numbers = ["M318001", "M318002", "A218001"]

  func plant(in bank: inout Bank) {
    guard let machine = bank.facilities.last(where: { $0.kind == .exchangeMachine }),
      let cash = bank.facilities.first(where: { $0.kind == .cashMachine && $0.isOpen(on: bank.calendar.asOf) })
    else { return }
    var closing = again(machine, Self.numbers[0])
    closing.opening.status = "OPEN"
    var closed = closing.opening
    closed.status = "CLOSED"
    closing.changes = [(bank.calendar.asOf, closed)]
    var exotic = again(machine, Self.numbers[1])
    exotic.opening.status = "CLOSED"
    exotic.opening.currencies = ["USD", "ISK"]
    exotic.changes = []
    var twin = again(cash, Self.numbers[2], named: cash.name)
    twin.opening = FacilityState(readsPassbooks: false)
    twin.changes = []
    bank.facilities += [closing, exotic, twin]
  }

  private func again(_ facility: Facility, _ number: String, named name: String? = nil) -> Facility {
    var copy = Facility(
      number: number, kind: facility.kind, name: name ?? facility.name + "乙", region: facility.region,
      parent: facility.parent, scene: facility.scene, openedOn: facility.openedOn, hours: facility.hours)
    (copy.languages, copy.takesForeignCards, copy.opening) = (
      ["zh", "en"], facility.takesForeignCards, facility.opening
    )
    return copy
  }

  func put(into site: UglySite) throws {
    let (feed, calendar) = ("facility", site.bank.calendar)
    for number in Self.numbers {
      // A facility that stands twice is found when it is first delivered, the others when they are closed.
      let isTwin = number.hasPrefix("A")
      let date = isTwin ? calendar.opening : calendar.asOf
      let found = try site.find(feed, date) { $0.text("facility_no", of: site.spec(feed)) == number }
      guard let found else { continue }
      let entry = UglyEntry(id: "U48", feed: feed, date: date, rule: isTwin ? "FAC-01" : "", rows: 1)
      site.note(entry, in: found.file, mark: found.file.mark(found.place))
    }
  }
}
