/// What tonight's changes can touch: parts that documents alone settle, and the neighbourhood that edges or constraints reach.
struct Surroundings {
  /// In no order.
  var plain: [Part] = []
  /// Questions that documents alone ask.
  var asks: Set<Ask> = []
  /// nil where documents alone tell.
  var near: Neighbourhood?

  private mutating func settle(_ parts: [Part]) {
    plain += parts
    if parts.count > 1 { asks.formUnion(Ask.documents(parts)) }
  }

  /// The opening night: all records are at hand, and may be a million, of which few have an edge.
  static func opening(_ changes: [RecordChange], _ tonight: Tonight, _ partition: Partition) -> Surroundings {
    var here = Surroundings()
    let ends = tonight.ends
    func isEnd(_ change: RecordChange) -> Bool { !ends.isEmpty && ends.contains(change.new.number) }
    let tied = Set(changes.lazy.filter(isEnd).compactMap { DocumentGroups.key($0.new) })
    var near: [IdentityRecord] = []
    DocumentGroups.each(changes) { key, group in
      if tied.contains(key) { near += group } else { here.settle(partition.parts(group)) }
    }
    for change in changes where change.new.isKnown && !change.new.hasDocument {
      if isEnd(change) { near.append(change.new) } else { here.plain.append(Part([change.new])) }
    }
    here.near = tonight.opening(near)
    return here
  }

  /// Any other night.
  ///
  /// - borne: the records of each document that a change touches.
  static func around(
    _ changes: [RecordChange], _ borne: [[IdentityRecord]], _ tonight: Tonight, _ partition: Partition,
    records: RecordStore, edges: EdgeStore
  ) throws -> Surroundings {
    var here = Surroundings()
    let near = try tonight.neighbourhood(tonight.tied(changes, borne), records: records, edges: edges)
    func isPlain(_ record: IdentityRecord) -> Bool { near?.records[record.number] == nil }
    for group in borne where group.allSatisfy(isPlain) { here.settle(partition.parts(group)) }
    for change in changes where change.new.isKnown && !change.new.hasDocument && isPlain(change.new) {
      here.plain.append(Part([change.new]))
    }
    here.near = near
    return here
  }
}
