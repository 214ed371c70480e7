import MartCore

/// A deposit account.
package struct DepositAccount: Sendable {
  package let number: String
  /// Where in `Bank.numbers` the holder's CORE number is.
  package let holder: Int
  package let openedOn: BusinessDate
}
