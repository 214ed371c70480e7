/// What a card transaction is; the sign says how it counts.
package enum TransactionType: String, CaseIterable, Sendable {
  case purchase = "PURCHASE"
  case instalmentPurchase = "INSTAL_PURCHASE"
  case purchaseReversal = "PURCHASE_REV"
  case refund = "REFUND"
  case cash = "CASH"
  case cashReversal = "CASH_REV"
  case transfer = "TRANSFER"
  case transferReversal = "TRANSFER_REV"
  case fee = "FEE"
  case feeReversal = "FEE_REV"
  case repayment = "REPAY"
  case repaymentReversal = "REPAY_REV"

  package var sign: Int {
    switch self {
    case .purchaseReversal, .refund, .cashReversal, .transferReversal, .feeReversal, .repayment: -1
    default: 1
    }
  }

  /// Whether it counts as card spend, gross or reversed.
  package var isSpend: Bool {
    switch self {
    case .purchase, .instalmentPurchase, .purchaseReversal, .refund: true
    default: false
    }
  }

  var isPurchase: Bool { self == .purchase || self == .instalmentPurchase }

  var reversal: TransactionType? {
    switch self {
    case .cash: .cashReversal
    case .transfer: .transferReversal
    case .fee: .feeReversal
    case .repayment: .repaymentReversal
    default: nil
    }
  }
}
