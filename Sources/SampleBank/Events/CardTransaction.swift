import MartCore

/// A posted card transaction, in 32 bytes: of nothing does a bank hold more.
package struct CardTransaction: Sendable {
  /// Amount in fen, positive.
  package var fen: Int
  package let postedOn: BusinessDate
  private var cardPlace: UInt32
  private var reversedPlace = UInt32.max
  private var daySequence: UInt32 = 0
  /// Four digits; 0 for none.
  private var categoryNumber: UInt16 = 0
  package let type: TransactionType
  private var currencyPlace = UInt8.max
  private var campaignPlace = UInt8.max
  private var delay: UInt8 = 0
  var isReversed = false

  init(type: TransactionType, card: Int, postedOn: BusinessDate, fen: Int) {
    (self.type, self.postedOn, self.fen) = (type, postedOn, fen)
    cardPlace = UInt32(card)
  }

  /// Where in `Bank.cards` the card is.
  package internal(set) var card: Int {
    get { Int(cardPlace) }
    set { cardPlace = UInt32(newValue) }
  }
  /// Where in `ForeignCurrency.all` the currency is; nil for CNY.
  var currency: Int? {
    get { currencyPlace == .max ? nil : Int(currencyPlace) }
    set { currencyPlace = newValue.map { UInt8($0) } ?? .max }
  }
  var category: String? {
    get { categoryNumber == 0 ? nil : String(String(10_000 + Int(categoryNumber)).dropFirst()) }
    set { categoryNumber = newValue.flatMap { UInt16($0) } ?? 0 }
  }
  /// Where in `Bank.transactions` the reversed transaction is.
  package var reverses: Int? {
    get { reversedPlace == .max ? nil : Int(reversedPlace) }
    set { reversedPlace = newValue.map { UInt32($0) } ?? .max }
  }
  /// Where in `SpendCampaign.all` the consumption campaign is that it belongs to.
  var campaign: Int? {
    get { campaignPlace == .max ? nil : Int(campaignPlace) }
    set { campaignPlace = newValue.map { UInt8($0) } ?? .max }
  }
  /// Number within the day, from 1.
  var sequence: Int {
    get { Int(daySequence) }
    set { daySequence = UInt32(newValue) }
  }
  /// How many deliveries after its own the row arrives.
  var lateBy: Int {
    get { Int(delay) }
    set { delay = UInt8(newValue) }
  }

  /// `T`, the day, and the number within it.
  var id: String { "T\(postedOn.compact.dropFirst(2))-\(String(10_000_000 + sequence).dropFirst())" }

  /// Amount in minor units of the transaction's currency, and the currency's decimals.
  var minor: (amount: Int, decimals: Int) {
    guard let currency else { return (fen, 2) }
    let foreign = ForeignCurrency.all[currency]
    return (foreign.minor(ofFen: fen), foreign.decimals)
  }
}
