import MartCore

typealias Bytes = UnsafeBufferPointer<UInt8>

/// Shapes of single values; they know forms, and nothing of what a file is about.
enum Shapes {
  static func isDigit(_ byte: UInt8) -> Bool { byte &- 0x30 <= 9 }

  static func isDigits(_ bytes: some Collection<UInt8>) -> Bool { !bytes.isEmpty && bytes.allSatisfy(isDigit) }

  /// A number as contracts read it, and the digits after its point; nil for anything else.
  static func number(_ bytes: Bytes) -> (isWhole: Bool, fraction: Int, digits: Int)? {
    var index = bytes.first == UInt8(ascii: "-") ? 1 : 0
    let begin = index
    while index < bytes.count, isDigit(bytes[index]) { index += 1 }
    let whole = index - begin
    guard whole > 0 else { return nil }
    if index == bytes.count { return (true, 0, whole) }
    guard bytes[index] == UInt8(ascii: "."), index + 1 < bytes.count else { return nil }
    let fraction = bytes.count - index - 1
    return isDigits(bytes[(index + 1)...]) ? (false, fraction, whole) : nil
  }

  /// A number for people: digits in groups, a sign of a currency, a plus, a comma for the point.
  static func isDecoratedNumber(_ bytes: Bytes) -> Bool {
    guard bytes.count <= 40, number(bytes) == nil else { return false }
    var (digits, marks) = (0, 0)
    for byte in bytes {
      switch byte {
      case 0x30...0x39: digits += 1
      case UInt8(ascii: "+"), UInt8(ascii: "-"), UInt8(ascii: "("):
        guard digits == 0 else { return false }
        marks += 1
      case UInt8(ascii: ","), UInt8(ascii: "."), UInt8(ascii: "%"), UInt8(ascii: ")"), UInt8(ascii: "$"): marks += 1
      case 0x20: break
      default:
        guard currencyBytes.contains(byte) else { return false }
        marks += 1
      }
    }
    return digits > 0 && marks > 0
  }

  /// Bytes of ¥, ￥, € and £.
  private static let currencyBytes = Set("¥￥€£".utf8)

  // MARK: Dates

  static func compactDate(_ bytes: Bytes) -> BusinessDate? {
    bytes.count == 8 ? day(decimal(bytes, 0, 4), decimal(bytes, 4, 2), decimal(bytes, 6, 2)) : nil
  }

  /// `yyyy-mm-dd` or with another mark.
  static func markedDate(_ bytes: Bytes, mark: UInt8) -> BusinessDate? {
    guard bytes.count == 10, bytes[4] == mark, bytes[7] == mark else { return nil }
    return day(decimal(bytes, 0, 4), decimal(bytes, 5, 2), decimal(bytes, 8, 2))
  }

  private static func day(_ year: Int, _ month: Int, _ day: Int) -> BusinessDate? {
    guard (1880...2100).contains(year) || year == 9999 else { return nil }
    return BusinessDate(year: year, month: month, day: day)
  }

  /// The number of so many digits; -1 where one is none.
  private static func decimal(_ bytes: Bytes, _ start: Int, _ count: Int) -> Int {
    var number = 0
    for index in start..<(start + count) {
      guard isDigit(bytes[index]) else { return -1 }
      number = number * 10 + Int(bytes[index] - 0x30)
    }
    return number
  }

  /// Other ways to write a date, which contracts do not read: 2024/9/30, 30.09.2024, 2024年9月30日.
  static func isForeignDate(_ bytes: Bytes) -> Bool {
    guard (8...24).contains(bytes.count), isDigit(bytes[0]) else { return false }
    if bytes.contains(0xE5) { return bytes.count { $0 == 0xE5 || $0 == 0xE6 } == 3 && bytes.count(where: isDigit) >= 6 }
    let parts = bytes.split(omittingEmptySubsequences: false) { "/.-".utf8.contains($0) }
    guard parts.count == 3, parts.allSatisfy({ isDigits($0) }) else { return false }
    let lengths = parts.map(\.count)
    let isShort = (1...2).contains(lengths[1])
    return isShort && (lengths[0] == 4 && lengths[2] <= 2 || lengths[0] <= 2 && lengths[2] == 4)
  }

  /// `yyyy-mm-ddThh:mm:ss` with an offset.
  static func isTimestamp(_ bytes: Bytes) -> Bool {
    guard bytes.count >= 20, bytes[10] == UInt8(ascii: "T"), isClock(bytes) else { return false }
    var index = 19
    if bytes[index] == UInt8(ascii: ".") { index += 1 }
    while index < bytes.count, isDigit(bytes[index]) { index += 1 }
    guard index < bytes.count else { return false }
    if bytes[index] == UInt8(ascii: "Z") { return index + 1 == bytes.count }
    return bytes[index] == UInt8(ascii: "+") || bytes[index] == UInt8(ascii: "-")
  }

  /// A time without an offset, or with a blank between day and clock.
  static func isLooseTimestamp(_ bytes: Bytes) -> Bool {
    guard bytes.count >= 14, !isTimestamp(bytes) else { return false }
    if bytes.count == 14 { return isDigits(bytes) && compactDate(Bytes(rebasing: bytes[0..<8])) != nil }
    return bytes.count >= 16 && (bytes[10] == UInt8(ascii: "T") || bytes[10] == 0x20) && isDigit(bytes[0])
      && bytes[13] == UInt8(ascii: ":")
  }

  private static func isClock(_ bytes: Bytes) -> Bool {
    bytes[13] == UInt8(ascii: ":") && bytes[16] == UInt8(ascii: ":")
      && markedDate(Bytes(rebasing: bytes[0..<10]), mark: UInt8(ascii: "-")) != nil
  }

  // MARK: Words for nothing

  static func isNothing(_ bytes: Bytes) -> Bool {
    guard bytes.count <= 4 else { return false }
    return ["NULL", "null", "Null", "\\N", "N/A", "n/a", "NA", "-", "--", "nil", "None", "无"].contains {
      $0.utf8.elementsEqual(bytes)
    }
  }
}
