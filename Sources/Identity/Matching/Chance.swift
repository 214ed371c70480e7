/// How often two different people agree: u. Equal values are counted exactly from their frequencies; lesser levels from
/// pairs of records drawn by a fixed sequence, so that the same records always give the same model.
struct Chance {
  let rules: MatchRules
  let columns: [ValueColumn]
  let count: Int
  /// How many pairs are drawn.
  var draws = 40_000

  /// By field and level.
  func u() -> [[Double]] {
    var seen = rules.fields.map { [Double](repeating: 0, count: $0.levelCount + 1) }
    var comparison = Comparison(rules.fields, columns)
    var state: UInt64 = 0x5eed
    func draw() -> Int {
      state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
      return Int((state >> 33) % UInt64(max(1, count)))
    }
    for _ in 0..<(count > 1 ? draws : 0) {
      let (a, b) = (draw(), draw())
      if a == b { continue }
      let pattern = comparison.pattern(a, b)
      for field in rules.fields.indices where pattern[field] > 0 { seen[field][pattern[field] - 1] += 1 }
    }
    return rules.fields.indices.map { shares(seen[$0], equal: equalByFrequency(columns[$0])) }
  }

  /// The chance that two bearers of a value bear the same.
  private func equalByFrequency(_ column: ValueColumn) -> Double {
    let n = Double(column.filled)
    guard n > 1 else { return 0.5 }
    let same = column.counts.reduce(0.0) { $0 + Double($1) * Double($1 - 1) }
    return max(same / (n * (n - 1)), 1 / (n * n))
  }

  private func shares(_ seen: [Double], equal: Double) -> [Double] {
    let lesser = seen.dropLast()
    let all = lesser.reduce(0, +) + 0.5 * Double(lesser.count)
    return lesser.map { ($0 + 0.5) / all * (1 - equal) } + [equal]
  }
}
