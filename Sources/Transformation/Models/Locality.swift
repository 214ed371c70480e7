import Contracts
import MartCore

/// Why a statement cannot be answered for some keys alone: a place in it, and what stands there.
struct LocalityProblem {
  var what: String
  var remedy: String
  /// Bytes before the place.
  var offset: Int
}

/// Looks for what makes a row depend on rows of other keys: a window, grouping, DISTINCT or UNION without a key, a
/// join without one, LIMIT.
struct Locality {
  let shape: StatementShape
  /// Names that hold a key which ties rows together, in lower case; and those of lookup keys.
  let tyingNames: Set<String>
  let lookupNames: Set<String>
  /// Tables and views with tying columns, in lower case; and tables that are looked up.
  let linked: Set<String>
  let lookups: Set<String>

  func problems() -> [LocalityProblem] {
    var problems: [LocalityProblem] = []
    for (number, select) in shape.selects.enumerated() {
      let keys = keys(of: select)
      if keys.isEmpty { continue }
      problems += windows(number, keys) + grouping(number, select, keys) + distinct(select, keys) + joins(select)
    }
    problems += shape.tokens.filter { $0.isWord("limit") }.map {
      LocalityProblem(what: "takes some of the rows of all keys (LIMIT)", remedy: full, offset: $0.offset)
    }
    return problems
  }

  private var full: String { "bring the key in, or write `refresh: full`" }

  /// What keeps the rows of a SELECT apart: a key that ties, where it reads rows that are tied; else what they are
  /// looked up by. Empty where its rows change for all at once.
  private func keys(of select: SelectShape) -> Set<String> {
    if select.sources.contains(where: { reads($0, linked) }) { return tyingNames }
    return select.sources.contains { reads($0, lookups) } ? lookupNames : []
  }

  private func holds(_ keys: Set<String>, _ range: Range<Int>) -> Bool {
    range.contains { shape.tokens[$0].isName && keys.contains(shape.tokens[$0].text) }
  }

  /// From the parenthesis at `open` to the one that closes it.
  private func inside(_ open: Int) -> Range<Int> {
    let depth = shape.tokens[open].depth
    var place = open + 1
    while place < shape.tokens.count, shape.tokens[place].depth > depth { place += 1 }
    return (open + 1)..<place
  }

  // MARK: Windows

  private func windows(_ number: Int, _ keys: Set<String>) -> [LocalityProblem] {
    let tokens = shape.tokens
    let places = shape.selects[number].range.filter { place in
      guard shape.owner(of: place) == number else { return false }
      guard tokens[place].isSign("("), place > 0 else { return false }
      if tokens[place - 1].isWord("over") { return true }
      // WINDOW w AS (…), p AS (…)
      guard place > 2, tokens[place - 1].isWord("as"), tokens[place - 2].isName else { return false }
      return tokens[place - 3].isWord("window") || tokens[place - 3].isSign(",") && isInWindowClause(place)
    }
    return places.compactMap { place in
      let range = inside(place)
      if range.contains(where: { tokens[$0].isWord("partition") }) {
        return holds(keys, partition(range)) ? nil : window(tokens[place].offset)
      }
      // A window that goes on from another one has that one's partition.
      if let first = range.first, tokens[first].isName, !tokens[first].isWord("order") { return nil }
      return window(tokens[place].offset)
    }
  }

  private func window(_ offset: Int) -> LocalityProblem {
    LocalityProblem(
      what: "has a window that reaches over all keys", remedy: "PARTITION BY a key, or write `refresh: full`",
      offset: offset)
  }

  private func partition(_ range: Range<Int>) -> Range<Int> {
    let start = range.first { shape.tokens[$0].isWord("partition") } ?? range.lowerBound
    let depth = shape.tokens[start].depth
    let ends: Set<String> = ["order", "rows", "range", "groups"]
    let end = (start..<range.upperBound).first {
      shape.tokens[$0].depth == depth && shape.tokens[$0].kind == .word && ends.contains(shape.tokens[$0].text)
    }
    return start..<(end ?? range.upperBound)
  }

  private func isInWindowClause(_ place: Int) -> Bool {
    guard let owner = shape.owner(of: place) else { return false }
    let select = shape.selects[owner]
    return select.range.contains {
      $0 < place && shape.tokens[$0].depth == select.depth && shape.tokens[$0].isWord("window")
    }
  }

  // MARK: Groups

  private static let aggregates: Set<String> = ["sum", "count", "min", "max", "avg", "total", "group_concat"]

  private func grouping(_ number: Int, _ select: SelectShape, _ keys: Set<String>) -> [LocalityProblem] {
    let tokens = shape.tokens
    if let group = clause("group", of: select) {
      if holds(keys, group) || ordinals(group, select, keys) { return [] }
      return [
        LocalityProblem(
          what: "groups rows of all keys", remedy: "GROUP BY a key too, or write `refresh: full`",
          offset: tokens[group.lowerBound].offset)
      ]
    }
    guard let place = aggregate(number, select) else { return [] }
    let isCorrelated = clause("where", of: select).map { holds(keys, $0) } ?? false
    if isCorrelated, shape.selects[number].parent != nil { return [] }
    return [
      LocalityProblem(
        what: "adds up rows of all keys (\(tokens[place].text) without GROUP BY)",
        remedy: "GROUP BY a key, or write `refresh: full`", offset: tokens[place].offset)
    ]
  }

