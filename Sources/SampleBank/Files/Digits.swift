import MartCore

/// Numbers and days in ASCII, written from their end on without texts in between: files hold some five of them a row.
struct Digits {
  private let room: UnsafeMutableBufferPointer<UInt8>
  private var start: Int

  /// Longer than anything that is written at once: a sign and twenty digits, with zeros before them.
  private static let size = 64

  /// What `fill` has put down, for the time of `use`.
  @inline(__always)
  static func with<Result>(
    _ fill: (inout Digits) -> Void, _ use: (UnsafeBufferPointer<UInt8>) -> Result
  ) -> Result {
    withUnsafeTemporaryAllocation(of: UInt8.self, capacity: size) { room in
      var digits = Digits(room: room, start: size)
      fill(&digits)
      return use(UnsafeBufferPointer(rebasing: room[digits.start...]))
    }
  }

  /// Before what stands there already.
  @inline(__always)
  mutating func put(_ byte: UInt8) {
    start -= 1
    room[start] = byte
  }

  /// In decimal digits, filled with zeros on the left to so many.
  @inline(__always)
  mutating func put(_ number: UInt64, width: Int = 1) {
    var left = number
    let end = start - width
    while left > 0 {
      let (rest, digit) = left.quotientAndRemainder(dividingBy: 10)
      put(0x30 + UInt8(truncatingIfNeeded: digit))
      left = rest
    }
    while start > end { put(0x30) }
  }

  /// Minor units, with a point before the last `decimals` digits.
  @inline(__always)
  mutating func put(_ minor: Int, decimals: Int) {
    var left = UInt64(minor.magnitude)
    if decimals > 0 {
      for _ in 0..<decimals {
        put(0x30 + UInt8(truncatingIfNeeded: left % 10))
        left /= 10
      }
      put(0x2E)
    }
    put(left)
    if minor < 0 { put(0x2D) }
  }

  /// Filled with zeros on the left to so many characters, the sign first.
  @inline(__always)
  mutating func put(_ number: Int, filledTo width: Int) {
    put(UInt64(number.magnitude), width: number < 0 ? width - 1 : width)
    if number < 0 { put(0x2D) }
  }

  /// `yyyyMMdd`.
  @inline(__always)
  mutating func put(_ day: BusinessDate) {
    let parts = day.civil
    put(UInt64(parts.year * 10_000 + parts.month * 100 + parts.day), width: 8)
  }

  /// Year, month and day of the month with a byte between them.
  @inline(__always)
  mutating func put(_ day: BusinessDate, separator: UInt8) {
    let parts = day.civil
    put(UInt64(parts.day), width: 2)
    put(separator)
    put(UInt64(parts.month), width: 2)
    put(separator)
    put(UInt64(parts.year), width: 4)
  }

  /// The second of the day in China Standard Time, ISO 8601 with its offset, in 25 characters.
  @inline(__always)
  mutating func put(_ day: BusinessDate, second: Int) {
    for byte in "00:80+".utf8 { put(byte) }
    for part in [second % 60, second / 60 % 60] {
      put(UInt64(part), width: 2)
      put(0x3A)
    }
    put(UInt64(second / 3_600), width: 2)
    put(0x54)
    put(day, separator: 0x2D)
  }
}

extension [UInt8] {
  /// Appends what `fill` puts down.
  @inline(__always)
  mutating func append(_ fill: (inout Digits) -> Void) {
    Digits.with(fill) { append(contentsOf: $0) }
  }
}

extension String {
  /// What `fill` puts down.
  @inline(__always)
  init(_ fill: (inout Digits) -> Void) {
    self = Digits.with(fill) { String(decoding: $0, as: UTF8.self) }
  }
}
