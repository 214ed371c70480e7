/// A few texts in one piece of memory, in UTF-8: a million records fit where a million times twelve texts do not.
///
/// Each text ends in a byte that UTF-8 never has; another such byte stands for no text. Texts that are read often come first.
struct PackedTexts: Hashable, Sendable {
  private static let end: UInt8 = 0xff
  private static let none: UInt8 = 0xfe

  private let bytes: [UInt8]

  init(_ texts: [String?]) {
    let length = texts.reduce(texts.count) { $0 + ($1?.utf8.count ?? 1) }
    bytes = Array(unsafeUninitializedCapacity: length) { buffer, count in
      for text in texts {
        if let text {
          for byte in text.utf8 {
            buffer[count] = byte
            count += 1
          }
        } else {
          buffer[count] = Self.none
          count += 1
        }
        buffer[count] = Self.end
        count += 1
      }
    }
  }

  /// Calls `body` with the bytes of one text; they are empty where there is none, or an empty one.
  func read<Result>(_ place: Int, _ body: (UnsafeBufferPointer<UInt8>) -> Result) -> Result {
    bytes.withUnsafeBufferPointer { buffer in
      var start = 0
      for _ in 0..<place { start = Self.ending(buffer, start) + 1 }
      let end = Self.ending(buffer, start)
      if end == start + 1, buffer[start] == Self.none { return body(UnsafeBufferPointer(rebasing: buffer[end..<end])) }
      return body(UnsafeBufferPointer(rebasing: buffer[start..<end]))
    }
  }

  func has(_ place: Int) -> Bool {
    bytes.withUnsafeBufferPointer { buffer in
      var start = 0
      for _ in 0..<place { start = Self.ending(buffer, start) + 1 }
      return buffer[start] != Self.none
    }
  }

  /// nil where there is no text.
  subscript(place: Int) -> String? {
    has(place) ? read(place) { String(decoding: $0, as: UTF8.self) } : nil
  }

  /// The same texts but one.
  func replacing(_ place: Int, by text: String?, of count: Int) -> PackedTexts {
    PackedTexts((0..<count).map { $0 == place ? text : self[$0] })
  }

  /// Whether the first texts of two are the same.
  func begins(like other: PackedTexts, _ count: Int) -> Bool {
    (0..<count).allSatisfy { place in
      has(place) == other.has(place) && read(place) { mine in other.read(place) { mine.elementsEqual($0) } }
    }
  }

  private static func ending(_ buffer: UnsafeBufferPointer<UInt8>, _ start: Int) -> Int {
    var place = start
    // Eight bytes at a time: a word has a byte of ones where its complement has one of zeros.
    let raw = UnsafeRawBufferPointer(buffer)
    while place + 8 <= buffer.count {
      let zeros = ~raw.loadUnaligned(fromByteOffset: place, as: UInt64.self)
      if (zeros &- 0x0101_0101_0101_0101) & ~zeros & 0x8080_8080_8080_8080 != 0 { break }
      place += 8
    }
    while buffer[place] != end { place += 1 }
    return place
  }
}
