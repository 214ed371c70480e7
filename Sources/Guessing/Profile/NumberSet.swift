/// A set of hashes in one flat table: eight bytes an entry, twice as much room as entries.
struct NumberSet {
  private var table = [UInt64](repeating: 0, count: 64)
  private(set) var count = 0

  /// False where it was there already.
  mutating func insert(_ hash: UInt64) -> Bool {
    if count * 2 >= table.count { grow() }
    return place(hash == 0 ? 1 : hash)
  }

  mutating func removeAll() {
    table = []
    count = 0
  }

  private mutating func place(_ hash: UInt64) -> Bool {
    let mask = table.count - 1
    var index = Int(truncatingIfNeeded: hash ^ (hash >> 29)) & mask
    while table[index] != 0 {
      if table[index] == hash { return false }
      index = (index + 1) & mask
    }
    table[index] = hash
    count += 1
    return true
  }

  private mutating func grow() {
    let old = table
    table = [UInt64](repeating: 0, count: max(64, old.count * 2))
    count = 0
    for hash in old where hash != 0 { _ = place(hash) }
  }
}

/// A hash of 64 bits, the same in every run; two of a billion different values share one with a chance of 1 in 40.
struct ValueHash {
  private(set) var value: UInt64 = 0x9E37_79B9_7F4A_7C15

  mutating func add(_ bytes: Bytes) {
    for byte in bytes { value = (value ^ UInt64(byte)) &* 0x100_0000_01B3 }
    value = (value ^ 0xFF ^ (value >> 32)) &* 0xD6E8_FEB8_6659_FD93
  }

  var mixed: UInt64 { (value ^ (value >> 32)) &* 0xD6E8_FEB8_6659_FD93 }
}

/// About how many different hashes were seen: linear counting over 64 Ki bits (Whang et al., 1990); above half a
/// million it says only "many".
struct DistinctCount {
  private var bits = [UInt64](repeating: 0, count: 1_024)
  private var set = 0

  mutating func add(_ hash: UInt64) {
    let bit = Int(truncatingIfNeeded: hash >> 40) & 0xFFFF
    let mask = UInt64(1) << UInt64(bit & 63)
    if bits[bit >> 6] & mask == 0 {
      bits[bit >> 6] |= mask
      set += 1
    }
  }

  var estimate: Int {
    guard set < 65_500 else { return 600_000 }
    let size = 65_536.0
    return Int(-size * logarithm((size - Double(set)) / size) + 0.5)
  }
}
