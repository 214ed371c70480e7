import MartCore

/// What a loan is for.
package enum LoanType: String, CaseIterable, Sendable {
  case consumerCredit = "CONS_CREDIT"
  case consumerSecured = "CONS_SECURED"
  case mortgage = "MORTGAGE"
  case business = "BUSINESS"

  /// Place in the order of types.
  var ordinal: Int { LoanType.allCases.firstIndex(of: self) ?? 0 }

  var isConsumer: Bool { self == .consumerCredit || self == .consumerSecured }

  /// What one loan owes beside others of the bank, in fen.
  var usualBalance: ClosedRange<Int> {
    switch self {
    case .consumerCredit: 300_000...3_200_000
    case .consumerSecured: 800_000...4_200_000
    case .mortgage: 7_000_000...52_000_000
    case .business: 15_000_000...110_000_000
    }
  }

  /// Months since an old loan was lent, counted from the story's opening.
  var usualAge: ClosedRange<Int> {
    switch self {
    case .consumerCredit: 1...24
    case .consumerSecured: 1...34
    case .mortgage: 6...170
    case .business: 1...30
    }
  }

  /// Months that are left of a loan.
  var usualRest: ClosedRange<Int> {
    switch self {
    case .consumerCredit: 12...36
    case .consumerSecured: 18...60
    case .mortgage: 120...330
    case .business: 14...48
    }
  }

  /// Of a hundred loans, those that were lent before the base day; of the consumer loans the figures decide.
  var oldShare: Int { self == .business ? 66 : 94 }

  /// Interest a year.
  var rates: ClosedRange<Int> {
    switch self {
    case .consumerCredit: 300...420
    case .consumerSecured: 310...400
    case .mortgage: 310...430
    case .business: 300...390
    }
  }
}

/// The buckets of days past due.
///
/// - Source: part 3.4 of the domain description.
enum Bucket {
  static let days = [0...0, 1...30, 31...60, 61...90, 91...180, 181...270, 271...360, 361...520]

  static func of(_ days: Int) -> Int { Self.days.lastIndex { days >= $0.lowerBound } ?? 0 }

  /// No loan of the bucket owes more, so that no one owes more than the limit of his class.
  static func largest(_ bucket: Int) -> Int { bucket >= 6 ? 35_000_000 : bucket >= 4 ? 80_000_000 : 180_000_000 }

  /// Which loans fall behind, in a hundred: few of the large ones, and none of them far.
  static func weights(_ bucket: Int) -> [(LoanType, Int)] {
    bucket >= 6
      ? [(.consumerCredit, 55), (.consumerSecured, 10), (.mortgage, 35)]
      : [(.consumerCredit, 55), (.consumerSecured, 10), (.mortgage, 29), (.business, 6)]
  }
}
