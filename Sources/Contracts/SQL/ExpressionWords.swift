import MartCore

/// Finds words of an expression that are neither columns nor words of SQL. A sub-query is left to the engine.
func unknownColumns(
  _ expression: String, from origin: TextOrigin, columns: [String], rule: String, of owner: String
) -> [Finding] {
  let tokens = sqlTokens(expression, from: origin)
  if tokens.contains(where: { $0.isWord("SELECT") }) { return [] }
  let known = Set(columns.map { $0.uppercased() })
  return tokens.indices.compactMap { index in
    let token = tokens[index]
    let isCall = index + 1 < tokens.count && tokens[index + 1].isSign("(")
    guard token.kind == .word, !isCall, !known.contains(token.upper), !SQLWords.expression.contains(token.upper),
      SQLWords.refused[token.upper] == nil, index == 0 || !tokens[index - 1].isWord("AS")
    else { return nil }
    return Finding(
      "'\(token.text)' is no column of \(owner)", rule: rule, at: token.location,
      remedy: didYouMean(token.text, in: columns, otherwise: "use its columns alone"))
  }
}
