import MartCore

/// One value of a row, before a format writes it.
package enum Field: Hashable, Sendable {
  case null
  case text(String)
  /// A text that is letters and a number.
  case serial(Serial)
  case date(BusinessDate)
  /// A second of a day, in China Standard Time.
  case instant(BusinessDate, second: Int)
  case number(Int)
  /// Money in CNY.
  case fen(Int)
  /// Money in minor units of a currency with so many decimals.
  case minor(Int, decimals: Int)
  /// Bytes that no writer of the source meant to send.
  case raw([UInt8])

  static func flag(_ value: Bool) -> Field { .text(value ? "Y" : "N") }

  static func optional(_ text: String?) -> Field { text.map { .text($0) } ?? .null }

  static func optional(_ serial: Serial?) -> Field { serial.map { .serial($0) } ?? .null }

  /// The text that the field is; nil where it is none.
  var text: String? {
    switch self {
    case .text(let text): text
    case .serial(let serial): serial.text
    case .instant(let day, let second): Instant.text(day, second: second)
    default: nil
    }
  }
}
