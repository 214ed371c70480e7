/// Records' blocks as numbers: equal for records that agree on all parts of a block, different for nearly all others.
///
/// A night asks of a million records whether one shares a block with another; a number a block answers that without a text
/// being made. What is found by it is compared by its values afterwards.
struct BlockKeys {
  private let matcher: Matcher
  private let texts: [IdentityRecord.Text?]
  /// Names that say nothing.
  private let nothings: Set<UInt64>

  init(_ matcher: Matcher) {
    self.matcher = matcher
    texts = matcher.rules.fields.map { Evidence.text($0.name) }
    nothings = Set(matcher.names.nothings.map { Self.hash($0) })
  }

  /// A value's number, never 0; nil where the record has none.
  ///
  /// - first: only so many of its characters.
  func value(_ field: Int, first: Int? = nil, _ record: IdentityRecord) -> UInt64? {
    guard let text = texts[field] else { return nil }
    if text == .name, first != nil, value(field, record) == nil { return nil }
    let hash = record.read(text) { $0.isEmpty ? 0 : Self.hash($0, first: first) }
    return hash == 0 || text == .name && nothings.contains(hash) ? nil : hash
  }

  /// nil where the record lacks a part.
  func key(_ block: Int, _ record: IdentityRecord) -> UInt64? {
    var key: UInt64 = 0
    for part in matcher.rules.blocks[block] {
      guard let value = value(part.field, first: part.first, record) else { return nil }
      key = Self.joined(key, value)
    }
    return key
  }

  static func joined(_ key: UInt64, _ value: UInt64) -> UInt64 {
    let key = (key ^ value) &* 0x9e37_79b9_7f4a_7c15
    return key ^ key >> 32
  }

  static func hash(_ text: String) -> UInt64 {
    var text = text
    return text.withUTF8 { hash($0, first: nil) }
  }

  /// FNV-1a over the bytes of so many characters, mixed; never 0.
  static func hash(_ bytes: UnsafeBufferPointer<UInt8>, first: Int?) -> UInt64 {
    var hash: UInt64 = 0xcbf2_9ce4_8422_2325
    var left = first ?? Int.max
    for byte in bytes {
      // Every character begins with a byte that continues none.
      if byte & 0xc0 != 0x80 {
        if left == 0 { break }
        left -= 1
      }
      hash = (hash ^ UInt64(byte)) &* 0x0000_0100_0000_01b3
    }
    hash ^= hash >> 32
    return hash == 0 ? 1 : hash
  }
}

/// The blocks and values of the records without a valid document: only where one of them is, pairs are weighed.
struct NeedyKeys {
  private let keys: BlockKeys
  private var blocks: [Set<UInt64>]
  /// By field; empty where its values are never generic.
  private var values: [Set<UInt64>]

  init(_ matcher: Matcher, _ records: some Sequence<IdentityRecord>) {
    keys = BlockKeys(matcher)
    let fields = matcher.rules.fields
    blocks = matcher.rules.blocks.map { _ in [] }
    values = fields.map { _ in [] }
    for record in records {
      for block in blocks.indices { if let key = keys.key(block, record) { blocks[block].insert(key) } }
      for field in fields.indices where fields[field].generic != nil {
        if let value = keys.value(field, record) { values[field].insert(value) }
      }
    }
  }

  func hasBlock(_ block: Int, of record: IdentityRecord) -> Bool {
    keys.key(block, record).map(blocks[block].contains) ?? false
  }

  func hasValue(_ field: Int, of record: IdentityRecord) -> Bool {
    keys.value(field, record).map(values[field].contains) ?? false
  }
}
