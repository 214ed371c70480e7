/// A customer's standing by the average of assets over a month.
///
/// - Source: part 3.4 of the domain description.
package enum Tier: Int, CaseIterable, Sendable {
  case t0, t3, t4, t5, t6, t7, privateBanking

  /// The assets, in fen, from which the tier begins.
  var threshold: Int {
    switch self {
    case .t0: 0
    case .t3: 1_000_000
    case .t4: 5_000_000
    case .t5: 20_000_000
    case .t6: 100_000_000
    case .t7: 600_000_000
    case .privateBanking: 800_000_000
    }
  }

  /// The tier of so many fen.
  static func holding(_ fen: Int) -> Tier { allCases.last { fen >= $0.threshold } ?? .t0 }

  /// Where the bank keeps a customer's assets: inside the tier, clear of its edges.
  var range: ClosedRange<Int> {
    guard self != .t0 else { return 100...820_000 }
    guard self != .privateBanking else { return 860_000_000...5_000_000_000 }
    let next = Tier(rawValue: rawValue + 1)?.threshold ?? threshold
    return threshold + threshold / 16...next - next / 24
  }
}
