/// The records of each valid document, where all records are at hand.
enum DocumentGroups {
  /// One group a document. Sorted by a number made of the document; the texts are compared only within equal numbers.
  static func of(_ records: some Collection<IdentityRecord>) -> [[IdentityRecord]] {
    var bearers: [(document: UInt64, record: IdentityRecord)] = []
    bearers.reserveCapacity(records.count)
    for record in records where record.hasDocument {
      bearers.append((record.read(.document) { BlockKeys.hash($0, first: nil) }, record))
    }
    bearers.sort { $0.document < $1.document }
    var groups: [[IdentityRecord]] = []
    var start = 0
    while start < bearers.count {
      var end = start + 1
      while end < bearers.count, bearers[end].document == bearers[start].document { end += 1 }
      let group = bearers[start..<end].map(\.record)
      if group.allSatisfy({ $0.isSame(.document, in: group[0]) }) {
        groups.append(group)
      } else {
        groups += Dictionary(grouping: group) { $0.document ?? "" }.values
      }
      start = end
    }
    return groups
  }
}
