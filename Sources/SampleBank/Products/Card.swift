import MartCore

/// What of a card changes during its life.
struct CardState: Hashable, Sendable {
  var feature: String
  var customFace: Bool
  var status: CardStatus
  var closedOn: BusinessDate?
}

/// A debit or credit card.
package struct Card: Sendable {
  package let number: String
  package let kind: CardKind
  /// Where in `Bank.numbers` the holder's CARD number is.
  package let holder: Int
  /// The deposit account that a debit card spends from.
  let accountNumber: String?
  /// The card account that a credit card spends from.
  let creditAccount: String?
  let product: String
  let isSupplementary: Bool
  /// Credit limit in fen; nil for debit cards.
  let limit: Int?
  package let openedOn: BusinessDate
  let opening: CardState
  /// In order of day.
  var changes: [(on: BusinessDate, state: CardState)] = []

  /// The card at the end of the day.
  func state(on day: BusinessDate) -> CardState {
    var state = opening
    for change in changes where change.on <= day { state = change.state }
    return state
  }

  /// Whether the card can be used on the day.
  func isUsable(on day: BusinessDate) -> Bool {
    openedOn <= day && state(on: day).status == .active
  }
}

enum CardCodes {
  static let features = [("NONE", 70), ("CULTURE", 8), ("TRAVEL", 7), ("YOUTH", 7), ("ELDER", 5), ("CAR", 3)]
  static let unknownFeature = "GALAXY"
  static let products: [CardKind: [String]] = [.debit: ["DC01", "DC02", "DC11"], .credit: ["CR01", "CR02", "CR21"]]
}
