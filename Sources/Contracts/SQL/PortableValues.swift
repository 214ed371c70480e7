import MartCore

/// Values that the engines compare, print or add up differently, as far as the text shows it.
extension PortableSubset {
  private static let comparisons: Set<String> = ["=", "==", "<", ">", "<=", ">=", "<>", "!="]
  private static let clauseEnds: Set<String> = [
    "AND", "OR", "GROUP", "ORDER", "LIMIT", "UNION", "EXCEPT", "INTERSECT", "HAVING", "WINDOW",
  ]

  mutating func checkValues(_ index: Int) {
    checkMixedComparison(index)
    checkBareCondition(index)
    checkValuesInFrom(index)
    checkDoubleAsText(index)
    checkDoubleSum(index)
  }

  /// `'1' = 1` is false in SQLite and true in Spark.
  private mutating func checkMixedComparison(_ index: Int) {
    let token = text.tokens[index]
    guard token.kind == .sign, Self.comparisons.contains(token.text), let left = text.token(index - 1),
      let right = text.token(index + 1)
    else { return }
    let kinds = Set([left.kind, right.kind])
    if kinds == [.string, .number] {
      note("a text compared with a number differs", "compare values of one type: CAST(… AS BIGINT)", at: token)
    }
  }

  /// `WHERE n`: a number is no condition in Spark.
  private mutating func checkBareCondition(_ index: Int) {
    let token = text.tokens[index]
    guard ["WHERE", "HAVING", "ON"].contains(token.upper), token.kind == .word, let first = text.token(index + 1),
      first.kind == .word, !SQLWords.expression.contains(first.upper)
    else { return }
    var next = index + 2
    if text.token(next)?.isSign(".") == true { next += 2 }
    let after = text.token(next)
    guard
      after.map({ $0.isSign(")") || $0.kind == .word && Self.clauseEnds.contains($0.upper) }) ?? true
    else { return }
    note("a column alone is no condition in Spark", "write \(first.text) <> 0, or \(first.text) = 1", at: first)
  }

  /// `FROM (VALUES …) AS v(x, y)`: SQLite names no columns there.
  private mutating func checkValuesInFrom(_ index: Int) {
    let token = text.tokens[index]
    guard token.isWord("VALUES"), text.token(index - 1)?.isSign("(") == true,
      let before = text.token(index - 2), ["FROM", "JOIN", ","].contains(before.upper),
      text.partner[index - 1] > 0
    else { return }
    var next = text.partner[index - 1] + 1
    if text.token(next)?.isWord("AS") == true { next += 1 }
    guard text.token(next)?.kind == .word, text.token(next + 1)?.isSign("(") == true else { return }
    note("VALUES with names of columns in FROM fails in SQLite", "write WITH v(x, y) AS (VALUES …)", at: token)
  }

  /// `CAST(CAST(x AS DOUBLE) AS VARCHAR(n))`: the engines print doubles differently.
  private mutating func checkDoubleAsText(_ index: Int) {
    guard text.tokens[index].isWord("CAST"), text.token(index + 1)?.isSign("(") == true else { return }
    let inside = text.inside(index + 1)
    guard let asIndex = inside.last(where: { text.tokens[$0].isWord("AS") }),
      text.token(asIndex + 1)?.isWord("VARCHAR") == true, hasDouble((index + 2)..<asIndex)
    else { return }
    note("a double as text differs", "keep whole units, or hand on the double itself", at: text.tokens[index])
  }

  /// A sum of doubles depends on the order of the rows.
  private mutating func checkDoubleSum(_ index: Int) {
    let token = text.tokens[index]
    guard ["SUM", "AVG"].contains(token.upper), token.kind == .word, text.token(index + 1)?.isSign("(") == true,
      text.partner[index + 1] > index, hasDouble((index + 2)..<text.partner[index + 1])
    else { return }
    note(
      "\(token.upper) of doubles depends on the order of the rows", "add up whole units, then divide", at: token)
  }

  private func hasDouble(_ range: Range<Int>) -> Bool {
    range.contains { place in
      let token = text.tokens[place]
      return token.isWord("DOUBLE") || token.kind == .number && token.upper.contains("E")
    }
  }
}
