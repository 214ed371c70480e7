import MartCore

/// What became of a policy.
enum PolicyStatus: String, Sendable {
  case inForce = "INFORCE"
  case surrendered = "SURRENDERED"
  case cancelled = "CANCELLED"
  case matured = "MATURED"
}

/// A policy before it has a number and a product.
struct PolicyDraft: Sendable {
  /// Where in `Bank.numbers` the holder's WLTH number is.
  let holder: Int
  /// Paid over years, else at once.
  let isRegular: Bool
  /// Years in which a premium is due.
  let payYears: Int
  let issuedOn: BusinessDate
  /// Of a year, in fen; all of it where it is paid at once.
  var premium = 0
  var ended: (on: BusinessDate, status: PolicyStatus)?

  /// The days on which a premium was paid, up to the day.
  func payments(by day: BusinessDate) -> [BusinessDate] {
    let last = min(day, ended.map { $0.on - 1 } ?? day)
    return (0..<payYears).map { issuedOn.adding(months: 12 * $0) }.filter { $0 <= last }
  }

  /// What was paid by the end of the day.
  func paid(by day: BusinessDate) -> Int { premium * payments(by: day).count }

  func status(on day: BusinessDate) -> PolicyStatus {
    ended.map { $0.on <= day ? $0.status : .inForce } ?? .inForce
  }

  /// What it counts as an asset at the end of the day: what was paid, while it is in force.
  func fen(on day: BusinessDate) -> Int { status(on: day) == .inForce ? paid(by: day) : 0 }
}
