import MartCore

/// Tokens of one SQL text with their parentheses matched.
struct SQLText {
  let tokens: [SQLToken]
  /// For each parenthesis the index of its partner, else -1.
  let partner: [Int]
  /// For each token the index of the `(` around it, else -1.
  let around: [Int]
  /// A parenthesis without a partner.
  let unmatched: SQLToken?

  init(_ tokens: [SQLToken]) {
    var partner = [Int](repeating: -1, count: tokens.count)
    var around = partner
    var open: [Int] = []
    var unmatched: SQLToken?
    for (index, token) in tokens.enumerated() {
      if token.isSign(")") {
        if let start = open.popLast() {
          (partner[start], partner[index]) = (index, start)
        } else if unmatched == nil {
          unmatched = token
        }
      }
      around[index] = open.last ?? -1
      if token.isSign("(") { open.append(index) }
    }
    self.tokens = tokens
    self.partner = partner
    self.around = around
    self.unmatched = unmatched ?? open.last.map { tokens[$0] }
  }

  func token(_ index: Int) -> SQLToken? { tokens.indices.contains(index) ? tokens[index] : nil }

  /// Indices of the tokens directly inside the parentheses that open at `open`.
  func inside(_ open: Int) -> [Int] {
    guard partner[open] > open else { return [] }
    return ((open + 1)..<partner[open]).filter { around[$0] == open }
  }

  /// The tokens of each argument of the call whose `(` stands at `open`, as ranges.
  func arguments(_ open: Int) -> [Range<Int>] {
    let close = partner[open]
    guard close > open + 1 else { return [] }
    var ranges: [Range<Int>] = []
    var start = open + 1
    for index in inside(open) where tokens[index].isSign(",") {
      ranges.append(start..<index)
      start = index + 1
    }
    ranges.append(start..<close)
    return ranges
  }

  /// The words of the tokens, so that two stretches can be compared; parentheses around all of it are left out.
  func words(_ range: Range<Int>) -> [String] {
    var range = range
    while range.count >= 2, tokens[range.lowerBound].isSign("("), partner[range.lowerBound] == range.upperBound - 1 {
      range = (range.lowerBound + 1)..<(range.upperBound - 1)
    }
    return tokens[range].map(\.upper)
  }
}
