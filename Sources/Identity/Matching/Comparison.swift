/// How far two records agree, field by field: a level a field in four bits; 0 where a value is missing, 1 where they
/// differ, then the declared levels from weakest to strongest, the last for equal values.
package struct Pattern: Hashable, Sendable {
  package var bits: UInt64 = 0

  package init(bits: UInt64 = 0) { self.bits = bits }

  package subscript(field: Int) -> Int {
    get { Int(bits >> UInt64(4 * field) & 15) }
    set { bits = bits & ~(15 << UInt64(4 * field)) | UInt64(newValue) << UInt64(4 * field) }
  }
}

/// Compares records of a table. One a thread.
package struct Comparison {
  package let fields: [MatchRules.Field]
  private let columns: [ValueColumn]
  private var similarity = Similarity()

  package init(_ fields: [MatchRules.Field], _ columns: [ValueColumn]) {
    self.fields = fields
    self.columns = columns
  }

  package mutating func pattern(_ a: Int, _ b: Int) -> Pattern {
    var pattern = Pattern()
    for field in fields.indices { pattern[field] = level(field, a, b) }
    return pattern
  }

  private mutating func level(_ field: Int, _ a: Int, _ b: Int) -> Int {
    let (left, right) = (columns[field].ids[a], columns[field].ids[b])
    if left < 0 || right < 0 { return 0 }
    let rule = fields[field]
    if left == right { return rule.levelCount + 1 }
    if rule.comparator == .exact { return 1 }
    let (from, to) = (columns[field].range(left), columns[field].range(right))
    return columns[field].scalars.withUnsafeBufferPointer { buffer in
      1 + reached(rule, Slice(base: buffer, bounds: from), Slice(base: buffer, bounds: to))
    }
  }

  /// How many of the declared levels two unequal values reach.
  private mutating func reached(_ rule: MatchRules.Field, _ left: Similarity.Text, _ right: Similarity.Text) -> Int {
    switch rule.comparator {
    case .exact: return 0
    case .date: return similarity.dates(left, right)
    case .jaroWinkler:
      let likeness = similarity.jaroWinkler(left, right)
      return rule.levels.prefix { likeness >= $0 }.count
    case .edits:
      let edits = Double(similarity.edits(left, right, limit: Int(rule.levels.first ?? 0)))
      return rule.levels.prefix { edits <= $0 }.count
    case .number:
      guard let distance = similarity.distance(left, right) else { return 0 }
      return rule.levels.prefix { distance <= $0 }.count
    }
  }
}
