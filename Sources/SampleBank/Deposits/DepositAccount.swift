import MartCore

package enum DepositKind: String, CaseIterable, Sendable {
  case demand = "DEMAND"
  case time = "TIME"
  case pension = "PENSION"

  var products: [String] {
    switch self {
    case .demand: ["DD01", "DD02"]
    case .time: ["TD03", "TD06", "TD12", "TD24", "TD36", "CD01"]
    case .pension: ["PN01"]
    }
  }
}

/// How an account was opened.
enum OpenMode: String, Sendable {
  case counter = "COUNTER"
  case alone = "SELF"
  case remote = "REMOTE"
}

/// What an account may be used for: all (I), less (II), little (III).
enum ManageLevel: String, Sendable {
  case all = "I"
  case less = "II"
  case little = "III"
}

/// What an account holds at the end of a day on which that changed, in 16 bytes.
package struct Balance: Hashable, Sendable {
  private let point: Point
  /// As the bank converted it to fen.
  package let fen: Int

  init(day: BusinessDate, minor: Int, fen: Int) { (point, self.fen) = (Point(day: day, amount: minor), fen) }

  package var day: BusinessDate { point.day }
  /// In minor units of the account's currency.
  package var minor: Int { point.amount }
}

/// What of an account changes during its life.
struct DepositState: Hashable, Sendable {
  var status = "OPEN"
  var hasMessenger = false
  var paysThirdParties = false
}

/// A deposit account, in 48 bytes; its balances stand in a roll.
package struct DepositAccount: Sendable {
  private let digits: UInt64
  /// In order of day; the first when the account was opened, or the story.
  var balances = Strip()
  /// Where in `Bank.numbers` the holder's CORE number is.
  @Packed<UInt32> package internal(set) var holder: Int
  @PackedPlace<UInt32> private var jointPlace: Int? = nil
  package let openedOn: BusinessDate
  @PackedDay var closedOn: BusinessDate?
  /// Since when the holder has the messenger, and pays through third parties, with this account.
  @PackedDay var messengerFrom: BusinessDate? = nil
  @PackedDay var paymentFrom: BusinessDate? = nil
  @PackedDay var frozenFrom: BusinessDate? = nil
  @Packed<UInt16> private var jointShare = 0
  @Packed<UInt16> private var branchPlace: Int
  package let kind: DepositKind
  /// Where in `DepositCurrency.all` the currency is; nil for CNY.
  @PackedPlace<UInt8> private(set) var currency: Int?
  @Packed<UInt8> private var productPlace: Int
  @Packed<UInt8> private(set) var protection: Int
  var mode = OpenMode.counter
  let level: ManageLevel

  /// - number: without the zero that it begins with.   - product: its place in the kind's products.
  /// - branch: see `CustomerNumber.branchPlace`.
  init(
    number: UInt64, kind: DepositKind, currency: Int?, holder: Int, product: Int, branch: Int,
    openedOn: BusinessDate, closedOn: BusinessDate?, level: ManageLevel, protection: Int
  ) {
    (digits, self.kind, self.openedOn, self.level) = (number, kind, openedOn, level)
    (_holder, _branchPlace) = (Packed(wrappedValue: holder), Packed(wrappedValue: branch))
    (_productPlace, _protection) = (Packed(wrappedValue: product), Packed(wrappedValue: protection))
    (_currency, _closedOn) = (PackedPlace(wrappedValue: currency), PackedDay(wrappedValue: closedOn))
  }

  package var number: String { serial.text }
  var serial: Serial { Self.serial(digits) }
  /// The number without the zero that it begins with.
  var shortNumber: UInt64 { digits }
  static func serial(_ digits: UInt64) -> Serial { Serial("0", digits) }

  /// A second holder's CORE number, and the share in ten thousandths.
  var joint: (number: Int, share: Int)? {
    get { jointPlace.map { ($0, jointShare) } }
    set { (jointPlace, jointShare) = (newValue?.number, newValue?.share ?? 0) }
  }
  var product: String { kind.products[productPlace] }
  var branch: String { ContactMaker.branch(branchPlace) }

  func isOpen(on day: BusinessDate) -> Bool { openedOn <= day && closedOn.map { $0 > day } ?? true }

  func state(on day: BusinessDate) -> DepositState {
    func has(_ from: BusinessDate?) -> Bool { from.map { $0 <= day } ?? false }
    let status = has(closedOn) ? "CLOSED" : has(frozenFrom) ? "FROZEN" : "OPEN"
    return DepositState(status: status, hasMessenger: has(messengerFrom), paysThirdParties: has(paymentFrom))
  }

  /// What the account holds at the end of the day, in fen.
  func fen(on day: BusinessDate, _ roll: Roll<Balance>) -> Int {
    balances.places.reversed().lazy.map { roll[$0] }.first { $0.day <= day }?.fen ?? 0
  }
}
