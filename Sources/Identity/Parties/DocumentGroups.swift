/// The records of each valid document, where all records are at hand.
enum DocumentGroups {
  /// A number made of a record's document; nil where it bears none.
  static func key(_ record: IdentityRecord) -> UInt64? {
    record.hasDocument ? record.read(.document) { BlockKeys.hash($0, first: nil) } : nil
  }

  /// Calls `body` with the records of each document, and its number. Numbers are sorted; texts are compared only within
  /// equal ones, and no more than one group is held.
  static func each(_ changes: [RecordChange], _ body: (_ key: UInt64, _ group: [IdentityRecord]) -> Void) {
    var bearers: [(key: UInt64, place: Int32)] = []
    bearers.reserveCapacity(changes.count)
    for (place, change) in changes.enumerated() {
      if let key = key(change.new) { bearers.append((key, Int32(truncatingIfNeeded: place))) }
    }
    bearers.sort { $0.key != $1.key ? $0.key < $1.key : $0.place < $1.place }
    var start = 0
    while start < bearers.count {
      let key = bearers[start].key
      var group: [IdentityRecord] = []
      while start < bearers.count, bearers[start].key == key {
        group.append(changes[Int(bearers[start].place)].new)
        start += 1
      }
      if group.allSatisfy({ $0.isSame(.document, in: group[0]) }) {
        body(key, group)
      } else {
        for other in Dictionary(grouping: group, by: { $0.document ?? "" }).values { body(key, other) }
      }
    }
  }
}
