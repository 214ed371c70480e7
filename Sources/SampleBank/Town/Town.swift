import Foundation
import MartCore

/// Writes a town: records of people as five sources keep them, who they are, and what the next night says.
///
/// The same options give the same bytes. Apart from the bank, which is far too small to measure matching on.
package struct Town {
  private static let opened = BusinessDate(year: 2005, month: 1, day: 1) ?? BusinessDate(dayNumber: 0)
  private static let today = BusinessDate(year: 2024, month: 8, day: 31) ?? BusinessDate(dayNumber: 0)

  private let wanted: Int
  private var people: TownPeople
  private var errors: TownErrors
  private var random: SeededRandom
  private var hotlines: [String] = []
  private var serial = 0
  private var records = 0

  /// - records: so many at least, and at most as many more as one person has.
  package init(records: Int, seed: UInt64) {
    wanted = records
    people = TownPeople(seed: seed)
    errors = TownErrors(seed: seed)
    random = SeededRandom(seed: seed, "town")
    for _ in 0...(records / 100_000) { hotlines.append(people.phone()) }
  }

  /// `records.csv`, `changed.csv` (the next night: numbers that are new or not what they were), and `persons.csv`, the
  /// true person of each.
  ///
  /// - Throws: ``Failure`` when a file cannot be written.
  package mutating func write(to folder: String) throws {
    try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
    let files = try ["records", "changed", "persons"].map { try OutputFile(folder + "/\($0).csv") }
    try files[0].write(TownRecord.header.utf8)
    try files[1].write(TownRecord.header.utf8)
    try files[2].write("source,customer_number,person\n".utf8)
    func put(_ record: TownRecord, _ file: OutputFile) throws {
      var line: [UInt8] = []
      record.append(to: &line)
      try file.write(line)
    }
    func tell(_ record: TownRecord, _ person: Int) throws {
      try files[2].write("\(record.source.rawValue),\(record.number),P\(person)\n".utf8)
    }
    while records < wanted {
      let person = people.next()
      let own = self.records(of: person)
      let owner = people.count
      for record in own {
        try put(record, files[0])
        try tell(record, owner)
        records += 1
        guard random.chance(TownRates.changed, in: 1_000) else { continue }
        var next = record
        switch random.weighted(TownRates.changes) {
        case .phone: next.phone = people.phone()
        case .address: next.address = people.address(in: person.region)
        case .documentRight: (next.kind, next.document) = (person.document.kind.rawValue, person.document.number)
        case .documentWrong: errors.damageDocument(&next)
        case .name: next.name = String(person.name.prefix(1) + NameMaker.chinese(person.sex, &random).dropFirst())
        case .newNumber:
          next = self.record(of: person, random.pick(Source.allCases))
          try tell(next, owner)
        case .newPerson:
          let stranger = people.next()
          next = self.record(of: stranger, random.pick(Source.allCases))
          try tell(next, people.count)
        }
        try put(next, files[1])
      }
    }
    for file in files { try file.finish() }
  }

  private mutating func records(of person: TownPerson) -> [TownRecord] {
    var sources = Source.allCases
    random.shuffle(&sources)
    sources = Array(sources.prefix(random.weighted(TownRates.sourcesOfPerson)))
    if random.chance(TownRates.secondCoreNumbers, in: 1_000) { sources.append(.core) }
    var records = sources.map { record(of: person, $0) }
    if let earlier = person.earlierName { records[0].name = earlier }
    return records
  }

  private mutating func record(of person: TownPerson, _ source: Source) -> TownRecord {
    serial += 1
    var record = TownRecord(
      source: source, number: source.prefix + String(100_000_000 + serial),
      opened: random.day(from: Self.opened, through: Self.today).description, name: person.name)
    (record.kind, record.document) = (person.document.kind.rawValue, person.document.number)
    record.country = person.document.country
    (record.phone, record.address) = (person.phone, person.address)
    (record.birth, record.sex) = (person.birth.description, person.sex.rawValue)
    if source == .mobile { record.device = person.device }
    errors.spoil(&record, of: person, &people, hotlines: hotlines)
    return record
  }
}
