import MartCore

/// A service to someone who pays in an uncommon way: by foreign card, in coins, in another currency.
struct PaymentService: DayEvent, Sendable {
  enum Kind: String, Sendable {
    case acquiring = "FXACQ"
    case acquiringReversal = "FXACQ_REV"
    case pack = "PACK"
    case packReversal = "PACK_REV"
    case exchange = "FXEX"
    case exchangeReversal = "FXEX_REV"
    case cash = "CASHOUT"

    var sign: Int {
      switch self {
      case .acquiringReversal, .packReversal, .exchangeReversal: -1
      default: 1
      }
    }

    var reversal: Kind? {
      switch self {
      case .acquiring: .acquiringReversal
      case .pack: .packReversal
      case .exchange: .exchangeReversal
      default: nil
      }
    }
  }

  let kind: Kind
  /// Where in `Bank.facilities` it took place.
  let facility: Int
  let day: BusinessDate
  /// Second of the day.
  let second: Int
  let quantity: Int
  let fen: Int
  /// Where in `Bank.numbers` the customer is; nil for visitors.
  var number: Int?
  var scheme: String?
  var country: String?
  var pack: String?
  /// Where in `ForeignCurrency.all` the currency is; nil for CNY.
  var currency: Int?
  /// Name of the service that it takes back.
  var reverses: String?
  var isReversed = false
  var sequence = 0
  var lateBy = 0
  var hasUnknownCode = false

  var id: String { day.id("PS", sequence) }

  /// Amount in minor units of its currency, and the currency's decimals.
  var minor: (amount: Int, decimals: Int) {
    guard let currency else { return (fen, 2) }
    let foreign = ForeignCurrency.all[currency]
    return (foreign.minor(ofFen: fen, on: day), foreign.decimals)
  }
}
