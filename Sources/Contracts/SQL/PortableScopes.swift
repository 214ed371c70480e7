import MartCore

/// What SQLite finds where Spark does not look: names of another SELECT, and columns that no group has.
extension PortableSubset {
  private static let aggregates: Set<String> = ["SUM", "COUNT", "MIN", "MAX", "AVG"]
  private static let listEnds: Set<String> = [
    "FROM", "WHERE", "GROUP", "ORDER", "LIMIT", "UNION", "EXCEPT", "INTERSECT", "HAVING", "WINDOW",
  ]

  mutating func checkScopes() {
    for index in text.tokens.indices where text.tokens[index].isWord("SELECT") {
      checkAliases(index)
      checkGroups(index)
    }
    for index in text.tokens.indices { checkReach(index) }
  }

  // MARK: A name of the SELECT list in WHERE

  /// `SELECT a + b AS total … WHERE total > 3`: Spark knows no such column there.
  private mutating func checkAliases(_ select: Int) {
    guard let list = clause(after: select, ["SELECT"]), let condition = clause(after: select, ["WHERE"]) else { return }
    for item in items(list) {
      guard let last = item.last, item.count > 2, text.tokens[last].kind == .word,
        text.tokens[item[item.count - 2]].isWord("AS")
      else { continue }
      let name = text.tokens[last].upper
      let own = (item[0]..<item[item.count - 2]).map { text.tokens[$0].upper }
      if own.contains(name) { continue }
      for place in condition where text.tokens[place].upper == name && text.tokens[place].kind == .word {
        if text.token(place - 1)?.isSign(".") == true || text.token(place + 1)?.isSign("(") == true
          || text.token(place + 1)?.isSign(".") == true
        {
          continue
        }
        note(
          "'\(text.tokens[place].text)' is a name of this SELECT's list, which Spark does not know in WHERE",
          "make it in a CTE and filter there; a column of a table is written table.\(text.tokens[place].text)",
          at: text.tokens[place])
        break
      }
    }
  }

  // MARK: Columns that are not grouped

  /// `SELECT a, b, SUM(c) … GROUP BY a`: SQLite takes some b, Spark refuses.
  private mutating func checkGroups(_ select: Int) {
    guard let list = clause(after: select, ["SELECT"]), let group = clause(after: select, ["GROUP"], isDeep: true)
    else { return }
    let grouped = Set(group.map { text.tokens[$0].upper })
    if group.contains(where: { text.tokens[$0].kind == .number }) { return }
    for item in items(list) {
      if let last = item.last, item.count > 1, grouped.contains(text.tokens[last].upper) { continue }
      guard let loose = looseColumn(item, grouped) else { continue }
      note(
        "'\(text.tokens[loose].text)' is neither grouped nor added up", "name it in GROUP BY, or take MIN or MAX of it",
        at: text.tokens[loose])
    }
  }

  /// The first column of an item that stands outside aggregates and subqueries and in no group.
  private func looseColumn(_ item: [Int], _ grouped: Set<String>) -> Int? {
    guard let first = item.first, let end = item.last else { return nil }
    var place = first
    while place <= end {
      let token = text.tokens[place]
      let isCall = text.token(place + 1)?.isSign("(") == true
      if token.isSign("("), text.token(place + 1)?.isWord("SELECT") == true, text.partner[place] > place {
        place = text.partner[place]
      } else if token.kind == .word, isCall,
        Self.aggregates.contains(token.upper) || ["OVER", "FILTER", "EXISTS"].contains(token.upper),
        text.partner[place + 1] > place
      {
        place = text.partner[place + 1]
      } else if token.isWord("AS"), text.around[place] == text.around[first] {
        return nil
      } else if token.isWord("OVER") {
        place += 1
      } else if token.kind == .word, !isCall, !SQLWords.expression.contains(token.upper),
        text.token(place + 1)?.isSign(".") != true, !grouped.contains(token.upper),
        text.token(place - 1)?.isWord("AS") != true
      {
        return place
      }
      place += 1
    }
    return nil
  }

  // MARK: Names two SELECTs away

  /// `x.c` where x is a table of a SELECT beyond the one around: Spark looks one SELECT out, no further.
  private mutating func checkReach(_ index: Int) {
    let token = text.tokens[index]
    guard token.kind == .word, text.token(index + 1)?.isSign(".") == true, text.token(index - 1)?.isSign(".") != true
    else { return }
    let scopes = scopes(around: index)
    guard scopes.count > 2, !scopes.prefix(2).contains(where: { tables(of: $0).contains(token.upper) }),
      scopes.dropFirst(2).contains(where: { tables(of: $0).contains(token.upper) })
    else { return }
    note(
      "'\(token.text)' is a table two SELECTs away, where Spark does not look",
      "join in a CTE what is compared with it",
      at: token)
  }

  /// The parentheses that hold a SELECT around a place, innermost first; -1 is the whole text.
  private func scopes(around index: Int) -> [Int] {
    var found: [Int] = []
    var open = text.around[index]
    while true {
      if open < 0 || text.tokens[open + 1].isWord("SELECT") || text.tokens[open + 1].isWord("WITH") {
        found.append(open)
      }
      if open < 0 { return found }
      open = text.around[open]
    }
  }

  /// The names by which tables are called directly inside a scope.
  private func tables(of scope: Int) -> Set<String> {
    var names: Set<String> = []
    let places = text.tokens.indices.filter { text.around[$0] == scope }
    for (number, place) in places.enumerated() {
      guard text.tokens[place].isWord("FROM") || text.tokens[place].isWord("JOIN") || text.tokens[place].isSign(",")
      else { continue }
      var rest = places.dropFirst(number + 1).map { text.tokens[$0] }.prefix(4)
      guard let table = rest.popFirst() else { continue }
      if table.kind == .word { names.insert(table.upper) }
      if table.isSign("("), rest.first?.isSign(")") == true { rest = rest.dropFirst() }
      if rest.first?.isWord("AS") == true { rest = rest.dropFirst() }
      if let name = rest.first, name.kind == .word, !SQLWords.reserved.contains(name.upper) { names.insert(name.upper) }
    }
    return names
  }

  // MARK: Parts of a SELECT

  /// The places of a clause of the SELECT that begins at `select`, on its own level.
  /// - isDeep: with what stands in parentheses.
  private func clause(after select: Int, _ names: Set<String>, isDeep: Bool = false) -> [Int]? {
    let level = text.around[select]
    var isIn = names.contains("SELECT")
    var found: [Int] = []
    for index in (select + 1)..<max(select + 1, text.tokens.count) {
      if text.around[index] == level {
        let token = text.tokens[index]
        if level >= 0, index == text.partner[level] { break }
        if token.kind == .word, Self.listEnds.contains(token.upper) {
          if isIn { return found }
          if ["UNION", "EXCEPT", "INTERSECT"].contains(token.upper) { return nil }
          isIn = names.contains(token.upper)
          continue
        }
      } else if level >= 0, index > text.partner[level] {
        break
      }
      if isIn, isDeep || text.around[index] == level { found.append(index) }
    }
    return isIn ? found : nil
  }

  /// The places of each item of a list, cut at its commas.
  private func items(_ places: [Int]) -> [[Int]] {
    places.split { text.tokens[$0].isSign(",") }.map(Array.init)
  }
}
