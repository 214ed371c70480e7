import MartCore

extension SeededRandom {
  /// A day after `start`, up to `end`; `end` where there is none.
  mutating func day(after start: BusinessDate, through end: BusinessDate) -> BusinessDate {
    end <= start ? end : start + number(in: 1...(end - start))
  }

  /// A day from `start` to `end`, both included; `end` where there is none.
  mutating func day(from start: BusinessDate, through end: BusinessDate) -> BusinessDate {
    day(after: start - 1, through: end)
  }

  /// Decimal digits, as text.
  mutating func digits(_ count: Int) -> String {
    var text = ""
    for _ in 0..<count { text.unicodeScalars.append(Unicode.Scalar(UInt8(0x30 + below(10)))) }
    return text
  }
}
