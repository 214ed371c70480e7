import MartCore

/// The files that name the persons behind the numbers; for tests, and for their owner only.
struct PersonFiles {
  let bank: Bank

  /// Writes `persons.csv`: source, customer number and true person of every number known on the as-of day.
  ///
  /// - Throws: ``Failure`` when the file cannot be written.
  func writePersons(to path: String) throws {
    let file = try OutputFile(path)
    try file.write("source,customer_number,person\n".utf8)
    for number in bank.numbers where number.openedOn <= bank.lastNight {
      let person = number.person(on: bank.lastNight) + 1
      try file.write("\(number.source.rawValue),\(number.number),P\(person)\n".utf8)
    }
    try file.finish()
  }

  /// Writes `personal_values.txt`: planted values that may be found nowhere outside the vault, one a line, each once.
  ///
  /// - Throws: ``Failure`` when the file cannot be written.
  func writePersonalValues(to path: String) throws {
    let file = try OutputFile(path)
    // A person has a name, a document, a phone and an address, and every other one another of them.
    var seen = MarkSet(room: 5 * bank.persons.count)
    try forEachValue { value, isUnique in
      guard Self.isTelling(value), !Self.isInLabel(value) else { return }
      guard isUnique || seen.insert(Self.mark(of: value)) else { return }
      try file.write(value.utf8)
      try file.write(CollectionOfOne(0x0A))
    }
    try file.finish()
  }

  /// - take: gets each value, and whether it was made so that no other can be the same.
  private func forEachValue(_ take: (_ value: String, _ isUnique: Bool) throws -> Void) rethrows {
    for person in bank.persons {
      for value in [person.name, person.cardName, person.document.number] { try take(value, false) }
    }
    for number in bank.numbers {
      for value in [number.opening.phone.text, number.opening.addressText] { try take(value, false) }
      for change in number.changes { for value in Self.values(of: change) { try take(value, false) } }
    }
    for account in bank.accounts { try take(account.number, true) }
    for card in bank.cards {
      try take(card.number, true)
      if let account = card.creditAccount { try take(account, false) }
    }
    for loan in bank.loans { try take(loan.number, false) }
    for position in bank.positions { try take(position.account, false) }
    for loan in bank.applications.compactMap(\.loan) { try take(loan, false) }
    for policy in bank.policies { try take(policy.number, true) }
  }

  /// What a value is told from others by, in eight bytes. That two of a hundred million values are taken for one is to be
  /// expected of one bank in four thousand.
  private static func mark(of value: String) -> UInt64 {
    var bits: UInt64 = 0xCBF2_9CE4_8422_2325
    for byte in value.utf8 { bits = (bits ^ UInt64(byte)) &* 0x9E37_79B9_7F4A_7C15 ^ (bits >> 29) }
    return bits
  }

  private static func values(of change: (on: BusinessDate, change: RecordChange)) -> [String] {
    switch change.change {
    case .phone(let number): [number.text]
    case .address(let address): [address.text]
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
