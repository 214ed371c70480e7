import Contracts
import Glibc
import MartCore

/// A 64-bit hash of bytes for tables in memory; it is never stored.
@inline(__always)
func hashBytes(_ start: UnsafePointer<UInt8>, _ count: Int, seed: UInt64 = 0x9e37_79b9_7f4a_7c15) -> UInt64 {
  let raw = UnsafeRawPointer(start)
  var (hash, index) = (seed ^ UInt64(truncatingIfNeeded: count), 0)
  while index + 8 <= count {
    hash = mix(hash ^ raw.loadUnaligned(fromByteOffset: index, as: UInt64.self))
    index += 8
  }
  var tail: UInt64 = 0
  while index < count {
    tail = tail << 8 | UInt64(start[index])
    index += 1
  }
  return mix(hash ^ tail &* 0xd6e8_feb8_6659_fd93)
}

/// Both halves of a product, folded.
@inline(__always)
func mix(_ value: UInt64) -> UInt64 {
  let product = (value ^ 0xa076_1d64_78bd_642f).multipliedFullWidth(by: 0xe703_7ed1_a0b4_28db)
  return product.high ^ product.low
}

/// Values by short byte texts, for look-ups without allocation; filled once.
struct ByteTable<Value> {
  private struct Slot {
    var start: Int
    var count: Int
    var value: Value
  }

  private let bytes: UnsafeMutablePointer<UInt8>
  private let slots: UnsafeMutablePointer<Slot?>
  private let mask: Int

  /// The keys' memory belongs to this table until `free`.
  init(_ entries: [(key: String, value: Value)]) {
    var size = 8
    while size < entries.count * 2 { size *= 2 }
    mask = size - 1
    slots = .allocate(capacity: size)
    slots.initialize(repeating: nil, count: size)
    bytes = .allocate(capacity: max(1, entries.reduce(0) { $0 + $1.key.utf8.count }))
    var used = 0
    for (key, value) in entries {
      var key = key
      let count = key.withUTF8 { text in
        if let start = text.baseAddress { (bytes + used).update(from: start, count: text.count) }
        return text.count
      }
      var index = Int(truncatingIfNeeded: hashBytes(bytes + used, count)) & mask
      while slots[index] != nil { index = (index + 1) & mask }
      slots[index] = Slot(start: used, count: count, value: value)
      used += count
    }
  }

  func free() {
    slots.deinitialize(count: mask + 1)
    slots.deallocate()
    bytes.deallocate()
  }

  @inline(__always)
  func value(_ start: UnsafePointer<UInt8>, _ count: Int) -> Value? {
    var index = Int(truncatingIfNeeded: hashBytes(start, count)) & mask
    while let slot = slots[index] {
      if slot.count == count, memcmp(bytes + slot.start, start, count) == 0 { return slot.value }
      index = (index + 1) & mask
    }
    return nil
  }
}

/// The dates between which a code holds; most codes have one interval.
struct CodeSpan {
  var from: Int32
  var to: Int32
  /// Where further intervals lie in the list's own array; empty for most.
  var more: Range<Int32>
}

/// One code list, ready for look-ups by bytes.
struct CodeTable {
  private let table: ByteTable<CodeSpan>
  private let further: [CodeBook.Validity]

  init(_ list: [String: [CodeBook.Validity]]) {
    var entries: [(key: String, value: CodeSpan)] = []
    entries.reserveCapacity(list.count)
    var rest: [CodeBook.Validity] = []
    for (code, spans) in list {
      guard let first = spans.first else { continue }
      let begin = Int32(rest.count)
      if spans.count > 1 { rest += spans.dropFirst() }
      entries.append(
        (code, CodeSpan(from: first.from.dayNumber, to: first.to.dayNumber, more: begin..<Int32(rest.count))))
    }
    table = ByteTable(entries)
    further = rest
  }

  func free() { table.free() }

  /// `.none`, or `unknownCode`, or `expiredCode` on a day on which the code does not hold.
  @inline(__always)
  func trouble(_ start: UnsafePointer<UInt8>, _ count: Int, on day: Int32) -> Trouble {
    guard let span = table.value(start, count) else { return .unknownCode }
    if day >= span.from, day < span.to { return .none }
    for index in span.more where further[Int(index)].from.dayNumber <= day && day < further[Int(index)].to.dayNumber {
      return .none
    }
    return .expiredCode
  }
}
