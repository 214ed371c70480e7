/// A source of random numbers that gives the same sequence on every machine and in every Swift release.
///
/// Each part of the bank draws from a source of its own, named by a label, so that adding a feed does not
/// change what the others hold.
/// - Source: xoshiro256** by Blackman and Vigna, seeded through SplitMix64.
package struct SeededRandom {
  private var s0, s1, s2, s3: UInt64

  /// The source of one part: equal for equal seed, label and index, unrelated otherwise.
  package init(seed: UInt64, _ label: String, _ index: Int = 0) {
    var mixer = seed &* 0x9E37_79B9_7F4A_7C15
    for byte in label.utf8 { mixer = (mixer ^ UInt64(byte)) &* 0x0000_0100_0000_01B3 }
    mixer ^= UInt64(truncatingIfNeeded: index) &* 0xD6E8_FEB8_6659_FD93
    s0 = Self.split(&mixer)
    s1 = Self.split(&mixer)
    s2 = Self.split(&mixer)
    s3 = Self.split(&mixer)
  }

  private static func split(_ state: inout UInt64) -> UInt64 {
    state &+= 0x9E37_79B9_7F4A_7C15
    var mixed = state
    mixed = (mixed ^ (mixed >> 30)) &* 0xBF58_476D_1CE4_E5B9
    mixed = (mixed ^ (mixed >> 27)) &* 0x94D0_49BB_1331_11EB
    return mixed ^ (mixed >> 31)
  }

  /// The next 64 bits.
  package mutating func next() -> UInt64 {
    let product = s1 &* 5
    let result = ((product << 7) | (product >> 57)) &* 9
    let shifted = s1 << 17
    s2 ^= s0
    s3 ^= s1
    s1 ^= s2
    s0 ^= s3
    s2 ^= shifted
    s3 = (s3 << 45) | (s3 >> 19)
    return result
  }

  /// A source of its own for another part of the work.
  package mutating func fork() -> SeededRandom { SeededRandom(seed: next(), "fork") }

  /// A number from 0 up to, not including, `bound`; 0 where the bound is not positive.
  package mutating func below(_ bound: Int) -> Int {
    bound <= 0 ? 0 : Int(next().multipliedFullWidth(by: UInt64(bound)).high)
  }

  /// A number of the closed range.
  package mutating func number(in range: ClosedRange<Int>) -> Int {
    range.lowerBound + below(range.upperBound - range.lowerBound + 1)
  }

  /// True `part` times of `whole`.
  package mutating func chance(_ part: Int, in whole: Int) -> Bool { below(whole) < part }

  /// One element; the list may not be empty.
  package mutating func pick<Element>(_ list: [Element]) -> Element { list[below(list.count)] }

  /// One of the values, each as often as its weight says.
  package mutating func weighted<Value>(_ list: [(Value, Int)]) -> Value {
    var left = below(list.reduce(0) { $0 + $1.1 })
    for (value, weight) in list {
      if left < weight { return value }
      left -= weight
    }
    return list[0].0
  }

  /// Puts the list in random order.
  package mutating func shuffle<Element>(_ list: inout [Element]) {
    for index in stride(from: list.count - 1, to: 0, by: -1) { list.swapAt(index, below(index + 1)) }
  }
}
