import MartCore

enum OrderSide: String, Sendable {
  case buy = "BUY"
  case sell = "SELL"
  case dividend = "DIVIDEND"
}

enum OrderState: String, Sendable {
  case confirmed = "CONFIRMED"
  case rejected = "REJECTED"
  case cancelled = "CANCELLED"
}

/// An order for a product of the wealth system.
struct Order: Sendable {
  /// Where in `Bank.positions` the position is that it changes.
  @Packed<UInt32> var position: Int
  let side: OrderSide
  var state = OrderState.confirmed
  let fen: Int
  /// The day of confirmation, a workday.
  let day: BusinessDate
  /// What a redemption is paid by: T0, T05 or T1; OTHER where nothing is paid.
  var settleMode = "OTHER"
  /// By a plan of the customer, each month.
  var isPlanned = false
  var fee = 0
  /// Given in the evening before the day; where nil, on the day itself.
  @PackedDay var night: BusinessDate? = nil
  var channel = "MOB"
  /// Second of the day on which it was given.
  @Packed<UInt32> var second = 0
  /// Number within the day of confirmation, from 1.
  @Packed<UInt32> var sequence = 0
  /// How many deliveries after its own the row arrives.
  @Packed<UInt8> var lateBy = 0
  var hasUnknownChannel = false

  /// `OR`, the day, and the number within it.
  var serial: Serial { Serial("OR", day, sequence, width: 5) }
  var number: String { serial.text }

  var orderedOn: BusinessDate { night ?? day }
}
