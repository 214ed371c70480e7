/// What the bank advises: shares of a customer's assets by class, in ten thousandths, by the risk he may take.
enum ModelPortfolio {
  /// In the order of the code list.
  static let classes = ["CASH", "BOND_FUND", "EQUITY", "INDEX", "WMP", "INSURANCE", "GOLD", "GOVBOND"]

  private static let shares = [
    [5_000, 1_000, 0, 0, 1_000, 500, 0, 2_500], [3_000, 2_000, 0, 0, 2_500, 1_000, 0, 1_500],
    [2_000, 2_000, 1_500, 500, 2_500, 1_000, 500, 0], [1_000, 1_500, 2_500, 1_500, 2_000, 1_000, 500, 0],
    [500, 1_000, 3_500, 2_500, 1_000, 500, 1_000, 0],
  ]

  /// By class, for a risk level from 1 to 5.
  static func shares(risk: Int) -> [Int] { shares[min(max(risk, 1), shares.count) - 1] }

  /// Place of the class that assets of a kind belong to; funds and wealth products have one of their own.
  static func place(_ kind: AssetKind, _ assetClass: String) -> Int {
    switch kind {
    case .demand, .time, .pensionCash, .mmf: 0
    case .bond: 7
    case .metal: 6
    case .insurance: 5
    case .wmp, .fund: classes.firstIndex(of: assetClass) ?? 0
    }
  }
}
