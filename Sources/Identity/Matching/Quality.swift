/// How well a partition agrees with the truth.
package struct Quality: Hashable, Sendable {
  package struct Score: Hashable, Sendable {
    package var right: Int
    package var found: Int
    package var wanted: Int

    package init(right: Int, found: Int, wanted: Int) {
      self.right = right
      self.found = found
      self.wanted = wanted
    }

    package var precision: Double { found == 0 ? 1 : Double(right) / Double(found) }
    package var recall: Double { wanted == 0 ? 1 : Double(right) / Double(wanted) }
    package var f1: Double { found + wanted == 0 ? 1 : 2 * Double(right) / Double(found + wanted) }
  }

  /// Pairs of records in one group.
  package var pairs: Score
  /// Groups that are exactly as they should be.
  package var clusters: Score

  /// - found, truth: the group of each record, by record.
  package init(found: [Int], truth: [Int]) {
    func inPairs(_ groups: some Sequence<Int>) -> Int { groups.reduce(0) { $0 + $1 * ($1 - 1) / 2 } }
    var (ours, theirs, both): ([Int: Int], [Int: Int], [[Int]: Int]) = ([:], [:], [:])
    for (one, other) in zip(found, truth) {
      ours[one, default: 0] += 1
      theirs[other, default: 0] += 1
      both[[one, other], default: 0] += 1
    }
    pairs = Score(right: inPairs(both.values), found: inPairs(ours.values), wanted: inPairs(theirs.values))
    let exact = both.filter { key, count in ours[key[0]] == count && theirs[key[1]] == count }.count
    clusters = Score(right: exact, found: ours.count, wanted: theirs.count)
  }
}
