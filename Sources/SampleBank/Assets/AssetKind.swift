/// What counts as a customer's assets (code list `aum_kind`).
package enum AssetKind: String, CaseIterable, Sendable {
  case demand = "DEMAND"
  case time = "TIME"
  case pensionCash = "PENSION_CASH"
  case wmp = "WMP"
  case mmf = "MMF"
  case fund = "FUND"
  case insurance = "INSURANCE"
  case bond = "BOND"
  case metal = "METAL"

  /// Place in the order of kinds.
  var ordinal: Int { AssetKind.allCases.firstIndex(of: self) ?? 0 }

  /// Held as positions at the wealth system.
  var isPosition: Bool { [.wmp, .mmf, .fund, .bond, .metal].contains(self) }
}

/// Something at the two days that figures compare.
struct AtDays: Hashable, Sendable {
  /// On the as-of day, and on the base day.
  var now = 0
  var base = 0
}
