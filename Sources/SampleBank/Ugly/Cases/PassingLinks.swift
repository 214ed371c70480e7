import MartCore

/// U26: links that come late make three pairs of customers one each, and are taken back five nights later.
struct PassingLinks: UglyCase {
  private static let (from, to, pairs) = (20, 25, 3)
  private let feed = "customer_link"

  func put(into site: UglySite) throws {
    let (bank, calendar) = (site.bank, site.bank.calendar)
    guard calendar.hasSeptember else { return }
    let (from, to) = (calendar.september(Self.from), calendar.september(Self.to))
    let pairs = pairs(bank)
    for (date, operation) in [(from, "I"), (to, "D")] {
      let file = try site.file(feed, date)
      for (serial, (a, b)) in pairs.enumerated() {
        let (one, other) = (bank.numbers[a], bank.numbers[b])
        file.insert(
          Row(fields: [
            .text(operation), .text("LX\(90_000_001 + serial)"), .text("SAME"), .text(one.source.rawValue),
            .text(one.number), .text(other.source.rawValue), .text(other.number), .null, .date(from), .null,
          ]))
      }
    }
    site.note(
      UglyEntry(
        id: "U26", feed: feed, date: from, rule: "D3", rows: pairs.count, night: from,
        subjects: pairs.flatMap { [$0.0, $0.1] }.map {
          "\(bank.numbers[$0].source.rawValue)|\(bank.numbers[$0].number)"
        },
        counts: counts(bank, merged: pairs.count, from..<to)),
      in: try site.file(feed, from))
  }

  /// Pairs whose documents are of two kinds: only a link makes them one.
  private func pairs(_ bank: Bank) -> [(Int, Int)] {
    let able = bank.persons.indices.filter { person in
      let kind = bank.persons[person].document.kind
      guard let core = bank.relations.number(.core, of: person) else { return false }
      let number = bank.numbers[core]
      return ![.residentCard, .firstGenerationCard].contains(kind) && bank.arms[person] == nil && number.slip == nil
        && number.openedOn < bank.calendar.opening && number.isActive(on: bank.calendar.asOf)
    }
    let passports = able.filter { bank.persons[$0].document.kind == .passport }
    let permits = able.filter { bank.persons[$0].document.kind != .passport }
    return zip(passports, permits).prefix(Self.pairs).compactMap { one, other in
      guard let a = bank.relations.number(.core, of: one), let b = bank.relations.number(.core, of: other) else {
        return nil
      }
      return (a, b)
    }
  }

  /// K01 of the nights around: as many persons as there are, less those who seem to be another.
  private func counts(_ bank: Bank, merged: Int, _ nights: Range<BusinessDate>) -> [(name: String, value: Int)] {
    [nights.lowerBound - 1, nights.lowerBound, nights.upperBound - 1, nights.upperBound].map { day in
      let persons = Set(bank.numbers.lazy.filter { $0.isActive(on: day) }.map { $0.person(on: day) })
      return ("K01 \(day)", persons.count - (nights.contains(day) ? merged : 0))
    }
  }
}
