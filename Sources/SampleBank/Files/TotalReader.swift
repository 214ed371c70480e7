/// Adds up the totals that a control announces.
///
/// An amount that is absent or unreadable counts nothing; of a delta, only I and U rows count.
struct TotalReader: Sendable {
  private struct Rule: Sendable {
    let columns: [Int]
    let only: (column: Int, value: String)?
  }

  private let rules: [Rule]
  private let operation: Int?

  init(_ spec: FeedSpec) {
    operation = spec.columns.firstIndex { $0.has(.operation) }
    rules = spec.totals.map { total in
      let only = total.only.flatMap { only in spec.index(of: only.column).map { ($0, only.value) } }
      return Rule(columns: [total.column, total.and].compactMap { $0 }.compactMap(spec.index), only: only)
    }
  }

  /// What the row adds to each total.
  func values(of fields: [Field]) -> [Int] {
    var values = rules.map { _ in 0 }
    add(fields, to: &values)
    return values
  }

  func add(_ fields: [Field], to totals: inout [Int]) {
    if let operation, fields[operation] != .text("I"), fields[operation] != .text("U") { return }
    for (index, rule) in rules.enumerated() {
      if let only = rule.only, fields[only.column] != .text(only.value) { continue }
      totals[index] += rule.columns.isEmpty ? 1 : rule.columns.reduce(0) { $0 + Self.amount(fields[$1]) }
    }
  }

  private static func amount(_ field: Field) -> Int {
    switch field {
    case .fen(let amount), .minor(let amount, _), .number(let amount): amount
    default: 0
    }
  }
}
