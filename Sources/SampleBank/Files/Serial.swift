import MartCore

/// What a bank numbers, as it is written: letters, perhaps a day, and a number. `CC20000012345`, `T240930-0000017`.
///
/// It stands in for a text that would be made for each row, and for most of them in memory of its own.
package struct Serial: Hashable, Sendable {
  private let number: UInt64
  private let stem: Stem
  /// 0 for none: nothing is numbered by the first day of 1970.
  private let dayNumber: Int32
  private let width: UInt8

  /// Up to four letters or digits, in four bytes.
  package struct Stem: Hashable, Sendable, ExpressibleByStringLiteral {
    fileprivate let bytes: UInt32

    package init(stringLiteral text: StaticString) {
      var bytes: UInt32 = 0
      for place in 0..<text.utf8CodeUnitCount { bytes = bytes << 8 | UInt32(text.utf8Start[place]) }
      self.bytes = bytes
    }

    var text: String { String(fill) }

    @inline(__always)
    fileprivate func fill(_ digits: inout Digits) {
      var left = bytes
      while left > 0 {
        digits.put(UInt8(truncatingIfNeeded: left))
        left >>= 8
      }
    }
  }

  package init(_ number: UInt64, width: Int = 1) { self.init("", number, width: width) }

  package init(_ stem: Stem, _ number: UInt64, width: Int = 1) {
    (self.stem, self.number, dayNumber, self.width) = (stem, number, 0, UInt8(width))
  }

  /// The number within a day, which stands before it in six digits with a hyphen.
  package init(_ stem: Stem, _ day: BusinessDate, _ number: Int, width: Int) {
    (self.stem, self.number, dayNumber, self.width) = (stem, UInt64(number), day.dayNumber, UInt8(width))
  }

  @inline(__always)
  func fill(_ digits: inout Digits) {
    digits.put(number, width: Int(width))
    if dayNumber != 0 {
      let parts = BusinessDate(dayNumber: dayNumber).civil
      digits.put(0x2D)
      digits.put(UInt64(parts.year % 100 * 10_000 + parts.month * 100 + parts.day), width: 6)
    }
    stem.fill(&digits)
  }

  package var text: String { String(fill) }
}
