import MartCore

/// The hashes of the keys of a file, each with the line on which it came first. Equal keys are always found; different ones
/// that are taken for equal are told apart by whoever asks.
final class KeySet {
  /// Hashes wait until their places in memory have been fetched together: a miss costs more than the rest.
  private static let batch = 32

  /// 32 bits of a hash, then 32 of its line; 0 is free. Half of a hash is enough: of a million keys, some hundred are
  /// taken for another one's.
  private var slots: UnsafeMutablePointer<UInt64>
  private var mask: Int
  private var count = 0
  private let waiting: UnsafeMutablePointer<UInt64>
  private var waitingCount = 0
  /// Of no meaning; it keeps the compiler from dropping the fetches.
  private var fetched: UInt64 = 0
  /// Lines whose key another one may have.
  private var doubles: Set<UInt32> = []

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

  /// - line: from 1.
  func insert(_ hash: UInt64, line: Int) throws {
    guard let line = UInt32(exactly: line) else {
      throw Failure(
        .internal, "a file of more than 4,294,967,295 lines", remedy: "let its owner deliver it in several parts")
    }
    waiting[waitingCount] = hash & ~0xffff_ffff | UInt64(line)
    waitingCount += 1
    if waitingCount == Self.batch { work() }
  }

  /// The lines whose key another one may have, ascending.
  func finish() -> [Int64] {
    work()
    return doubles.sorted().map(Int64.init)
  }

  private func work() {
    if (count + Self.batch) * 4 > (mask + 1) * 3 { grow() }
    for index in 0..<waitingCount { fetched ^= slots[place(waiting[index])] }
    for index in 0..<waitingCount {
      let line = UInt32(truncatingIfNeeded: waiting[index])
      if let first = put(waiting[index]) { doubles.formUnion([first, line]) } else { count += 1 }
    }
    waitingCount = 0
  }

  private func place(_ key: UInt64) -> Int { Int(truncatingIfNeeded: key >> 32) & mask }

  /// The line of an equal hash; nil where there is none, and this one has taken its place.
  private func put(_ key: UInt64) -> UInt32? {
    var index = place(key)
    while slots[index] != 0 {
      if slots[index] >> 32 == key >> 32 { return UInt32(truncatingIfNeeded: slots[index]) }
      index = (index + 1) & mask
    }
    slots[index] = key
    return nil
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
