/// ASCII text of at most eighteen characters, none of them NUL, in sixteen bytes and without memory of its own.
struct ShortText: Hashable, Sendable {
  private var first: UInt64 = 0
  private var second: UInt64 = 0
  /// Seven bits a character, the first character lowest.
  private static let charactersPerWord = 9

  init(_ text: String) {
    precondition(text.utf8.count <= 2 * Self.charactersPerWord, "a text of \(text.utf8.count) bytes is no short one")
    for (place, byte) in text.utf8.enumerated() {
      precondition(byte > 0 && byte < 0x80, "a short text is ASCII")
      let bits = UInt64(byte) << UInt64(7 * (place % Self.charactersPerWord))
      if place < Self.charactersPerWord { first |= bits } else { second |= bits }
    }
  }

  /// What it is told from others by, beside a small number, in eight bytes.
  func mark(_ kind: Int) -> UInt64 {
    var bits = UInt64(kind)
    for word in [first, second] {
      bits = (bits ^ word) &* 0x9E37_79B9_7F4A_7C15
      bits ^= bits >> 29
    }
    return bits
  }

  var text: String {
    String(unsafeUninitializedCapacity: 2 * Self.charactersPerWord) { bytes in
      var count = 0
      for var word in [first, second] {
        while word != 0 {
          bytes[count] = UInt8(word & 0x7F)
          word >>= 7
          count += 1
        }
      }
      return count
    }
  }
}

/// Three letters, such as a country's.
struct Alpha3: Hashable, Sendable {
  private let a, b, c: UInt8

  init(_ text: String) {
    let bytes = Array(text.utf8)
    precondition(bytes.count == 3, "'\(text)' is not three letters")
    (a, b, c) = (bytes[0], bytes[1], bytes[2])
  }

  var text: String {
    String(unsafeUninitializedCapacity: 3) { bytes in
      (bytes[0], bytes[1], bytes[2]) = (a, b, c)
      return 3
    }
  }
}
