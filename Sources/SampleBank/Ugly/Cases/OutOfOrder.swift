import MartCore

/// U34: a change before its beginning, a beginning twice in a file, an end that is followed by another beginning.
struct OutOfOrder: UglyCase {
  func put(into site: UglySite) throws {
    try changeFirst(site)
    try twice(site)
    try endAndBegin(site)
  }

  /// The first that is heard of a customer is a change.
  private func changeFirst(_ site: UglySite) throws {
    let (feed, date) = ("cif_card", site.bank.calendar.september(19))
    let spec = site.spec(feed)
    guard let found = try site.find(feed, date, where: { $0.text("op", of: spec) == "I" }) else { return }
    site.change("U34", found, rule: "DQ-14") { $0.set("op", of: spec, to: .text("U")) }
  }

  /// The last row of a key counts.
  private func twice(_ site: UglySite) throws {
    let (feed, date) = ("cif_card", site.bank.calendar.september(10))
    let spec = site.spec(feed)
    guard let found = try site.find(feed, date, where: { $0.text("op", of: spec) == "I" }) else { return }
    var first = found.row
    first.set("occupation", of: spec, to: .null)
    let mark = found.file.insert(first, at: 0)
    site.note(UglyEntry(id: "U34", feed: feed, date: date, rows: 1), in: found.file, mark: mark)
  }

  /// A small position ends and begins again; the gap stays.
  private func endAndBegin(_ site: UglySite) throws {
    let (feed, bank) = ("wealth_position", site.bank)
    let isFull = bank.calendar.dates.count > 4
    let end = isFull ? bank.calendar.september(17) : bank.calendar.asOf - 1
    let begin = isFull ? bank.calendar.september(19) : bank.calendar.asOf
    let last = bank.calendar.dates.last { $0 < end } ?? bank.calendar.opening
    let positions = WealthPositions()
    let index = bank.positions.indices.first { index in
      let position = bank.positions[index]
      return bank.persons.tier(of: bank.numbers[position.holder].person) == .t0 && position.fen(on: last) > 0
        && position.points.last.map { $0.day <= last && $0.amount > 0 } ?? false
    }
    guard let index else { return }
    let entry = DeltaEntry(index: index, part: bank.positions[index].points.count - 1, isNew: false, isGone: true)
    let row = positions.row(entry, bank, on: end)
    let (ended, begun) = (try site.file(feed, end), try site.file(feed, begin))
    var again = row
    again.fields[0] = .text("I")
    let marks = (ended.insert(row, at: 50), begun.insert(again, at: 50))
    site.note(UglyEntry(id: "U34", feed: feed, date: end, rows: 1), in: ended, mark: marks.0)
    site.note(UglyEntry(id: "U34", feed: feed, date: begin, rows: 1), in: begun, mark: marks.1)
  }
}
