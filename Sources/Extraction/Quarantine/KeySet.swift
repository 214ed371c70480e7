/// The 64-bit hashes of the keys of a file. Equal keys are always found; different ones that are taken for equal
/// are told apart by whoever asks.
final class KeySet {
  /// Hashes wait until their places in memory have been fetched together: a miss costs more than the rest.
  private static let batch = 32

  private var slots: UnsafeMutablePointer<UInt64>
  private var mask: Int
  private var count = 0
  private let waiting: UnsafeMutablePointer<(hash: UInt64, line: Int64)>
  private var waitingCount = 0
  /// Of no meaning; it keeps the compiler from dropping the fetches.
  private var fetched: UInt64 = 0
  /// Lines whose key may have come before.
  private var doubles: [Int64] = []

  init() {
    mask = 1023
    slots = .allocate(capacity: mask + 1)
    slots.initialize(repeating: 0, count: mask + 1)
    waiting = .allocate(capacity: Self.batch)
  }

  deinit {
    slots.deallocate()
    waiting.deallocate()
  }

  func insert(_ hash: UInt64, line: Int64) {
    waiting[waitingCount] = (hash == 0 ? 1 : hash, line)
    waitingCount += 1
    if waitingCount == Self.batch { work() }
  }

  /// The lines whose key may have come before, ascending.
  func finish() -> [Int64] {
    work()
    return doubles
  }

  private func work() {
    if (count + Self.batch) * 4 > (mask + 1) * 3 { grow() }
    for index in 0..<waitingCount { fetched ^= slots[Int(truncatingIfNeeded: waiting[index].hash) & mask] }
    for index in 0..<waitingCount {
      if put(waiting[index].hash) { doubles.append(waiting[index].line) } else { count += 1 }
    }
    waitingCount = 0
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
