/// What customers buy of the wealth system, and what it tells them.
extension Calibration {
  /// Steps of asset allocation in the period: everyone served is diagnosed once (K14).
  package var allocationSteps: [Int] { [728, 541, 389, 244].map(scaling.scaled) }
  /// Persons served in the months between the full history's opening and the base day.
  var earlierAllocations: Int { scaling.scaled(230) }

  /// Confirmed redemptions of the period by how fast they are paid: T0, T05, T1 (K43).
  package var redemptions: [Int] { scaling.leaves([1_240, 310, 2_100]) }
  /// Confirmed purchases of the period without a fee (K51.free_orders), and with one.
  package var freePurchases: Int { scaling.scaled(6_480) }
  var chargedPurchases: Int { scaling.scaled(2_100) }
  /// Accounts with purchases by a plan, and confirmed orders of the night market (K42).
  package var planAccounts: Int { scaling.scaled(420) }
  package var nightOrders: Int { scaling.scaled(365) }
  /// Dividends of the period, and orders that were rejected or cancelled.
  var dividends: Int { scaling.scaled(500) }
  var failedOrders: Int { scaling.scaled(770) }

  /// Policies issued in the period and still in force: paid over years, paid at once (K45).
  package var newPolicies: [Int] { scaling.leaves([255, 85]) }
  /// Their premiums of a year in fen.
  package var newPremiums: [Int] { scaling.leaves([183_600_000, 255_000_000], members: newPolicies) }
  /// Older policies; those of them that end within the period; those that are cancelled soon after they were issued.
  var olderPolicies: Int { scaling.scaled(1_930) }
  var endedPolicies: Int { max(1, scaling.scaled(30)) }
  var cancelledPolicies: Int { scaling.scaled(12) }

  /// Contributions that were made twice and taken back.
  var repeatedContributions: Int { scaling.scaled(12) }
}
