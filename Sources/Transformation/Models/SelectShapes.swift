/// One SELECT (or VALUES) of a statement: its items and what it reads from, found in the tokens alone.
///
/// It serves lineage only: what SQLite accepts but this does not understand makes lineage wider, never narrower.
struct SelectShape {
  struct Item {
    /// The name it goes by, in lower case; nil where SQL gives none.
    var name: String?
    /// Positions of its tokens; without the alias.
    var tokens: Range<Int>
    /// `*` or `t.*`.
    var isStar: Bool
  }
  struct Source {
    /// Alias or table name, in lower case.
    var name: String
    /// The table or step that is read; nil for a subquery.
    var table: String?
    /// The SELECT of a subquery.
    var select: Int?
  }
  /// Positions of its tokens, `SELECT` first, up to a compound keyword or the closing parenthesis.
  var range: Range<Int>
  var depth: Int
  var items: [Item] = []
  var sources: [Source] = []
  /// The SELECT around it, if it stands in one.
  var parent: Int?
  /// The SELECTs that follow by UNION and the like.
  var arms: [Int] = []
  /// True for such a follower.
  var isArm = false
  /// The step of WITH whose text it is, and that step's column list.
  var step: String?
  var stepColumns: [String] = []
}

/// All SELECTs of a statement in the order of their first token.
struct StatementShape {
  let tokens: [ShapeToken]
  private(set) var selects: [SelectShape] = []
  /// The steps of WITH by name, in lower case.
  private(set) var steps: [String: Int] = [:]

  init(_ sql: String) {
    tokens = shapeTokens(sql)
    findSelects()
    for index in selects.indices {
      selects[index].items = items(of: selects[index])
      selects[index].sources = sources(of: selects[index])
    }
  }

  /// The SELECT whose rows the statement returns: the first at the outermost depth.
  var result: Int? { selects.indices.first { selects[$0].depth == 0 && !selects[$0].isArm } }

  /// The innermost SELECT around a token.
  func owner(of position: Int) -> Int? {
    selects.indices.filter { selects[$0].range.contains(position) }.max { selects[$0].depth < selects[$1].depth }
  }

  private static let compounds: Set<String> = ["union", "except", "intersect"]
  /// What ends the items of a SELECT, or its sources.
  static let clauses: Set<String> = ["from", "where", "group", "having", "window", "order", "limit"]

  private func isCompound(_ token: ShapeToken) -> Bool { token.kind == .word && Self.compounds.contains(token.text) }

  private mutating func findSelects() {
    var heads: [Int: Int] = [:]
    var followers: Set<Int> = []
    for (position, token) in tokens.enumerated() {
      if token.isSign("(") { heads[token.depth + 1] = nil }
      if isCompound(token) { followers.insert(token.depth) }
      guard token.isWord("select") || token.isWord("values") && !isWordBefore(position, "insert") else { continue }
      var select = SelectShape(range: position..<end(of: position), depth: token.depth)
      let number = selects.count
      select.parent = owner(of: position)
      if followers.remove(token.depth) != nil, let head = heads[token.depth] {
        select.isArm = true
        selects[head].arms.append(number)
      } else {
        heads[token.depth] = number
        nameStep(&select, number, at: position)
      }
      selects.append(select)
    }
  }

  private func isWordBefore(_ position: Int, _ word: String) -> Bool {
    position > 0 && tokens[position - 1].isWord(word)
  }

  /// Where a SELECT ends: at a compound keyword of its depth, or where its parentheses close.
  private func end(of start: Int) -> Int {
    let depth = tokens[start].depth
    var position = start + 1
    while position < tokens.count, tokens[position].depth >= depth {
      if tokens[position].depth == depth, isCompound(tokens[position]) { break }
      position += 1
    }
    return position
  }

  /// `name AS (SELECT` and `name (a, b) AS NOT MATERIALIZED (SELECT`.
  private mutating func nameStep(_ select: inout SelectShape, _ number: Int, at position: Int) {
    var place = position - 1
    guard place > 0, tokens[place].isSign("(") else { return }
    place -= 1
    while place > 0, tokens[place].isWord("materialized") || tokens[place].isWord("not") { place -= 1 }
    guard place > 0, tokens[place].isWord("as") else { return }
    place -= 1
    if tokens[place].isSign(")") {
      let depth = tokens[place].depth
      var names: [String] = []
      place -= 1
      while place > 0, tokens[place].depth > depth {
        if tokens[place].isName { names.insert(tokens[place].text, at: 0) }
        place -= 1
      }
      place -= 1
      select.stepColumns = names
    }
    guard place >= 0, tokens[place].isName else { return }
    select.step = tokens[place].text
    steps[tokens[place].text] = number
  }
}
