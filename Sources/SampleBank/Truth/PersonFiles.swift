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
    var marks = Repeats(in: bank.options.scratch)
    forEachTellingValue { value, isUnique in if !isUnique { marks.note(Self.mark(of: value)) } }
    var isRepeat = marks.repeats().makeIterator()
    let file = try OutputFile(path)
    try forEachTellingValue { value, isUnique in
      guard isUnique || isRepeat.next() == false, !Self.isInLabel(value) else { return }
      try file.write(value)
      try file.write(CollectionOfOne(0x0A))
    }
    try file.finish()
  }

  private func forEachTellingValue(_ take: (_ value: [UInt8], _ isUnique: Bool) throws -> Void) rethrows {
    var value: [UInt8] = []
    try forEachValue { text, isUnique in
      value.removeAll(keepingCapacity: true)
      text.append(to: &value)
      if Self.isTelling(value) { try take(value, isUnique) }
    }
  }

  /// - take: gets each value, and whether it was made so that no other can be the same.
  private func forEachValue(_ take: (_ value: PersonalValue, _ isUnique: Bool) throws -> Void) rethrows {
    for person in bank.persons {
      try take(.text(person.name), false)
      try take(.text(person.cardName), false)
      try take(.text(person.document.number), false)
    }
    for number in bank.numbers {
      let opening = number.opening
      try take(.serial(opening.phone.serial), false)
      try take(opening.otherAddress.map { .text($0) } ?? .address(opening.address), false)
      for change in number.changes { for value in Self.values(of: change) { try take(value, false) } }
    }
    for account in bank.accounts { try take(.serial(account.serial), true) }
    for card in bank.cards {
      try take(.serial(card.serial), true)
      if let account = card.creditAccount { try take(.serial(account), false) }
    }
    for loan in bank.loans { try take(.text(loan.number), false) }
    for position in bank.positions { try take(.serial(position.account), false) }
    for loan in bank.applications.compactMap(\.loan) { try take(.text(loan), false) }
    for policy in bank.policies { try take(.text(policy.number), true) }
  }

  /// What a value is told from others by, in eight bytes. That two of a hundred million values are taken for one is to be
  /// expected of one bank in four thousand.
  private static func mark(of value: [UInt8]) -> UInt64 {
    var bits: UInt64 = 0xCBF2_9CE4_8422_2325
    for byte in value { bits = (bits ^ UInt64(byte)) &* 0x9E37_79B9_7F4A_7C15 ^ (bits >> 29) }
    return bits
  }

  private static func values(of change: (on: BusinessDate, change: RecordChange)) -> [PersonalValue] {
    switch change.change {
    case .phone(let number): [.serial(number.serial)]
    case .address(let address): [.address(address)]
    case .slip(let slip?):
      [slip.name, slip.document?.number, slip.phone, slip.address].compactMap { $0.map { .text($0) } }
    default: []
    }
  }

  /// Long enough not to occur by chance: eight bytes, and eleven where there are digits alone.
  private static func isTelling(_ value: [UInt8]) -> Bool {
    guard value.count >= 8, value[0] != 0x20, value[value.count - 1] != 0x20 else { return false }
    return value.count >= 11 || value.contains { !(0x30...0x39).contains($0) }
  }

  /// Whether the value is a part of some label of the bank, such as a name that is also a county.
  private static func isInLabel(_ value: [UInt8]) -> Bool { value.count <= 15 && fragments.contains(value) }

  /// Every run of three to five characters of a label, up to fifteen bytes; longer values occur in none.
  private static let fragments: Set<[UInt8]> = {
    var found: Set<[UInt8]> = []
    for label in Region.all.map(\.name) + Streets.names + FacilityNames.labels {
      let characters = Array(label)
      for start in characters.indices {
        for end in start + 3...start + 5 where end <= characters.count {
          found.insert(Array(String(characters[start..<end]).utf8))
        }
      }
    }
    return found
  }()
}

/// A value that may be found nowhere outside the vault, as the bank holds it.
private enum PersonalValue {
  case text(String)
  case serial(Serial)
  case address(Address)

  func append(to bytes: inout [UInt8]) {
    switch self {
    case .text(let text): bytes += text.utf8
    case .serial(let serial): bytes.append(serial.fill)
    case .address(let address): address.append(to: &bytes)
    }
  }
}
