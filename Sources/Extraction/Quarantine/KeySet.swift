/// The 64-bit hashes of the keys of a file. Equal keys are always found; different ones that are taken for equal
/// are told apart by whoever asks.
final class KeySet {
  private var slots: UnsafeMutablePointer<UInt64>
  private var mask: Int
  private var count = 0

  init() {
    mask = 1023
    slots = .allocate(capacity: mask + 1)
    slots.initialize(repeating: 0, count: mask + 1)
  }

  deinit { slots.deallocate() }

  /// True where the hash has been seen before.
  func insert(_ hash: UInt64) -> Bool {
    let hash = hash == 0 ? 1 : hash
    if put(hash) { return true }
    count += 1
    if count * 4 > (mask + 1) * 3 { grow() }
    return false
  }

  private func put(_ hash: UInt64) -> Bool {
    var index = Int(truncatingIfNeeded: hash) & mask
    while slots[index] != 0 {
      if slots[index] == hash { return true }
      index = (index + 1) & mask
    }
    slots[index] = hash
    return false
  }

  private func grow() {
    let (old, oldSize) = (slots, mask + 1)
    mask = oldSize * 2 - 1
    slots = .allocate(capacity: mask + 1)
    slots.initialize(repeating: 0, count: mask + 1)
    for index in 0..<oldSize where old[index] != 0 { _ = put(old[index]) }
    old.deallocate()
  }
}
