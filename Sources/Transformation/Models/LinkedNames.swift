/// What the tokens of some statements say about a name: under which other names its values go on, and whether it is
/// ever used for more than being passed on.
struct LinkedNames {
  let shapes: [StatementShape]
  /// For each statement, the places of names that are only passed on or given, or order what another key keeps together.
  private let quiet: [Set<Int>]
  /// Name → names under which a plain item passes it on.
  private let passes: [String: Set<String>]

  init(_ shapes: [StatementShape]) {
    self.shapes = shapes
    var quiet: [Set<Int>] = []
    var passes: [String: Set<String>] = [:]
    for shape in shapes {
      var places: Set<Int> = []
      for (number, select) in shape.selects.enumerated() where shape.givesRows(number) {
        for (index, item) in select.items.enumerated() where !item.isStar {
          let given = shape.namePlace(after: item)
          if let given { places.insert(given) }
          guard let source = shape.plainName(item) else { continue }
          places.formUnion(item.tokens)
          for name in shape.givenNames(number, index, item) { passes[source, default: []].insert(name) }
        }
      }
      quiet.append(places.union(shape.orderedBy))
    }
    self.quiet = quiet
    self.passes = passes
  }

  /// The names under which a column's values go on, its own included.
  func aliases(of name: String) -> Set<String> {
    var found: Set<String> = []
    var waiting = [name]
    while let next = waiting.popLast() {
      if found.insert(next).inserted { waiting += passes[next] ?? [] }
    }
    return found
  }

  /// True where one of the names stands in a condition, a grouping or an expression that is more than an order: rows that
  /// are equal there meet in no other row.
  func isUsed(_ names: Set<String>) -> Bool {
    shapes.indices.contains { index in
      let tokens = shapes[index].tokens
      return tokens.indices.contains { place in
        let token = tokens[place]
        if token.isWord("natural") { return true }
        guard token.isName, names.contains(token.text), !quiet[index].contains(place) else { return false }
        let next = place + 1 < tokens.count ? tokens[place + 1] : nil
        return next?.isSign("(") != true && next?.isSign(".") != true
      }
    }
  }
}

extension StatementShape {
  /// True where the SELECT's items are columns of the result, of a step or of a source; false for one that stands in an
  /// expression, whose value goes on under names that its items do not tell.
  func givesRows(_ number: Int) -> Bool {
    let head = selects.indices.first { selects[$0].arms.contains(number) } ?? number
    if selects[head].step != nil || selects[head].depth == 0 { return true }
    return selects.contains { $0.sources.contains { $0.select == head } }
  }

  /// The places of what ORDER BY lists, without what stands in parentheses there: a subquery may tie rows.
  fileprivate var orderedBy: Set<Int> {
    var places: Set<Int> = []
    for start in tokens.indices where tokens[start].isWord("order") && tokens[start].kind == .word {
      var place = start + 1
      while place < tokens.count, tokens[place].depth >= tokens[start].depth, !endsOrder(place, tokens[start].depth) {
        if tokens[place].depth == tokens[start].depth { places.insert(place) }
        place += 1
      }
    }
    return places
  }

  private func endsOrder(_ place: Int, _ depth: Int) -> Bool {
    let ends: Set = ["rows", "range", "groups", "limit", "union", "except", "intersect"]
    return tokens[place].depth == depth && tokens[place].kind == .word && ends.contains(tokens[place].text)
  }

  /// The column that an item copies, where it is nothing but `name` or `t.name`.
  func plainName(_ item: SelectShape.Item) -> String? {
    guard let last = item.tokens.last, tokens[last].isName else { return nil }
    let isQualified = item.tokens.count == 3 && tokens[last - 1].isSign(".") && tokens[last - 2].isName
    return item.tokens.count == 1 || isQualified ? tokens[last].text : nil
  }

  /// Where the alias of an item stands, if it has one.
  fileprivate func namePlace(after item: SelectShape.Item) -> Int? {
    var place = item.tokens.upperBound
    guard place < tokens.count, let name = item.name else { return nil }
    if tokens[place].isWord("as") { place += 1 }
    return place < tokens.count && tokens[place].isName && tokens[place].text == name ? place : nil
  }

  /// The names that an item's values have outside its SELECT: its own, that of the same place in the SELECT that a
  /// UNION follows, and that of the step's column list.
  fileprivate func givenNames(_ number: Int, _ index: Int, _ item: SelectShape.Item) -> [String] {
    let head = selects.indices.first { selects[$0].arms.contains(number) } ?? number
    let first = selects[head].items
    let columns = selects[head].stepColumns
    return [item.name, index < first.count ? first[index].name : nil, index < columns.count ? columns[index] : nil]
      .compactMap { $0 }
  }
}
