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

/// What an account holds at the end of a day on which that changed.
package struct Balance: Hashable, Sendable {
  package let day: BusinessDate
  /// In minor units of the account's currency, and as the bank converted it to fen.
  package let minor: Int
  package let fen: Int
}

/// What of an account changes during its life.
struct DepositState: Hashable, Sendable {
  var status = "OPEN"
  var hasMessenger = false
  var paysThirdParties = false
}

/// A deposit account.
package struct DepositAccount: Sendable {
  package let number: String
  package let kind: DepositKind
  /// Where in `DepositCurrency.all` the currency is; nil for CNY.
  let currency: Int?
  /// Where in `Bank.numbers` the holder's CORE number is.
  package internal(set) var holder: Int
  /// A second holder's CORE number, and the share in ten thousandths.
  var joint: (number: Int, share: Int)?
  let product: String
  let branch: String
  package let openedOn: BusinessDate
  var closedOn: BusinessDate?
  var mode = "COUNTER"
  let level: String
  let protection: Int
  /// Since when the holder has the messenger, and pays through third parties, with this account.
  var messengerFrom: BusinessDate?
  var paymentFrom: BusinessDate?
  var frozenFrom: BusinessDate?
  /// In order of day; the first when the account was opened, or the story.
  package var balances: [Balance] = []

  func isOpen(on day: BusinessDate) -> Bool { openedOn <= day && closedOn.map { $0 > day } ?? true }

  func state(on day: BusinessDate) -> DepositState {
    func has(_ from: BusinessDate?) -> Bool { from.map { $0 <= day } ?? false }
    let status = has(closedOn) ? "CLOSED" : has(frozenFrom) ? "FROZEN" : "OPEN"
    return DepositState(status: status, hasMessenger: has(messengerFrom), paysThirdParties: has(paymentFrom))
  }

  /// What the account holds at the end of the day, in fen.
  package func fen(on day: BusinessDate) -> Int { balances.last { $0.day <= day }?.fen ?? 0 }
}
