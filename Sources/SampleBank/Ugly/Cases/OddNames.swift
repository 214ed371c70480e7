import MartCore

/// U10, U32, U33: names that few systems foresee, a birthday of every fourth year, a region that no longer exists.
struct OddNames: UglyCase {
  /// How the core bank and the others write a name.
  private static let names = [
    ("𠮷田明", "𠮷田明"), ("阿卜杜拉·买买提", "阿卜杜拉·买买提"), ("ＡＢ１", "AB1"), ("王 小 明", "王小明"),
  ]

  func plant(in bank: inout Bank) {
    let persons = ordinary(bank)
    for ((core, card), person) in zip(Self.names, persons) {
      (bank.persons[person].name, bank.persons[person].cardName) = (core, card)
    }
    let born = persons.dropFirst(Self.names.count)
    if let person = born.first(where: { bank.persons[$0].birth.year == 2000 }) {
      let leap = BusinessDate(year: 2000, month: 2, day: 29) ?? bank.persons[person].birth
      bank.persons[person].birth = leap
      bank.persons[person].document = document(bank.persons[person].document, from: 6, leap.compact)
    }
    if let person = born.last(where: { bank.persons[$0].birth.year < 1985 }) {
      bank.persons[person].document = document(bank.persons[person].document, from: 0, "110103")
    }
  }

  func put(into site: UglySite) throws {
    let bank = site.bank
    let file = try site.file("cif_core", bank.calendar.opening)
    for (id, isFit) in tests() {
      for index in bank.numbers.indices where bank.numbers[index].source == .core {
        let number = bank.numbers[index]
        guard number.openedOn <= bank.calendar.opening, isFit(bank.persons[number.person]) else { continue }
        let row = Row(fields: CustomerColumns.fields(of: index, in: bank, on: bank.calendar.opening))
        guard let place = file.place(of: row) else { continue }
        let mark = file.mark(place)
        site.note(UglyEntry(id: id, feed: "cif_core", date: bank.calendar.opening, rows: 1), in: file, mark: mark)
        break
      }
    }
  }

  private func tests() -> [(id: String, isFit: (Person) -> Bool)] {
    Self.names.map { name, _ in ("U10", { $0.name == name }) }
      + [
        ("U32", { $0.birth.month == 2 && $0.birth.day == 29 && $0.birth.year == 2000 }),
        ("U33", { $0.document.number.hasPrefix("110103") }),
      ]
  }

  /// Persons with a number of the core bank since before the files, and a resident's card.
  private func ordinary(_ bank: Bank) -> [Int] {
    bank.persons.indices.filter { person in
      guard let core = bank.relations.number(.core, of: person) else { return false }
      return bank.numbers[core].openedOn < bank.calendar.opening && bank.relations.isCustomer[person]
        && bank.persons[person].document.kind == .residentCard
    }
  }

  /// The document with other digits from a place on, and the check character that they ask for.
  private func document(_ document: Document, from place: Int, _ digits: String) -> Document {
    var number = Array(document.number.dropLast())
    number.replaceSubrange(place..<place + digits.count, with: Array(digits))
    let body = String(number)
    return Document(kind: document.kind, number: body + String(CheckDigits.mod11(body)), country: document.country)
  }
}
