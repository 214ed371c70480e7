import MartStore

/// A column of a table.
struct ColumnName: Hashable, Comparable {
  var table: String
  var column: String

  static func < (left: ColumnName, right: ColumnName) -> Bool {
    (left.table, left.column) < (right.table, right.column)
  }
}

/// What the value of a result column may be made of: the columns that its expression names, followed through
/// the statement's steps and subqueries down to tables.
///
/// Filters, joins, groupings and sort orders choose rows; they are not followed.
struct ValueSources {
  struct Found {
    var columns: Set<ColumnName> = []
    /// Columns that the result's own expression names, without a step between, outside COUNT.
    var named: Set<ColumnName> = []
    /// True where it passes a UNION or the like, so that a copy is a copy of one arm only.
    var isCompound = false
  }

  let shape: StatementShape
  /// The schema by lower-case name.
  let tables: [String: TableDefinition]
  private let owners: [Int?]

  init(_ shape: StatementShape, _ tables: [String: TableDefinition]) {
    self.shape = shape
    self.tables = tables
    var owners = [Int?](repeating: nil, count: shape.tokens.count)
    // Inner SELECTs come later, and overwrite the outer one's mark on their own tokens.
    for (number, select) in shape.selects.enumerated() {
      for position in select.range { owners[position] = number }
    }
    self.owners = owners
  }

  /// The sources of result column `position`, named `name`; nil where the statement's shape is not understood.
  func sources(of name: String, at position: Int) -> Found? {
    guard let result = shape.result else { return nil }
    var found = Found()
    var seen: Set<String> = []
    guard follow(result, name.lowercased(), position, direct: true, &found, &seen) else { return nil }
    return found
  }

  /// Follows one output column of a SELECT and of the arms that continue it.
  private func follow(
    _ number: Int, _ name: String, _ known: Int?, direct: Bool, _ found: inout Found, _ seen: inout Set<String>
  ) -> Bool {
    guard seen.insert("\(number) \(name)").inserted else { return true }
    let select = shape.selects[number]
    let position = known ?? place(of: name, in: select)
    if !select.arms.isEmpty { found.isCompound = true }
    var understood = true
    for arm in [number] + select.arms {
      let items = shape.selects[arm].items
      let stars = items.contains(where: \.isStar)
      if let position, !stars, position < items.count {
        expression(items[position].tokens, of: arm, direct: direct, &found, &seen)
      } else if stars {
        // A star hands columns on under their own names.
        let own = items.first { $0.name == name }
        if let own {
          expression(own.tokens, of: arm, direct: direct, &found, &seen)
        } else {
          understood = resolve(arm, nil, name, direct: direct, &found, &seen) && understood
        }
      } else if !shape.tokens[shape.selects[arm].range.lowerBound].isWord("values") {
        understood = false
      }
    }
    return understood
  }

  private func place(of name: String, in select: SelectShape) -> Int? {
    if !select.stepColumns.isEmpty { return select.stepColumns.firstIndex(of: name) }
    return select.items.firstIndex { $0.name == name }
  }

  /// Follows every column that an expression of SELECT `number` names. What chooses rows is passed over: the
  /// arguments of COUNT, what stands after OVER and FILTER, and all but the items of a subquery.
  private func expression(
    _ range: Range<Int>, of number: Int, direct: Bool, _ found: inout Found, _ seen: inout Set<String>
  ) {
    var position = range.lowerBound
    while position < range.upperBound {
      let token = shape.tokens[position]
      if opensChoice(position, before: range.upperBound) {
        position += 2
        while position < range.upperBound, shape.tokens[position].depth > token.depth { position += 1 }
        continue
      }
      if token.isName, !isCall(position), let owner = owners[position], owner == number || isItem(position, of: owner) {
        let qualified = position >= 2 && shape.tokens[position - 1].isSign(".")
        let qualifier = qualified ? shape.tokens[position - 2].text : nil
        let qualifies = position + 1 < range.upperBound && shape.tokens[position + 1].isSign(".")
        if !qualifies { _ = resolve(owner, qualifier, token.text, direct: direct, &found, &seen) }
      }
      position += 1
    }
  }

  private static let choosing: Set<String> = ["count", "over", "filter"]

  private func opensChoice(_ position: Int, before end: Int) -> Bool {
    let token = shape.tokens[position]
    return token.kind == .word && Self.choosing.contains(token.text) && position + 1 < end
      && shape.tokens[position + 1].isSign("(")
  }

  private func isItem(_ position: Int, of select: Int) -> Bool {
    shape.selects[select].items.contains { $0.tokens.contains(position) }
  }

  private func isCall(_ position: Int) -> Bool {
    position + 1 < shape.tokens.count && shape.tokens[position + 1].isSign("(") && shape.tokens[position].kind == .word
  }

  /// Finds a named column among the sources of a SELECT, else of the SELECTs around it.
  private func resolve(
    _ number: Int, _ qualifier: String?, _ name: String, direct: Bool, _ found: inout Found, _ seen: inout Set<String>
  ) -> Bool {
    var scope: Int? = number
    while let current = scope {
      var any = false
      for source in shape.selects[current].sources where qualifier == nil || source.name == qualifier {
        any = read(source, name, direct: direct, &found, &seen) || any
      }
      if any { return true }
      scope = shape.selects[current].parent
    }
    return false
  }

  private func read(
    _ source: SelectShape.Source, _ name: String, direct: Bool, _ found: inout Found, _ seen: inout Set<String>
  ) -> Bool {
    let step = source.table.flatMap { shape.steps[$0] } ?? source.select
    if let step {
      let select = shape.selects[step]
      guard place(of: name, in: select) != nil || select.items.contains(where: \.isStar) else { return false }
      return follow(step, name, nil, direct: false, &found, &seen)
    }
    guard let table = source.table.flatMap({ tables[$0] }),
      let column = table.columns.first(where: { $0.name.lowercased() == name })
    else { return false }
    let full = ColumnName(table: table.name, column: column.name)
    found.columns.insert(full)
    if direct { found.named.insert(full) }
    return true
  }
}
