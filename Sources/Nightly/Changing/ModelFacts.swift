/// What a change of a model's contract or text may do.
struct ModelFacts {
  /// Columns that only the later contract has, only the earlier one, and both with another type.
  var added: [String] = []
  var removed: [String] = []
  var retyped: [String] = []

  init(_ facts: [FactChange]) {
    for fact in facts where fact.path.hasSuffix(".storage") {
      let column = String(fact.path.dropFirst("columns.".count).dropLast(".storage".count))
      if fact.before == nil {
        added.append(column)
      } else if fact.after == nil {
        removed.append(column)
      } else {
        retyped.append(column)
      }
    }
  }

  /// False of what describes rows, or says how they lie on disk.
  static func movesRows(_ fact: FactChange) -> Bool {
    fact.path == "sql" || fact.path == "key" || fact.path.hasSuffix(".storage") || fact.path.hasSuffix(".required")
  }
}

extension FactChange {
  /// True of what is said for people alone, or moves no row and breaks no promise.
  var isTalk: Bool {
    let first = path.split(separator: ".").first.map(String.init) ?? ""
    let last = path.split(separator: ".").last.map(String.init) ?? ""
    return ["title", "zh", "owner", "doc", "grain"].contains(last)
      || ["cluster", "indexes", "refresh", "terms", "version"].contains(first)
  }
}
