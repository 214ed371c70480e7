import MartStore

/// A 64-bit hash of the values of a key, eight bytes at a time.
struct KeyHash {
  private(set) var value: UInt64 = 0x9e37_79b9_7f4a_7c15

  mutating func add(_ row: RawRow, _ column: Int) {
    if row.kind(column) == .integer { return mix(UInt64(bitPattern: row.int(column))) }
    row.bytes(column) { bytes in
      mix(UInt64(bytes.count) << 8 | (row.isNull(column) ? 1 : 2))
      var index = 0
      while index < bytes.count {
        let end = min(index + 8, bytes.count)
        var word: UInt64 = 0
        for position in index..<end { word = word << 8 | UInt64(bytes[position]) }
        mix(word)
        index = end
      }
    }
  }

  /// The finishing steps of splitmix64.
  private mutating func mix(_ word: UInt64) {
    var mixed = (value ^ word) &* 0xbf58_476d_1ce4_e5b9
    mixed = (mixed ^ mixed >> 31) &* 0x94d0_49bb_1331_11eb
    value = mixed ^ mixed >> 29
  }
}

/// A set of 64-bit hashes: open addressing, eight bytes a place, at most half full.
struct HashSet {
  private var places = [UInt64](repeating: 0, count: 1 << 12)
  /// How many are in it, but for that of zero.
  private(set) var count = 0
  private var hasZero = false

  /// False where the hash is there already.
  mutating func insert(_ hash: UInt64) -> Bool {
    if hash == 0 {
      defer { hasZero = true }
      return !hasZero
    }
    if count * 2 >= places.count { grow() }
    let isNew = Self.place(hash, &places)
    if isNew { count += 1 }
    return isNew
  }

  private mutating func grow() {
    var larger = [UInt64](repeating: 0, count: places.count * 2)
    for hash in places where hash != 0 { _ = Self.place(hash, &larger) }
    places = larger
  }

  private static func place(_ hash: UInt64, _ places: inout [UInt64]) -> Bool {
    let mask = places.count - 1
    var index = Int(truncatingIfNeeded: hash) & mask
    while places[index] != 0 {
      if places[index] == hash { return false }
      index = (index + 1) & mask
    }
    places[index] = hash
    return true
  }
}
