/// Records of one human, the founder first: the earliest to open, then the more trusted source, then the number.
struct Part {
  var records: [IdentityRecord]

  init(_ records: [IdentityRecord]) { self.records = records.sorted(by: Self.founds) }

  var founder: IdentityRecord? { records.first }

  static func founds(_ left: IdentityRecord, _ right: IdentityRecord) -> Bool {
    (left.opened, left.number.trust, left.spelled, left.number.token)
      < (right.opened, right.number.trust, right.spelled, right.number.token)
  }
}

/// Rule D1 over the records that bear one valid document: compatible names are one human, the others stay apart.
struct Partition {
  let names: NameRule

  /// The parts, by founder. The result depends on the records alone, not on their order.
  func parts(_ records: [IdentityRecord]) -> [Part] {
    var spelled = Dictionary(grouping: records, by: \.name).map { (name: PersonName($0), records: $1) }
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
    return parts.sorted { left, right in
      guard let a = left.founder, let b = right.founder else { return false }
      return Part.founds(a, b)
    }
  }
}
