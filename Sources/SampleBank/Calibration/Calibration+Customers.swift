/// What protects customers, and how they are related.
extension Calibration {
  /// Risk events of the period net of reversals, by path (K39), and what they blocked in fen.
  package var riskEvents: [Int] { scaling.leaves([4_120, 1_236, 308]) }
  package var riskBlocked: [Int] { scaling.leaves([118_254_000, 252_275_200, 23_650_800], members: riskEvents) }
  /// Events of the period that turn out to be none, by path; each is taken back by a reversal.
  var riskReversals: [Int] { scaling.leaves([70, 22, 4]) }
  /// Risk events of a month before the period.
  var earlyRiskEvents: Int { scaling.scaled(650) }

  /// Consents when the story opens, and changes and new ones of a month.
  var openingConsents: Int { scaling.scaled(20_000) }
  var monthlyConsents: Int { scaling.scaled(500) }
  /// Customers who ask for erasure while they have an account.
  var erasureRequests: Int { scaling.scaled(12) }

  /// Households of two or more on the as-of day, and persons in them (K38).
  package var households: Int { scaling.scaled(9_150) }
  package var householdMembers: Int { max(2 * households, scaling.scaled(21_480)) }
  /// Couples that parted within the story.
  var partedCouples: Int { scaling.scaled(60) }
  /// Customers with a manager of their own, and with a remote one; changes of managers in a month.
  var managed: Int { scaling.scaled(15_000) }
  var managedRemotely: Int { scaling.scaled(3_000) }
  var managerChanges: Int { scaling.scaled(300) }
  /// Numbers that a source declares to be another source's.
  var declaredSame: Int { scaling.scaled(400) }
}

/// A difference between ledger and accounts that the ledger's keepers know of.
///
/// - Source: reference/gl_items.csv of the pipeline, which lists the same.
package struct LedgerItem: Sendable {
  let org: String
  let subject: String
  let minor: Int

  /// On every day of the story.
  package static let all = [
    LedgerItem(org: "11", subject: "DEMAND", minor: 1_280_500),
    LedgerItem(org: "00", subject: "CARD_OVERDRAFT", minor: -366_000),
  ]
}
