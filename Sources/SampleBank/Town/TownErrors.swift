import MartCore

/// Writes a person down as sources do: with errors, each class as often as ``TownRates`` says.
struct TownErrors {
  private static let given = Array("伟芳娜敏静丽强磊军洋勇艳杰涛明超秀霞平刚桂英华玉兰红梅建国志海燕云鹏飞龙婷雪晨浩宇轩子涵欣怡佳琪梦思雨嘉")

  private var random: SeededRandom

  init(seed: UInt64) { random = SeededRandom(seed: seed, "town errors") }

  private mutating func happens(_ rate: Int) -> Bool { random.chance(rate, in: TownRates.base) }

  /// - hotlines: phones under which staff entered whoever came.
  mutating func spoil(
    _ record: inout TownRecord, of person: TownPerson, _ people: inout TownPeople, hotlines: [String]
  ) {
    spoilDocument(&record, of: person)
    spoilName(&record)
    if happens(TownRates.otherPhone) { record.phone = people.phone() }
    if happens(TownRates.noPhone) { record.phone = "" }
    if happens(TownRates.placeholderPhone) { record.phone = "13800000000" }
    if happens(TownRates.hotlinePhone) { record.phone = random.pick(hotlines) }
    if happens(TownRates.otherAddress) { record.address = people.address(in: person.region) }
    if happens(TownRates.noAddress) { record.address = random.pick(["", "无", "不详"]) }
    if happens(TownRates.slippedBirth) { slipBirth(&record) }
    if happens(TownRates.placeholderBirth) { record.birth = "1900-01-01" }
    if happens(TownRates.wrongSex) { record.sex = person.sex == .male ? "F" : "M" }
  }

  private mutating func spoilDocument(_ record: inout TownRecord, of person: TownPerson) {
    if happens(TownRates.noDocument) {
      (record.kind, record.document) = ("", "")
    } else if happens(TownRates.mistypedDocument) {
      record.document = typed(record.document, random.weighted(TownRates.documentEdits), "0123456789")
    } else if happens(TownRates.shortCard), person.birth.year < 2000, record.kind == "ID18" {
      record.kind = "ID15"
      record.document = String(record.document.prefix(6) + record.document.dropFirst(8).dropLast())
    }
  }

  /// The document with an error; also where the clerk of the next night makes it.
  mutating func damageDocument(_ record: inout TownRecord) {
    record.document = typed(record.document, random.weighted(TownRates.documentEdits), "0123456789")
  }

  private mutating func spoilName(_ record: inout TownRecord) {
    if happens(TownRates.mistypedName) {
      let edit = random.weighted(TownRates.nameEdits)
      // A surname is rarely mistaken.
      let given = typed(String(record.name.dropFirst()), edit, Self.given)
      if !given.isEmpty { record.name = record.name.prefix(1) + given }
    }
    if happens(TownRates.respelledName) { record.name = NameMaker.respelled(record.name, &random) }
    if happens(TownRates.placeholderName) { record.name = "测试" }
  }

  private mutating func slipBirth(_ record: inout TownRecord) {
    var digits = Array(record.birth)
    guard digits.count == 10 else { return }
    let place = random.pick([2, 3, 6, 9])
    digits[place] = random.pick(Array("0123456789"))
    record.birth = String(digits)
  }

  private mutating func typed(_ text: String, _ edit: TownEdit, _ alphabet: some Collection<Character>) -> String {
    var characters = Array(text)
    guard !characters.isEmpty else { return text }
    let place = random.below(characters.count)
    switch edit {
    case .replaced:
      let others = alphabet.filter { $0 != characters[place] }
      characters[place] = random.pick(Array(others))
    case .swapped:
      // Two neighbours that differ, from the place on.
      let pairs = characters.indices.dropLast().filter { characters[$0] != characters[$0 + 1] }
      guard !pairs.isEmpty else { return text }
      let swapped = random.pick(Array(pairs))
      characters.swapAt(swapped, swapped + 1)
    case .leftOut: characters.remove(at: place)
    case .doubled: characters.insert(characters[place], at: place)
    }
    return String(characters)
  }
}
