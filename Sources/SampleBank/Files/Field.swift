import MartCore

/// One value of a row, before a format writes it.
package enum Field: Hashable, Sendable {
  case null
  case text(String)
  case date(BusinessDate)
  case number(Int)
  /// Money in CNY.
  case fen(Int)
  /// Money in minor units of a currency with so many decimals.
  case minor(Int, decimals: Int)
  /// Bytes that no writer of the source meant to send.
  case raw([UInt8])

  static func flag(_ value: Bool) -> Field { .text(value ? "Y" : "N") }

  static func optional(_ text: String?) -> Field { text.map { .text($0) } ?? .null }
}
