import Contracts

/// A token as the shape of a statement is read from it: names and words compared without case, and its depth.
struct ShapeToken: Sendable {
  var kind: SQLToken.Kind
  /// Words and names in lower case without quotes; everything else as written.
  var text: String
  /// Bytes before it.
  var offset: Int
  /// How many parentheses are open around it; a parenthesis belongs to the outside.
  var depth: Int

  /// True for the given keyword, written in lower case.
  func isWord(_ word: String) -> Bool { kind == .word && text == word }
  func isSign(_ sign: String) -> Bool { kind == .sign && text == sign }
  var isName: Bool { kind == .quotedName || kind == .word }
}

/// The tokens of a SQL text, in order. A text or comment that is never closed is left out: SQLite judges it.
func shapeTokens(_ sql: String) -> [ShapeToken] {
  var depth = 0
  return sqlTokens(sql).filter { $0.kind != .unclosed }.map { token in
    if token.isSign(")") { depth = max(0, depth - 1) }
    defer { if token.isSign("(") { depth += 1 } }
    return ShapeToken(kind: token.kind, text: plain(token), offset: token.offset, depth: depth)
  }
}

private func plain(_ token: SQLToken) -> String {
  switch token.kind {
  case .word: return token.text.lowercased()
  case .quotedName:
    let quote = String(token.text.suffix(1))
    let inside = token.text.dropFirst().dropLast()
    return inside.split(separator: quote + quote, omittingEmptySubsequences: false).joined(separator: quote)
      .lowercased()
  default: return token.text
  }
}
