/// Records of one human, the founder first: the earliest to open, then the more trusted source, then the number.
struct Part {
  var records: [IdentityRecord]

  init(_ records: [IdentityRecord]) { self.records = records.sorted(by: Self.founds) }

  var founder: IdentityRecord? { records.first }

  /// Parts by founder, of which there may be a million: by the day as a number, and by all else only within a day.
  static func inOrder(_ parts: [Part]) -> [Part] {
    let days = parts.map { $0.founder?.day ?? .max }
    guard !days.contains(.max) else { return parts.sorted(by: precedes) }
    var order: [Int] = Array(parts.indices)
    order.sort { left, right in
      days[left] != days[right] ? days[left] < days[right] : precedes(parts[left], parts[right])
    }
    return order.map { parts[$0] }
  }

  /// By founder.
  static func precedes(_ left: Part, _ right: Part) -> Bool {
    guard let a = left.founder, let b = right.founder else { return false }
    return founds(a, b)
  }

  static func founds(_ left: IdentityRecord, _ right: IdentityRecord) -> Bool {
    if let isEarlier = left.isEarlier(than: right) { return isEarlier }
    return (left.opened, left.number.trust, left.spelled, left.number.token)
      < (right.opened, right.number.trust, right.spelled, right.number.token)
  }
}

/// Rule D1 over the records that bear one valid document: compatible names are one human, the others stay apart.
struct Partition {
  let names: NameRule

  /// The parts, by founder. The result depends on the records alone, not on their order.
  func parts(_ records: [IdentityRecord]) -> [Part] {
    if records.count == 1 || areOneName(records) { return [Part(records)] }
    var spelled = Dictionary(grouping: records, by: \.name).map { (name: PersonName(normalised: $0), records: $1) }
    var parts: [Part] = []
    // A name that says nothing joins nobody, not even its like.
    for nothing in spelled where names.isNothing(nothing.name) { parts += nothing.records.map { Part([$0]) } }
    spelled.removeAll { names.isNothing($0.name) }
    while let seed = spelled.popLast() {
      var component = [seed]
      var next = 0
      while next < component.count {
        let name = component[next].name
        let joined = spelled.filter { names.compatible($0.name, name) }
        spelled.removeAll { names.compatible($0.name, name) }
        component += joined
        next += 1
      }
      parts.append(Part(component.flatMap(\.records)))
    }
    return parts.sorted(by: Part.precedes)
  }

  private func areOneName(_ records: [IdentityRecord]) -> Bool {
    guard let first = records.first, records.dropFirst().allSatisfy({ first.isSame(.name, in: $0) }) else {
      return false
    }
    return !names.isNothing(PersonName(normalised: first.name))
  }
}
