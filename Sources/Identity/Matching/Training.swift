/// Makes a model from records.
package struct Training {
  package let rules: MatchRules
  package let columns: [ValueColumn]
  package let count: Int

  package init(_ rules: MatchRules, _ columns: [ValueColumn], count: Int) {
    self.rules = rules
    self.columns = columns
    self.count = count
  }

  /// Without any label: m by expectation and maximisation over the candidate pairs, u as chance gives it.
  ///
  /// - patterns: one a candidate pair.
  package func unlabelled(version: String, _ patterns: [Pattern]) -> MatchModel {
    let u = Chance(rules: rules, columns: columns, count: count).u()
    let counted = Self.count(patterns)
    var m = rules.fields.map { Self.first($0.levelCount) }
    var share = 0.1
    for _ in 0..<50 {
      let tables = zip(m, u).map { m, u in [0] + zip(m, u).map { Bits.log2($0 / $1) } }
      var (sums, found) = (m.map { $0.map { _ in 0.0 } }, 0.0)
      // Odds among the candidates: what the blocks themselves make agree is no surprise there, so that u is no
      // measure of them; the share that EM finds is used as it is.
      let prior = Bits.log2(share / (1 - share))
      for (pattern, times) in counted {
        let weight = rules.fields.indices.reduce(prior) { $0 + tables[$1][pattern[$1]] }
        let likely = 1 / (1 + Bits.exp2(-weight)) * times
        found += likely
        for field in rules.fields.indices where pattern[field] > 0 { sums[field][pattern[field] - 1] += likely }
      }
      let before = share
      let pairs = Double(count) * Double(count - 1) / 2
      share = min(max(found / max(pairs, 1), 1e-12), 0.5)
      m = zip(sums, rules.fields).map { sums, _ in
        let all = sums.reduce(0, +) + 0.1 * Double(sums.count)
        return sums.map { ($0 + 0.1) / all }
      }
      if abs(before - share) < 1e-9 * share { break }
    }
    return model(version, prior: share, m, u)
  }

  /// From pairs of which something else says that they are one person: m is counted.
  ///
  /// - pairs: at least a few hundred.
  /// - ofAll: the share of all pairs that are one person.
  package func labelled(version: String, _ patterns: [Pattern], ofAll share: Double) -> MatchModel {
    var seen = rules.fields.map { [Double](repeating: 0.5, count: $0.levelCount + 1) }
    for pattern in patterns {
      for field in rules.fields.indices where pattern[field] > 0 { seen[field][pattern[field] - 1] += 1 }
    }
    let m = seen.map { levels in levels.map { $0 / levels.reduce(0, +) } }
    return model(version, prior: share, m, Chance(rules: rules, columns: columns, count: count).u())
  }

  private func model(_ version: String, prior: Double, _ m: [[Double]], _ u: [[Double]]) -> MatchModel {
    let fields = rules.fields.indices.map { place in
      var field = MatchModel.Field(name: rules.fields[place].name, m: m[place], u: u[place])
      if rules.fields[place].byFrequency { Self.addFrequencies(columns[place], to: &field) }
      return field
    }
    return MatchModel(version: version, prior: prior, fields: fields)
  }

  /// Frequent values: at least 3 bearers; the others are as frequent as their average.
  private static func addFrequencies(_ column: ValueColumn, to field: inout MatchModel.Field) {
    let all = Double(max(1, column.filled))
    var (rare, bearers) = (0, 0)
    for id in 0..<column.distinct {
      if column.counts[id] >= 3 {
        field.frequent[column.hash(Int32(id))] = Double(column.counts[id]) / all
      } else {
        rare += 1
        bearers += Int(column.counts[id])
      }
    }
    field.rare = rare == 0 ? 1 / all : Double(bearers) / Double(rare) / all
  }

  private static func count(_ patterns: [Pattern]) -> [(Pattern, Double)] {
    var times: [Pattern: Double] = [:]
    for pattern in patterns { times[pattern, default: 0] += 1 }
    return times.sorted { $0.key.bits < $1.key.bits }
  }

  /// What EM begins with: nine of ten equal.
  private static func first(_ levels: Int) -> [Double] {
    let lesser = 0.1 / Double(levels)
    return Array(repeating: lesser, count: levels) + [0.9]
  }
}
