/// Which of all records must be compared on the opening night: those that share a block with one that bears no valid
/// document. The others make no pair.
///
/// Columns of numbers, one a part of a block; a pass over them for each block, and a sort of what was found.
struct OpeningBlocks {
  /// Records in a block with one that bears no valid document, in their order.
  private(set) var pool: [IdentityRecord] = []
  /// Sizes of blocks that compare nobody.
  private(set) var capped: [Int] = []
  /// How many bear each value of a field that may be generic, where they are more than a block compares.
  private(set) var crowds: [Int] = []
  private let matcher: Matcher
  private let keys: BlockKeys
  private var exploded: [Set<UInt64>]
  private var generic: [Set<UInt64>]

  private typealias Column = [UInt64]

  init(_ matcher: Matcher, _ all: [IdentityRecord]) {
    self.matcher = matcher
    keys = BlockKeys(matcher)
    exploded = matcher.rules.blocks.map { _ in [] }
    generic = matcher.rules.fields.map { _ in [] }
    findGeneric(all)
    var columns: [MatchRules.KeyPart: Column] = [:]
    for part in Set(matcher.rules.blocks.flatMap { $0 }) { columns[part] = column(part, all) }
    let needy = all.indices.filter { !all[$0].hasDocument }
    var isWanted = Array(repeating: false, count: all.count)
    for block in matcher.rules.blocks.indices {
      find(block, needy, matcher.rules.blocks[block].compactMap { columns[$0] }, &isWanted)
    }
    for (place, record) in all.enumerated() where isWanted[place] { pool.append(record) }
    crowds.sort()
  }

  /// Whether a block leaves the record out, because it has too many.
  func isSkipped(_ block: Int, _ record: IdentityRecord) -> Bool {
    !exploded[block].isEmpty && (keys.key(block, record).map(exploded[block].contains) ?? false)
  }

  func isGeneric(_ field: String, _ value: String) -> Bool {
    matcher.rules.fields.firstIndex { $0.name == field }.map { generic[$0].contains(BlockKeys.hash(value)) } ?? false
  }

  /// Generic values are 0, as none is.
  private func column(_ part: MatchRules.KeyPart, _ all: [IdentityRecord]) -> Column {
    let generic = generic[part.field]
    return all.map { record in
      let value = keys.value(part.field, first: part.first, record) ?? 0
      if value == 0 || generic.isEmpty { return value }
      return keys.value(part.field, record).map(generic.contains) == true ? 0 : value
    }
  }

  /// C3: values under too many names or records; the records forget them.
  ///
  /// Before the columns of blocks are made, so that never both take their room: 8 bytes a record that bears a value, and
  /// twice as many for those few whose value is under so many that names matter.
  private mutating func findGeneric(_ all: [IdentityRecord]) {
    let rules = matcher.rules
    let name = rules.fields.firstIndex { $0.name == "name" }
    for (field, rule) in rules.fields.enumerated() {
      guard let limit = rule.generic else { continue }
      let crowded = crowded(field, all, most: min(limit, rules.cap))
      var bearers: [(value: UInt64, name: UInt64)] = []
      for record in crowded.isEmpty ? [] : all {
        guard let value = keys.value(field, record), crowded.contains(value) else { continue }
        bearers.append((value, name.flatMap { keys.value($0, record) } ?? 0))
      }
      bearers.sort { $0.value != $1.value ? $0.value < $1.value : $0.name < $1.name }
      var start = 0
      while start < bearers.count {
        let value = bearers[start].value
        var (end, distinct, last) = (start, 0, UInt64(0))
        while end < bearers.count, bearers[end].value == value {
          if bearers[end].name != last { distinct += 1 }
          last = bearers[end].name
          end += 1
        }
        if end - start > rules.cap { crowds.append(end - start) }
        if end - start > rules.cap || distinct > limit { generic[field].insert(value) }
        start = end
      }
    }
  }

  /// Values under more records than `most`.
  private func crowded(_ field: Int, _ all: [IdentityRecord], most: Int) -> Set<UInt64> {
    var values: [UInt64] = []
    values.reserveCapacity(all.count)
    for record in all { if let value = keys.value(field, record) { values.append(value) } }
    values.sort()
    return Set(values.indices.lazy.filter { $0 >= most && values[$0] == values[$0 - most] }.map { values[$0] })
  }

  private mutating func find(_ block: Int, _ needy: [Int], _ columns: [Column], _ isWanted: inout [Bool]) {
    func key(_ record: Int) -> UInt64? {
      var key: UInt64 = 0
      for column in columns {
        if column[record] == 0 { return nil }
        key = BlockKeys.joined(key, column[record])
      }
      return key
    }
    let sought = Set(needy.compactMap(key))
    var found: [(key: UInt64, record: Int32)] = []
    for record in isWanted.indices {
      if let key = key(record), sought.contains(key) { found.append((key, Int32(truncatingIfNeeded: record))) }
    }
    found.sort { $0.key < $1.key }
    var start = 0
    while start < found.count {
      var end = start + 1
      while end < found.count, found[end].key == found[start].key { end += 1 }
      if end - start > matcher.rules.cap {
        capped.append(end - start)
        exploded[block].insert(found[start].key)
      } else if end - start > 1 {
        for place in start..<end { isWanted[Int(found[place].record)] = true }
      }
      start = end
    }
  }
}
