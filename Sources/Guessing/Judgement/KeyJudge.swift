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
    }.prefix(9).sorted()
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
  /// - Throws: `Failure` where nothing can be a key.
  mutating func judgeKey(_ look: (inout KeySearch) throws -> Void) throws {
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
    guard !guess.key.isEmpty else {
      throw hopeless(
        "no column is filled in all rows, so that nothing can identify one", guess.name,
        remedy: "look at the file, and write the contract by hand")
    }
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

  /// Where rows are of persons, their number is a person's.
  private mutating func hidePersonsKey() {
    let tellsPersons = guess.columns.indices.contains { index in
      let shapes = profile.columns[index].personal
      let isNamed = !guess.columns[index].hints.isDisjoint(with: [.document, .birth])
      return guess.columns[index].isVaulted
        && (isNamed || (shapes[.name] ?? 0) + (shapes[.document] ?? 0) > profile.rows / 2)
    }
    guard tellsPersons, guess.key.count == 1, let index = guess.index(guess.key[0]), !guess.columns[index].isVaulted
    else { return }
    (guess.columns[index].dataClass, guess.columns[index].token) = (.identifying, "customer")
    guess.columns[index].doubts.removeAll { !$0.isGrave }
    guess.columns[index].doubt(
      "the key of rows that tell of persons: classed C2i, with a token of kind customer; if it numbers something else, "
        + "write another kind, or class C1 and no token")
  }

  /// A single key numbers the rows themselves, and leads to nobody but by what else stands in them.
  private mutating func settleNumber() {
    guard guess.key.count == 1, let index = guess.index(guess.key[0]) else { return }
    if guess.columns[index].token == guess.key[0] {
      (guess.columns[index].dataClass, guess.columns[index].token) = (.internalData, nil)
      guess.columns[index].doubts.removeAll { !$0.isGrave }
      guess.columns[index].doubt(
        "the key, without a name: classed C1 as a number of the rows' own; if it is an account's or a customer's, write "
          + "class C2i and a token")
    } else if !guess.columns[index].isVaulted {
      guess.columns[index].doubts.removeAll { $0.text.hasPrefix("a number of something:") }
    }
    hidePersonsKey()
  }

  /// Columns of a key are required, and what is vaulted leaves a token.
  private mutating func settleKey() {
    settleNumber()
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
