import MartStore

/// Expected rows beside found ones: equal rows are set off against each other, the rest is paired.
struct RowComparison {
  /// A pair by place; one of the two may be missing.
  struct Difference {
    var expected: Int?
    var found: Int?
    var columns: [Int]
  }
  private(set) var differences: [Difference] = []

  /// - key: places of the key's columns, by which rows are paired; empty where it is not compared as a whole.
  init(expected: [[SQLValue]], found: [[SQLValue]], key: [Int], isOrdered: Bool) {
    if isOrdered {
      for place in 0..<max(expected.count, found.count) {
        note(place < expected.count ? place : nil, place < found.count ? place : nil, expected, found)
      }
      return
    }
    var left = Array(found.indices)
    let open = expected.indices.filter { row in
      guard let match = left.firstIndex(where: { found[$0] == expected[row] }) else { return true }
      left.remove(at: match)
      return false
    }
    for row in open {
      let match = left.indices.filter { place in
        key.allSatisfy { found[left[place]][$0] == expected[row][$0] }
      }.min { Self.distance(found[left[$0]], expected[row]) < Self.distance(found[left[$1]], expected[row]) }
      note(row, match.map { left.remove(at: $0) }, expected, found)
    }
    for row in left { note(nil, row, expected, found) }
  }

  private static func distance(_ left: [SQLValue], _ right: [SQLValue]) -> Int {
    zip(left, right).count { $0 != $1 }
  }

  private mutating func note(_ expectedRow: Int?, _ foundRow: Int?, _ expected: [[SQLValue]], _ found: [[SQLValue]]) {
    guard let expectedRow, let foundRow else {
      differences.append(Difference(expected: expectedRow, found: foundRow, columns: []))
      return
    }
    let columns = expected[expectedRow].indices.filter { expected[expectedRow][$0] != found[foundRow][$0] }
    if !columns.isEmpty { differences.append(Difference(expected: expectedRow, found: foundRow, columns: columns)) }
  }
}
