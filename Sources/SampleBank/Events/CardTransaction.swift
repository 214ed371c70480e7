import MartCore

/// A posted card transaction, in 32 bytes: of nothing does a bank have more.
package struct CardTransaction: Sendable {
  /// Amount in fen, positive.
  package var fen: Int
  package let postedOn: BusinessDate
  /// Where in `Bank.cards` the card is.
  @Packed<UInt32> package internal(set) var card: Int
  /// Where in `Bank.transactions` the reversed transaction is.
  @PackedPlace<UInt32> package var reverses: Int? = nil
  /// Number within the day, from 1.
  @Packed<UInt32> var sequence = 0
  /// Four digits; 0 for none.
  private var categoryNumber: UInt16 = 0
  package let type: TransactionType
  /// Where in `ForeignCurrency.all` the currency is; nil for CNY.
  @PackedPlace<UInt8> var currency: Int? = nil
  /// Where in `SpendCampaign.all` the consumption campaign is that it belongs to.
  @PackedPlace<UInt8> var campaign: Int? = nil
  /// How many deliveries after its own the row arrives.
  @Packed<UInt8> var lateBy = 0
  var isReversed = false

  init(type: TransactionType, card: Int, postedOn: BusinessDate, fen: Int) {
    (self.type, self.postedOn, self.fen) = (type, postedOn, fen)
    _card = Packed(wrappedValue: card)
  }

  var category: String? {
    get { categorySerial?.text }
    set { categoryNumber = newValue.flatMap { UInt16($0) } ?? 0 }
  }

  var categorySerial: Serial? { categoryNumber == 0 ? nil : Serial(UInt64(categoryNumber), width: 4) }

  /// `T`, the day, and the number within it.
  var serial: Serial { Serial("T", postedOn, sequence, width: 7) }
  var id: String { serial.text }

  /// Amount in minor units of the transaction's currency, and the currency's decimals.
  var minor: (amount: Int, decimals: Int) {
    guard let currency else { return (fen, 2) }
    let foreign = ForeignCurrency.all[currency]
    return (foreign.minor(ofFen: fen), foreign.decimals)
  }
}
