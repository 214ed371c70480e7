import Glibc

/// Tokens by the bytes `kind|value`, so that a value that comes again is not hashed again. Bounded: a full cache
/// is emptied. Values of which each is expected once are kept beside the others and not looked for: finding out that a value
/// is new misses the processor's cache, and costs as much as hashing it.
final class TokenCache {
  private struct Entry {
    var token: Int64
    var start: UInt32
    var count: UInt32
    /// Half of the hash, for its place and to tell most others apart without looking at their bytes.
    var tag: UInt32
    /// Index of the kind.
    var kind: UInt8
    /// Length of the kind and its bar before the value.
    var kindCount: UInt8
    /// Wanted in the staging file's `token` table, since a row that is kept uses it.
    var isWanted: Bool
    /// A slot leads to it.
    var isListed: Bool
  }

  /// Tokens beyond these are inserted one by one among others, at three times the cost; full, it holds 26 MiB.
  private static let most = 1 << 18
  private static let mostBytes = 16 << 20
  /// One row may go beyond `mostBytes` by its own length; untouched, this room costs no memory.
  private static let slack = 64 << 20

  private let tokenizer: Tokenizer
  /// Indices of entries under some bits of their tags, -1 where there is none; as many as are needed, since most
  /// deliveries have few values.
  private var slots: UnsafeMutablePointer<Int32>
  private var slotMask = 4095
  private let entries: UnsafeMutablePointer<Entry>
  private let bytes: UnsafeMutablePointer<UInt8>
  private(set) var count = 0
  private var listed = 0
  private var usedBytes = 0

  init(_ tokenizer: Tokenizer) {
    self.tokenizer = tokenizer
    slots = .allocate(capacity: slotMask + 1)
    slots.initialize(repeating: -1, count: slotMask + 1)
    entries = .allocate(capacity: Self.most)
    bytes = .allocate(capacity: Self.mostBytes + Self.slack)
  }

  deinit {
    slots.deallocate()
    entries.deallocate()
    bytes.deallocate()
  }

  /// True where the tokens of one more row might not fit; write what is wanted, then `empty`.
  func isFull(for tokens: Int) -> Bool { count + tokens > Self.most || usedBytes > Self.mostBytes }

  func empty() {
    slots.update(repeating: -1, count: slotMask + 1)
    (count, listed, usedBytes) = (0, 0, 0)
  }

  /// The entry of a value, made when it is new.
  func entry(_ start: UnsafePointer<UInt8>, _ length: Int, kind: Int, kindCount: Int) throws -> Int {
    let tag = UInt32(truncatingIfNeeded: hashBytes(start, length) >> 32)
    var slot = Int(tag) & slotMask
    while slots[slot] >= 0 {
      let index = Int(slots[slot] & Self.indexBits)
      if slots[slot] == Self.mark(index, tag), entries[index].tag == tag, Int(entries[index].count) == length,
        memcmp(bytes + Int(entries[index].start), start, length) == 0
      {
        return index
      }
      slot = (slot + 1) & slotMask
    }
    let index = try add(start, length, kind: kind, kindCount: kindCount, tag: tag, isListed: true)
    slots[slot] = Self.mark(index, tag)
    listed += 1
    if listed * 2 > slotMask { grow() }
    return index
  }

  /// A new entry for a value that is not looked for, now or later.
  func addOnce(_ start: UnsafePointer<UInt8>, _ length: Int, kind: Int, kindCount: Int) throws -> Int {
    try add(start, length, kind: kind, kindCount: kindCount, tag: 0, isListed: false)
  }

  private func add(
    _ start: UnsafePointer<UInt8>, _ length: Int, kind: Int, kindCount: Int, tag: UInt32, isListed: Bool
  ) throws -> Int {
    memcpy(bytes + usedBytes, start, length)
    let token = try tokenizer.token(UnsafeRawBufferPointer(start: start, count: length))
    (entries + count).initialize(
      to: Entry(
        token: token, start: UInt32(usedBytes), count: UInt32(length), tag: tag, kind: UInt8(kind),
        kindCount: UInt8(kindCount), isWanted: false, isListed: isListed))
    usedBytes += length
    count += 1
    return count - 1
  }

  /// What stands in a slot: as many of the tag's upper bits as the index leaves room for.
  @inline(__always)
  private static func mark(_ index: Int, _ tag: UInt32) -> Int32 {
    Int32(truncatingIfNeeded: index) | Int32(bitPattern: tag >> 1) & ~indexBits
  }

  private static let indexBits = Int32(most - 1)

  private func grow() {
    slots.deallocate()
    slotMask = slotMask * 2 + 1
    slots = .allocate(capacity: slotMask + 1)
    slots.initialize(repeating: -1, count: slotMask + 1)
    for index in 0..<count where entries[index].isListed {
      let tag = entries[index].tag
      var slot = Int(tag) & slotMask
      while slots[slot] >= 0 { slot = (slot + 1) & slotMask }
      slots[slot] = Self.mark(index, tag)
    }
  }

  func token(_ entry: Int) -> Int64 { entries[entry].token }

  func want(_ entry: Int) { entries[entry].isWanted = true }

  /// Calls `body` with what is wanted, by kind and token: laid down in this order, the table grows at few places. A value
  /// that came more often than expected comes here as often.
  func eachWanted(_ body: (_ kind: Int, _ token: Int64, _ value: Cell) throws -> Void) rethrows {
    for index in order() {
      let entry = entries[Int(index)]
      let start = bytes + Int(entry.start) + Int(entry.kindCount)
      try body(Int(entry.kind), entry.token, .of(UnsafePointer(start), Int(entry.count) - Int(entry.kindCount)))
    }
  }

  /// What is wanted, by kind and token. Tokens are spread evenly, so that their first bits tell nearly where each belongs.
  private func order() -> [Int32] {
    let wanted = (0..<Int32(count)).filter { entries[Int($0)].isWanted }
    let bits = max(1, 64 - wanted.count.leadingZeroBitCount)
    let kinds = (wanted.map { Int(entries[Int($0)].kind) }.max() ?? 0) + 1
    func place(_ index: Int32) -> Int {
      Int(entries[Int(index)].kind) << bits | Int(truncatingIfNeeded: entries[Int(index)].token >> (63 - Int64(bits)))
    }
    var starts = [Int32](repeating: 0, count: kinds << bits + 1)
    for index in wanted { starts[place(index) + 1] += 1 }
    for drawer in 1..<starts.count { starts[drawer] += starts[drawer - 1] }
    var sorted = [(token: Int64, index: Int32)](repeating: (0, 0), count: wanted.count)
    for index in wanted {
      let drawer = place(index)
      sorted[Int(starts[drawer])] = (entries[Int(index)].token, index)
      starts[drawer] += 1
    }
    // Of a drawer, all but a few are alone.
    var begin = 0
    for drawer in 0..<(starts.count - 1) {
      let end = Int(starts[drawer])
      if end - begin > 1 { sorted[begin..<end].sort { $0.token < $1.token } }
      begin = end
    }
    return sorted.map(\.index)
  }
}
