// The items and sources of one SELECT.
extension StatementShape {
  /// The parts of `range` between commas at `depth`, up to the first clause that ends them.
  private func parts(_ range: Range<Int>, depth: Int, until ends: Set<String>) -> [Range<Int>] {
    var parts: [Range<Int>] = []
    var start = range.lowerBound
    var position = start
    while position < range.upperBound {
      let token = tokens[position]
      if token.depth == depth, token.kind == .word, ends.contains(token.text) { break }
      if token.depth == depth, token.isSign(",") {
        parts.append(start..<position)
        start = position + 1
      }
      position += 1
    }
    if start < position { parts.append(start..<position) }
    return parts
  }

  func items(of select: SelectShape) -> [SelectShape.Item] {
    var start = select.range.lowerBound + 1
    if tokens[select.range.lowerBound].isWord("values") { return [] }
    if start < select.range.upperBound, tokens[start].isWord("distinct") || tokens[start].isWord("all") { start += 1 }
    return parts(start..<select.range.upperBound, depth: select.depth, until: Self.clauses).map(item)
  }

  private func item(_ range: Range<Int>) -> SelectShape.Item {
    let last = range.upperBound - 1
    if tokens[last].isSign("*"), range.count == 1 || tokens[last - 1].isSign(".") {
      return SelectShape.Item(name: nil, tokens: range, isStar: true)
    }
    guard tokens[last].isName else { return SelectShape.Item(name: nil, tokens: range, isStar: false) }
    if range.count == 1 || tokens[last - 1].isSign(".") {
      return SelectShape.Item(name: tokens[last].text, tokens: range, isStar: false)
    }
    if tokens[last - 1].isWord("as") {
      return SelectShape.Item(name: tokens[last].text, tokens: range.lowerBound..<(last - 1), isStar: false)
    }
    let endsValue = tokens[last - 1].kind != .sign || tokens[last - 1].isSign(")")
    if endsValue, !tokens[last].isWord("end"), !tokens[last].isWord("null") {
      return SelectShape.Item(name: tokens[last].text, tokens: range.lowerBound..<last, isStar: false)
    }
    return SelectShape.Item(name: nil, tokens: range, isStar: false)
  }

  /// What stands after FROM, JOIN and the commas between.
  func sources(of select: SelectShape) -> [SelectShape.Source] {
    let from = select.range.first { tokens[$0].depth == select.depth && tokens[$0].isWord("from") }
    guard let from else { return [] }
    let ends = Self.clauses.subtracting(["from"])
    return parts((from + 1)..<select.range.upperBound, depth: select.depth, until: ends).flatMap { part in
      joined(part, depth: select.depth).compactMap(source)
    }
  }

  private func joined(_ range: Range<Int>, depth: Int) -> [Range<Int>] {
    var pieces: [Range<Int>] = []
    var start = range.lowerBound
    for position in range where tokens[position].depth == depth && tokens[position].isWord("join") {
      pieces.append(start..<position)
      start = position + 1
    }
    return pieces + [start..<range.upperBound]
  }

  private static let joining: Set<String> = [
    "left", "right", "full", "inner", "outer", "cross", "natural", "on", "using",
  ]

  private func source(_ range: Range<Int>) -> SelectShape.Source? {
    guard var position = range.first else { return nil }
    var table: String?
    var select: Int?
    if tokens[position].isSign("(") {
      let depth = tokens[position].depth
      select = selects.indices.first { selects[$0].range.lowerBound > position && selects[$0].depth == depth + 1 }
      position += 1
      while position < range.upperBound, tokens[position].depth > depth { position += 1 }
    } else if position + 2 < range.upperBound, tokens[position + 1].isSign(".") {
      position += 2
      table = tokens[position].text
    } else {
      table = tokens[position].text
    }
    position += 1
    if position < range.upperBound, tokens[position].isWord("as") { position += 1 }
    let alias = position < range.upperBound ? tokens[position] : nil
    let named = alias.flatMap { $0.isName && !Self.joining.contains($0.text) ? $0.text : nil }
    return SelectShape.Source(name: named ?? table ?? "", table: table, select: select)
  }
}
