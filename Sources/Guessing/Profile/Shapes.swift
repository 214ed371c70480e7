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
    guard bytes.contains(where: isDigit), number(bytes) == nil, bytes.count <= 40 else { return false }
    let text = String(decoding: bytes, as: UTF8.self)
    return text.wholeMatch(of: /[-+(]?\s?[¥￥$€£]?\s?-?\d{1,3}((,\d{3})+|(\.\d{3})+|\d*)([.,]\d+)?\s?[¥￥$€£%)]?/) != nil
  }

  // MARK: Dates

  static func compactDate(_ bytes: Bytes) -> BusinessDate? {
    guard bytes.count == 8, isDigits(bytes) else { return nil }
    return near(BusinessDate(compact: String(decoding: bytes, as: UTF8.self)))
  }

  /// `yyyy-mm-dd` or with another mark.
  static func markedDate(_ bytes: Bytes, mark: UInt8) -> BusinessDate? {
    guard bytes.count == 10, bytes[4] == mark, bytes[7] == mark else { return nil }
    return near(
      BusinessDate(compact: String(decoding: Array(bytes[0..<4]) + bytes[5..<7] + bytes[8...], as: UTF8.self)))
  }

  private static func near(_ date: BusinessDate?) -> BusinessDate? {
    guard let date, (1880...2100).contains(date.year) || date.year == 9999 else { return nil }
    return date
  }

  /// Other ways to write a date or a time, which contracts do not read.
  static func isForeignDate(_ bytes: Bytes) -> Bool {
    guard (8...24).contains(bytes.count), isDigit(bytes[0]) else { return false }
    let text = String(decoding: bytes, as: UTF8.self)
    return text.wholeMatch(of: /\d{4}\/\d{1,2}\/\d{1,2}|\d{1,2}[\/.-]\d{1,2}[\/.-]\d{4}|\d{4}年\d{1,2}月\d{1,2}日/) != nil
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
