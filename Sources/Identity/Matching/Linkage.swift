/// A whole table of records matched at once: candidates, model, edges, clusters. What a benchmark runs; a night uses the
/// same parts.
package struct Linkage {
  package var rules: MatchRules
  package var columns: [ValueColumn]
  package var count: Int
  /// Where records of one source are known to be different people: the source of each record.
  package var sources: [Int32]?

  package init(_ rules: MatchRules, _ columns: [ValueColumn], count: Int, sources: [Int32]? = nil) {
    self.rules = rules
    self.columns = columns
    self.count = count
    self.sources = sources
  }

  package struct Result {
    package var model: MatchModel
    package var candidates: Int
    package var capped: [CappedBlock]
    /// The threshold that held, in bits.
    package var threshold: Double
    /// The pairs at or above it.
    package var edges: Int
    /// The cluster of each record.
    package var clusters: [Int]
  }

  package func run(version: String = "1") -> Result {
    let sources = sources
    let candidates = Candidates(rules, columns, count: count) { a, b in
      sources.map { $0[a] != $0[b] } ?? true
    }
    var comparison = Comparison(rules.fields, columns)
    let patterns = candidates.pairs.map { pair in
      let (a, b) = Candidates.ends(pair)
      return comparison.pattern(a, b)
    }
    let model = Training(rules, columns, count: count).unlabelled(version: version, patterns)
    let threshold = rules.auto ?? model.evenOdds
    let weights = Weights(model, rules, columns)
    var edges: [(weight: Double, pair: UInt64)] = []
    for (pair, pattern) in zip(candidates.pairs, patterns) {
      let (a, _) = Candidates.ends(pair)
      let weight = weights.sum(pattern) { columns[$0].ids[a] }
      if weight >= threshold { edges.append((weight, pair)) }
    }
    edges.sort { $0.weight != $1.weight ? $0.weight > $1.weight : $0.pair < $1.pair }
    var clusters = Clusters(count: count)
    if let sources {
      for record in 0..<count { clusters.label(record, kind: sources[record], value: Int32(record)) }
    }
    for edge in edges {
      let (a, b) = Candidates.ends(edge.pair)
      _ = clusters.join(a, b)
    }
    return Result(
      model: model, candidates: candidates.pairs.count, capped: candidates.capped, threshold: threshold,
      edges: edges.count, clusters: clusters.leaders())
  }
}