  /// The first aggregate over the SELECT's own rows that is no window function.
  private func aggregate(_ number: Int, _ select: SelectShape) -> Int? {
    select.items.flatMap { Array($0.tokens) }.first { place in
      let tokens = shape.tokens
      guard tokens[place].kind == .word, Self.aggregates.contains(tokens[place].text), place + 1 < tokens.count,
        tokens[place + 1].isSign("("), shape.owner(of: place) == number
      else { return false }
      let inner = inside(place + 1)
      let isScalar =
        ["min", "max"].contains(tokens[place].text)
        && inner.contains { tokens[$0].isSign(",") && tokens[$0].depth == tokens[place + 1].depth + 1 }
      let after = inner.upperBound + 1
      return !isScalar && !(after < tokens.count && tokens[after].isWord("over"))
    }
  }

  /// The tokens of a clause of the SELECT itself; nil where it has none.
  private func clause(_ word: String, of select: SelectShape) -> Range<Int>? {
    let tokens = shape.tokens
    func isOwn(_ place: Int) -> Bool { tokens[place].depth == select.depth }
    guard let start = select.range.first(where: { isOwn($0) && tokens[$0].isWord(word) }) else { return nil }
    let end = (start + 1..<select.range.upperBound).first {
      isOwn($0) && tokens[$0].kind == .word && StatementShape.clauses.contains(tokens[$0].text)
    }
    return start..<(end ?? select.range.upperBound)
  }

  /// `GROUP BY 1, 2`.
  private func ordinals(_ group: Range<Int>, _ select: SelectShape, _ keys: Set<String>) -> Bool {
    group.contains { place in
      guard shape.tokens[place].kind == .number, let index = Int(shape.tokens[place].text),
        select.items.indices.contains(index - 1)
      else { return false }
      return holds(keys, select.items[index - 1].tokens)
    }
  }

  // MARK: Rows taken together

  private func distinct(_ select: SelectShape, _ keys: Set<String>) -> [LocalityProblem] {
    let tokens = shape.tokens
    let start = select.range.lowerBound
    let isDistinct = start + 1 < tokens.count && tokens[start + 1].isWord("distinct")
    let joint = start > 0 && select.isArm ? tokens[start - 1] : nil
    let comparesRows = joint.map { ["union", "except", "intersect"].contains($0.text) } ?? false
    guard isDistinct || comparesRows, !select.items.contains(where: { $0.isStar || holds(keys, $0.tokens) }) else {
      return []
    }
    return [
      LocalityProblem(
        what: "compares rows of all keys (\(isDistinct ? "DISTINCT" : joint?.text.uppercased() ?? ""))",
        remedy: "take a key among the columns, or write `refresh: full`", offset: tokens[start].offset)
    ]
  }

  // MARK: Joins

  /// Tied rows meet by a tying key, and find what is looked up by its key.
  private func joins(_ select: SelectShape) -> [LocalityProblem] {
    let pieces = pieces(of: select)
    guard pieces.count == select.sources.count, select.sources.contains(where: { reads($0, linked) }) else { return [] }
    let conditions = pieces.map { piece in
      piece.first {
        shape.tokens[$0].depth == select.depth && (shape.tokens[$0].isWord("on") || shape.tokens[$0].isWord("using"))
      }.map { $0..<piece.upperBound }
    }
    let filter = clause("where", of: select)
    let isTiedByFilter = filter.map { holds(tyingNames, $0) } ?? false
    let isLookedUp = (conditions + [filter]).contains { $0.map { holds(lookupNames, $0) } ?? false }
    var seen = false
    for (index, source) in select.sources.enumerated() {
      let piece = pieces[index]
      let isTied = reads(source, linked)
      guard isTied || reads(source, lookups) else { continue }
      let isJoined = isTied ? conditions[index].map { holds(tyingNames, $0) } ?? false || isTiedByFilter : isLookedUp
      if seen || !isTied, !isJoined {
        return [
          LocalityProblem(
            what: "joins '\(source.name)' without a key", remedy: full, offset: shape.tokens[piece.lowerBound].offset)
        ]
      }
      seen = seen || isTied
    }
    return []
  }

  /// The parts of FROM, one a source.
  private func pieces(of select: SelectShape) -> [Range<Int>] {
    guard let from = clause("from", of: select) else { return [] }
    var pieces: [Range<Int>] = []
    var start = from.lowerBound + 1
    for place in from where shape.tokens[place].depth == select.depth {
      guard shape.tokens[place].isWord("join") || shape.tokens[place].isSign(",") else { continue }
      if place > start { pieces.append(start..<place) }
      start = place + 1
    }
    if start < from.upperBound { pieces.append(start..<from.upperBound) }
    return pieces
  }

  /// True where a source comes from one of these tables.
  private func reads(_ source: SelectShape.Source, _ tables: Set<String>) -> Bool {
    var seen: Set<Int> = []
    func reads(_ source: SelectShape.Source) -> Bool {
      guard let step = source.table.flatMap({ shape.steps[$0] }) ?? source.select else {
        return source.table.map(tables.contains) ?? false
      }
      guard seen.insert(step).inserted else { return false }
      let arms = [step] + shape.selects[step].arms
      return arms.contains { shape.selects[$0].sources.contains(where: reads) }
    }
    return reads(source)
  }
}
