import MartCore

extension PortableSubset {
  /// Checks the `/` at `index`: a whole quotient is exact only as `CAST((a - a % b) / b AS BIGINT)`; a
  /// division of doubles has a CAST AS DOUBLE at its side.
  mutating func checkDivision(_ index: Int) {
    guard text.tokens[index].isSign("/"), !hasDouble(index) else { return }
    if isExact(index), isCastToBigint(index) { return }
    let remedy =
      isExact(index)
      ? "put CAST(… AS BIGINT) around it"
      : "write CAST((a - a % b) / b AS BIGINT), or CAST(a AS DOUBLE) / b for a double"
    note("'/' gives a whole number in SQLite and a double in Spark", remedy, at: text.tokens[index])
  }

  /// Whether a side of the division is a CAST AS DOUBLE.
  private func hasDouble(_ index: Int) -> Bool {
    if let close = text.token(index - 1), close.isSign(")"), isCast(text.partner[index - 1], to: "DOUBLE") {
      return true
    }
    return text.token(index + 1)?.isWord("CAST") == true && isCast(index + 2, to: "DOUBLE")
  }

  private func isCast(_ open: Int, to type: String) -> Bool {
    guard open > 0, text.token(open)?.isSign("(") == true, text.tokens[open - 1].isWord("CAST") else { return false }
    let close = text.partner[open]
    return close > 2 && text.tokens[close - 1].isWord(type) && text.tokens[close - 2].isWord("AS")
  }

  private func isCastToBigint(_ index: Int) -> Bool {
    var open = text.around[index]
    while open >= 0 {
      if isCast(open, to: "BIGINT") { return true }
      open = text.around[open]
    }
    return false
  }

  /// Whether the left side is `(a - a % b)` and the right side the same `b`.
  private func isExact(_ index: Int) -> Bool {
    guard text.token(index - 1)?.isSign(")") == true else { return false }
    let open = text.partner[index - 1]
    let inside = open >= 0 ? text.inside(open) : []
    guard let percent = inside.last(where: { text.tokens[$0].isSign("%") }),
      let minus = inside.last(where: { $0 < percent && text.tokens[$0].isSign("-") })
    else { return false }
    let divisor = text.words((percent + 1)..<(index - 1))
    let dividend = text.words((open + 1)..<minus)
    return dividend == text.words((minus + 1)..<percent)
      && divisor == rightSide(index, count: percent + 1, of: index - 1)
  }

  /// The words right of the division, as many as the divisor has.
  private func rightSide(_ index: Int, count start: Int, of end: Int) -> [String] {
    let right = index + 1
    if text.token(right)?.isSign("(") == true, text.partner[right] > right {
      return text.words(right..<(text.partner[right] + 1))
    }
    let stop = right + text.tokens[start..<end].count
    if stop <= text.tokens.count {
      let same = text.words(right..<stop)
      if same == text.words(start..<end) { return same }
    }
    return right < text.tokens.count ? [text.tokens[right].upper] : []
  }
}
