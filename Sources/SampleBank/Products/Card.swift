import MartCore

/// What of a card changes during its life.
struct CardState: Hashable, Sendable {
  var feature: CardFeature
  var customFace: Bool
  var status: CardStatus
  var closedOn: BusinessDate?
}

/// A debit or credit card, in 40 bytes.
package struct Card: Sendable {
  private let digits: UInt64
  private let accountDigits: UInt64
  /// In order of day.
  var changes: [(on: BusinessDate, state: CardState)] = []
  /// Where in `Bank.numbers` the holder's CARD number is.
  @Packed<UInt32> package private(set) var holder: Int
  /// Credit limit in fen; nil for debit cards.
  @PackedPlace<UInt32> private(set) var limit: Int?
  private let openingDay: UInt16
  package let kind: CardKind
  @Packed<UInt8> private var productPlace: Int
  let isSupplementary: Bool
  private let feature: CardFeature
  private let customFace: Bool

  /// - account: what it spends from; `DepositAccount.shortNumber`, or the digits of the card account.
  /// - product: its place in the kind's products.
  init(
    number: UInt64, kind: CardKind, holder: Int, account: UInt64, product: Int, isSupplementary: Bool, limit: Int?,
    openedOn: BusinessDate, feature: CardFeature, customFace: Bool
  ) {
    (digits, accountDigits, self.kind, openingDay) = (number, account, kind, UInt16(openedOn.dayNumber))
    (_holder, _productPlace) = (Packed(wrappedValue: holder), Packed(wrappedValue: product))
    _limit = PackedPlace(wrappedValue: limit)
    (self.isSupplementary, self.feature, self.customFace) = (isSupplementary, feature, customFace)
  }

  package var openedOn: BusinessDate { BusinessDate(dayNumber: Int32(openingDay)) }
  package var number: String { serial.text }
  var serial: Serial { Serial(digits) }
  /// The deposit account that a debit card spends from.
  var account: Serial? { kind == .debit ? DepositAccount.serial(accountDigits) : nil }
  /// The digits of the card account that a credit card spends from.
  var creditDigits: UInt64? { kind == .credit ? accountDigits : nil }
  var creditAccount: Serial? { creditDigits.map(CreditAccount.serial) }
  var product: String { CardCodes.products(kind)[productPlace] }
  var opening: CardState { CardState(feature: feature, customFace: customFace, status: .active) }

  /// The card at the end of the day.
  func state(on day: BusinessDate) -> CardState {
    var state = opening
    for change in changes where change.on <= day { state = change.state }
    return state
  }

  /// Whether the card can be used on the day.
  func isUsable(on day: BusinessDate) -> Bool {
    openedOn <= day && (changes.last { $0.on <= day }?.state.status ?? .active) == .active
  }
}

/// What a card is made for.
enum CardFeature: String, Sendable {
  case none = "NONE"
  case culture = "CULTURE"
  case travel = "TRAVEL"
  case youth = "YOUTH"
  case elder = "ELDER"
  case car = "CAR"
}

enum CardCodes {
  static let features: [(CardFeature, Int)] = [
    (.none, 70), (.culture, 8), (.travel, 7), (.youth, 7), (.elder, 5), (.car, 3),
  ]
  static let unknownFeature = "GALAXY"

  static func products(_ kind: CardKind) -> [String] {
    switch kind {
    case .debit: ["DC01", "DC02", "DC11"]
    case .credit: ["CR01", "CR02", "CR21"]
    }
  }
}
