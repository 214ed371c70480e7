/// One field of all records: every distinct value once, as Unicode scalars, and a number a record.
///
/// Comparisons read slices of one array; no text is made while pairs are compared.
package struct ValueColumn: Sendable {
  /// The value's number for each record; -1 where it has none.
  package private(set) var ids: [Int32] = []
  /// How many records bear each value.
  package private(set) var counts: [Int32] = []
  /// Records that bear a value.
  package private(set) var filled = 0
  private(set) var scalars: [UInt32] = []
  private(set) var starts: [Int32] = [0]
  private var known: [String: Int32] = [:]

  package init() {}

  /// Adds the next record's value; nil and an empty text are none.
  package mutating func append(_ text: String?) {
    guard let text, !text.isEmpty else {
      ids.append(-1)
      return
    }
    filled += 1
    if let id = known[text] {
      counts[Int(id)] += 1
      ids.append(id)
      return
    }
    let id = Int32(counts.count)
    known[text] = id
    counts.append(1)
    ids.append(id)
    for scalar in text.unicodeScalars { scalars.append(scalar.value) }
    starts.append(Int32(scalars.count))
  }

  /// Records forget those of their values that say nothing.
  package mutating func silence(_ saysNothing: (Int32) -> Bool) {
    for record in ids.indices where ids[record] >= 0 && saysNothing(ids[record]) {
      ids[record] = -1
      filled -= 1
    }
  }

  package var distinct: Int { counts.count }

  func range(_ id: Int32) -> Range<Int> { Int(starts[Int(id)])..<Int(starts[Int(id) + 1]) }

  /// The same number for equal beginnings of so many characters (nil: the whole), whatever the order of arrival (FNV-1a).
  func hash(_ id: Int32, first length: Int? = nil) -> UInt64 {
    var hash: UInt64 = 0xcbf2_9ce4_8422_2325
    for place in range(id).prefix(length ?? Int.max) {
      hash = (hash ^ UInt64(scalars[place])) &* 0x0000_0100_0000_01b3
      hash ^= hash >> 29
    }
    return hash
  }
}
