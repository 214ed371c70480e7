import MartCore

/// The files that name the persons behind the numbers; for tests, and for their owner only.
struct PersonFiles {
  let bank: Bank

  /// `persons.csv`: source, customer number and true person of every number known on the as-of day.
  func persons() -> String {
    var text = "source,customer_number,person\n"
    for number in bank.numbers where number.openedOn <= bank.lastNight {
      text += "\(number.source.rawValue),\(number.number),P\(number.person(on: bank.lastNight) + 1)\n"
    }
    return text
  }

  /// `personal_values.txt`: planted values that may be found nowhere outside the vault, one a line.
  func personalValues() -> String {
    var seen: Set<String> = []
    var text = ""
    for value in values() where Self.isTelling(value) && !Self.isInLabel(value) {
      if seen.insert(value).inserted { text += value + "\n" }
    }
    return text
  }

  private func values() -> [String] {
    let persons = bank.persons.flatMap { [$0.name, $0.cardName, $0.document.number] }
    let contacts = bank.numbers.flatMap { number in
      [number.opening.phone, number.opening.address] + number.changes.flatMap(Self.values)
    }
    let cards = bank.cards.flatMap { [$0.number, $0.creditAccount].compactMap { $0 } }
    return persons + contacts + bank.accounts.map(\.number) + cards + bank.loans.map(\.number)
      + bank.positions.map(\.account) + bank.applications.compactMap(\.loan) + bank.policies.map(\.number)
  }

  private static func values(of change: (on: BusinessDate, change: RecordChange)) -> [String] {
    switch change.change {
    case .phone(let number): [number]
    case .address(_, let text): [text]
    case .slip(let slip?): [slip.name, slip.document?.number, slip.phone, slip.address].compactMap { $0 }
    default: []
    }
  }

  /// Long enough not to occur by chance: eight bytes, and eleven where there are digits alone.
  private static func isTelling(_ value: String) -> Bool {
    let bytes = value.utf8
    guard bytes.count >= 8, value.first != " ", value.last != " " else { return false }
    return bytes.count >= 11 || bytes.contains { !(0x30...0x39).contains($0) }
  }

  /// Whether the value is a part of some label of the bank, such as a name that is also a county.
  private static func isInLabel(_ value: String) -> Bool { fragments.contains(value) }

  /// Every run of three to five characters of a label; longer values occur in none.
  private static let fragments: Set<String> = {
    var found: Set<String> = []
    for label in Region.all.map(\.name) + Streets.names + FacilityNames.labels {
      let characters = Array(label)
      for start in characters.indices {
        for end in start + 3...start + 5 where end <= characters.count { found.insert(String(characters[start..<end])) }
      }
    }
    return found
  }()
}
