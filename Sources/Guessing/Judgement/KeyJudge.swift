import Contracts
import Extraction
import MartCore

/// Chooses the columns that identify a row.
struct KeyJudge {
  let profile: FileProfile
  let guess: FeedGuess

  /// The best single column; nil where none identifies rows.
  func single() -> KeySearch.Candidate? {
    profile.keys.keys.filter { rank($0.columns[0]) > 0 }
      .max { (rank($0.columns[0]), -$0.columns[0]) < (rank($1.columns[0]), -$1.columns[0]) }
  }

  /// How well a column can be a key; 0: not at all.
  private func rank(_ index: Int) -> Int {
    let column = guess.columns[index]
    guard [.text, .integer].contains(column.type), column.role == nil else { return 0 }
    let hidden = column.isVaulted
    // Two persons may share a name, an address, a phone.
    if hidden, column.token == nil, !column.hints.contains(.number), !column.hints.contains(.document) { return 0 }
    if !hidden, column.dataClass == .personal { return 0 }
    var rank = column.hints.contains(.number) ? 8 : 4
    if index == 0 { rank += 2 }
    if hidden, column.token == nil { rank -= 4 }
    if !column.hints.isDisjoint(with: [.money, .rate, .remark]) { rank -= 3 }
    return max(rank, 1)
  }

  /// Pairs and triples worth looking at, of the columns that differ most.
  func sets() -> [[Int]] {
    let able = guess.columns.indices.filter { index in
      let (column, profile) = (guess.columns[index], profile.columns[index])
      return column.type != .money && column.role != .op && profile.empty <= tolerance(profile.rows)
        && !(column.isVaulted && column.token == nil && !column.hints.contains(.number))
        && profile.distinct.estimate > 1
        && column.dataClass != .personal
    }
    let best = able.sorted {
      let (left, right) = (weight($0), weight($1))
      return left == right ? $0 < $1 : left > right
    }.prefix(6).sorted()
    var sets: [[Int]] = []
    for (offset, one) in best.enumerated() {
      for two in best[(offset + 1)...] { sets.append([one, two]) }
    }
    for (offset, one) in best.enumerated() {
      for (next, two) in best.enumerated() where next > offset {
        for three in best[(next + 1)...] { sets.append([one, two, three]) }
      }
    }
    return sets
  }

  private func weight(_ index: Int) -> Int {
    let named = guess.columns[index].hints.contains(.number) || guess.columns[index].token != nil
    return profile.columns[index].distinct.estimate + (named ? 1_000_000 : 0)
  }

  /// All columns that are never empty and leave something in the mart: the last resort.
  func everything() -> [Int] {
    guess.columns.indices.filter { index in
      let column = guess.columns[index]
      return profile.columns[index].empty == 0 && column.role != .op && !(column.isVaulted && column.token == nil)
    }
  }
}

extension FeedJudge {
  /// Sets the key, looking over the file once more where no single column is one.
  ///
  /// - look: shows the hashes of all fields of every row that is no repeat.
  mutating func judgeKey(_ look: (inout KeySearch) throws -> Void) rethrows {
    let judge = KeyJudge(profile: profile, guess: guess)
    if let single = judge.single() { return take(single) }
    var search = KeySearch(sets: judge.sets())
    if !search.candidates.isEmpty { try look(&search) }
    let fewest = search.keys.map(\.columns.count).min()
    if let best = search.keys.first(where: { $0.columns.count == fewest }) {
      take(best)
      let names = guess.key.joined(separator: ", ")
      return guess.doubts.append(Doubt("no single column identifies a row; \(names) together do, in this file"))
    }
    guess.key = judge.everything().map { guess.columns[$0].name }
    guess.doubts.append(
      Doubt(
        "no key was found: all columns that are never empty were taken, so rows that agree in them count as one",
        isGrave: true))
    settleKey()
  }

  private mutating func take(_ candidate: KeySearch.Candidate) {
    guess.key = candidate.columns.map { guess.columns[$0].name }
    let names = guess.key.joined(separator: ", ")
    if candidate.clashes > 0 {
      guess.doubts.append(
        Doubt(
          "\(candidate.clashes) rows share the key (\(names)) with an earlier row and differ from it: quarantined (DQ-10)"
        ))
    }
    if candidate.empty > 0 {
      guess.doubts.append(Doubt("\(candidate.empty) rows have no key (\(names)): they go to quarantine"))
    }
    if let stopped = candidate.stoppedAt {
      guess.doubts.append(Doubt("the key (\(names)) was proved over the first \(stopped) rows alone"))
    }
    settleKey()
  }

  /// Columns of a key are required, and what is vaulted leaves a token.
  private mutating func settleKey() {
    for name in guess.key {
      guard let index = guess.index(name) else { continue }
      guess.columns[index].required = true
      if guess.columns[index].isVaulted, guess.columns[index].token == nil {
        let isDocument = guess.columns[index].dataClass == .sensitive
        guess.columns[index].token = isDocument ? "document" : guess.columns[index].name
      }
    }
  }
}
