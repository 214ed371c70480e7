/// A block of so many records that it compares nobody.
package struct CappedBlock: Hashable, Sendable {
  /// Which block of the rules.
  package var block: Int
  package var size: Int

  package init(block: Int, size: Int) {
    self.block = block
    self.size = size
  }
}

/// The pairs that are worth comparing: those which agree on all parts of one block.
package struct Candidates: Sendable {
  /// `a << 32 | b` with a < b, sorted, each once.
  package private(set) var pairs: [UInt64] = []
  package private(set) var capped: [CappedBlock] = []

  /// - wanted: which of two records make a pair at all; asked once a pair and block.
  /// - skipped: records that a block leaves out.
  package init(
    _ rules: MatchRules, _ columns: [ValueColumn], count: Int, wanted: (_ a: Int, _ b: Int) -> Bool = { _, _ in true },
    skipped: ((_ block: Int, _ record: Int) -> Bool)? = nil
  ) {
    for block in rules.blocks.indices {
      var entries = Self.keys(rules.blocks[block], columns, count)
      if let skipped { entries.removeAll { skipped(block, Int($0.record)) } }
      add(block, entries, rules.cap, wanted)
    }
    pairs.sort()
    var kept = 0
    for place in pairs.indices where place == 0 || pairs[place] != pairs[kept - 1] {
      pairs[kept] = pairs[place]
      kept += 1
    }
    pairs.removeLast(pairs.count - kept)
  }

  package static func ends(_ pair: UInt64) -> (a: Int, b: Int) { (Int(pair >> 32), Int(pair & 0xffff_ffff)) }

  private mutating func add(
    _ block: Int, _ unsorted: [(key: UInt64, record: UInt32)], _ cap: Int, _ wanted: (Int, Int) -> Bool
  ) {
    var entries = unsorted
    entries.sort { $0.key != $1.key ? $0.key < $1.key : $0.record < $1.record }
    var start = 0
    while start < entries.count {
      var end = start + 1
      while end < entries.count, entries[end].key == entries[start].key { end += 1 }
      if end - start > cap {
        capped.append(CappedBlock(block: block, size: end - start))
      } else {
        for i in start..<end {
          for j in (i + 1)..<max(i + 1, end) where wanted(Int(entries[i].record), Int(entries[j].record)) {
            pairs.append(UInt64(entries[i].record) << 32 | UInt64(entries[j].record))
          }
        }
      }
      start = end
    }
  }

  /// The block's key of every record that has all parts.
  private static func keys(
    _ parts: [MatchRules.KeyPart], _ columns: [ValueColumn], _ count: Int
  ) -> [(key: UInt64, record: UInt32)] {
    let hashes = parts.map { part in
      (0..<columns[part.field].distinct).map { columns[part.field].hash(Int32($0), first: part.first) }
    }
    var entries: [(key: UInt64, record: UInt32)] = []
    entries.reserveCapacity(count)
    records: for record in 0..<count {
      var key: UInt64 = 0
      for (part, hash) in zip(parts, hashes) {
        let id = columns[part.field].ids[record]
        if id < 0 { continue records }
        key = (key ^ hash[Int(id)]) &* 0x9e37_79b9_7f4a_7c15
        key ^= key >> 32
      }
      entries.append((key, UInt32(record)))
    }
    return entries
  }
}
