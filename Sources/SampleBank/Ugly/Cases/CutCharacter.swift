import MartCore

/// U09: one byte of a two-byte character is lost, so that a fixed record is misaligned; the customer stays listed.
struct CutCharacter: UglyCase {
  private let feed = "cif_core"

  func put(into site: UglySite) throws {
    let (bank, date) = (site.bank, site.bank.calendar.september(4))
    let file = try site.file(feed, date)
    let own = bank.numbers.indices.filter { bank.numbers[$0].source == .core && bank.numbers[$0].openedOn <= date }
    let index = own.dropFirst(own.count / 3).first { index in
      let number = bank.numbers[index]
      return number.isActive(on: date) && number.changes.allSatisfy { $0.on < bank.calendar.opening }
        && bank.persons[number.person].name.unicodeScalars.allSatisfy { $0.value > 0x4E00 && $0.value < 0x9FFF }
    }
    guard let index else { return }
    let row = Row(fields: CustomerColumns.fields(of: index, in: bank, on: date))
    guard let place = file.place(of: row) else { return }
    var cut = row
    cut.outcome = .quarantined("DQ-02")
    cut.isUnreadable = true
    cut.isCut = true
    let mark = file.replace(place, row, by: cut)
    // The byte that is lost is the first of the name, not the last of the record.
    var bytes = Array(file.encoded(row))
    bytes.remove(at: file.spec.columns[0].width)
    file.lines[place].bytes = bytes[...]
    site.note(UglyEntry(id: "U09", feed: feed, date: date, rule: "DQ-02", rows: 1), in: file, mark: mark)
  }
}
