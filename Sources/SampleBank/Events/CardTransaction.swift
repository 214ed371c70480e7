import MartCore

/// A posted card transaction.
package struct CardTransaction: Sendable {
  package let type: TransactionType
  /// Where in `Bank.cards` the card is.
  package internal(set) var card: Int
  package let postedOn: BusinessDate
  /// Amount in fen, positive.
  package var fen: Int
  /// Where in `ForeignCurrency.all` the currency is; nil for CNY.
  var currency: Int?
  var category: String?
  /// Where in `Bank.transactions` the reversed transaction is.
  package var reverses: Int?
  var isReversed = false
  /// Where in `SpendCampaign.all` the consumption campaign is that it belongs to.
  var campaign: Int?
  /// Number within the day, from 1.
  var sequence = 0
  /// How many deliveries after its own the row arrives.
  var lateBy = 0

  /// `T`, the day, and the number within it.
  var id: String { "T\(postedOn.compact.dropFirst(2))-\(String(10_000_000 + sequence).dropFirst())" }

  /// Amount in minor units of the transaction's currency, and the currency's decimals.
  var minor: (amount: Int, decimals: Int) {
    guard let currency else { return (fen, 2) }
    let foreign = ForeignCurrency.all[currency]
    return (foreign.minor(ofFen: fen), foreign.decimals)
  }
}
