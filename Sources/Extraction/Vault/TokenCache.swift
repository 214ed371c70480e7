import Glibc

/// Tokens by the bytes `kind|value`, so that a value that comes again is not hashed again. Bounded: a full cache
/// is emptied.
final class TokenCache {
  struct Entry {
    var hash: UInt64
    var token: Int64
    var start: Int
    var count: Int
    /// Index of the kind.
    var kind: Int
    /// Length of the kind and its bar before the value.
    var kindCount: Int
    /// Wanted in the staging file's `token` table, since a row that is kept uses it.
    var isWanted: Bool
  }

  private static let most = 1 << 16
  private static let mostBytes = 4 << 20
  /// One row may go beyond `mostBytes` by its own length; untouched, this room costs no memory.
  private static let slack = 64 << 20

  private let tokenizer: Tokenizer
  private let slots: UnsafeMutablePointer<Int32>
  private let slotMask = most * 2 - 1
  private let entries: UnsafeMutablePointer<Entry>
  private let bytes: UnsafeMutablePointer<UInt8>
  private(set) var count = 0
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
    (count, usedBytes) = (0, 0)
  }

  /// The entry of a value, made when it is new.
  func entry(_ start: UnsafePointer<UInt8>, _ length: Int, kind: Int, kindCount: Int) -> Int {
    let hash = hashBytes(start, length)
    var slot = Int(truncatingIfNeeded: hash) & slotMask
    while slots[slot] >= 0 {
      let index = Int(slots[slot])
      let found = entries[index]
      if found.hash == hash, found.count == length, memcmp(bytes + found.start, start, length) == 0 { return index }
      slot = (slot + 1) & slotMask
    }
    memcpy(bytes + usedBytes, start, length)
    let token = tokenizer.token(UnsafeRawBufferPointer(start: start, count: length))
    (entries + count).initialize(
      to: Entry(
        hash: hash, token: token, start: usedBytes, count: length, kind: kind, kindCount: kindCount, isWanted: false))
    slots[slot] = Int32(count)
    usedBytes += length
    count += 1
    return count - 1
  }

  func token(_ entry: Int) -> Int64 { entries[entry].token }

  func want(_ entry: Int) { entries[entry].isWanted = true }

  /// What is wanted, by kind and token: laid down in this order, the table grows at few places.
  func wanted() -> [Entry] {
    UnsafeBufferPointer(start: entries, count: count).filter(\.isWanted)
      .sorted { ($0.kind, $0.token) < ($1.kind, $1.token) }
  }

  /// The value of an entry, without its kind.
  func value(_ entry: Entry) -> UnsafeBufferPointer<UInt8> {
    UnsafeBufferPointer(start: bytes + entry.start + entry.kindCount, count: entry.count - entry.kindCount)
  }
}
