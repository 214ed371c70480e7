/// The fingerprint of a set of rows: equal rows have an equal hash, in any order, on any engine.
///
/// Each row's text is hashed with MD5; its first two groups of eight hex digits are summed over the rows, and
/// the rows counted. So a row can be taken out again, and parts of a table can be added up.
package struct RowHash: Hashable, Sendable, CustomStringConvertible {
  package var first: UInt64 = 0
  package var second: UInt64 = 0
  package var rows: Int64 = 0

  package init() {}

  /// Reads what `description` writes; nil for anything else.
  package init?(_ text: String) {
    let parts = text.split(separator: ":", omittingEmptySubsequences: false)
    guard parts.count == 2, parts[0].utf8.count == 32, let first = UInt64(parts[0].prefix(16), radix: 16),
      let second = UInt64(parts[0].suffix(16), radix: 16), let rows = Int64(parts[1])
    else { return nil }
    (self.first, self.second, self.rows) = (first, second, rows)
  }

  @inline(__always)
  mutating func add(_ lanes: (UInt32, UInt32)) {
    first &+= UInt64(lanes.0)
    second &+= UInt64(lanes.1)
    rows &+= 1
  }

  package static func + (left: RowHash, right: RowHash) -> RowHash {
    var sum = left
    sum.first &+= right.first
    sum.second &+= right.second
    sum.rows &+= right.rows
    return sum
  }

  package static func - (left: RowHash, right: RowHash) -> RowHash {
    var rest = left
    rest.first &-= right.first
    rest.second &-= right.second
    rest.rows &-= right.rows
    return rest
  }

  /// Both lanes in 16 hex digits each, a colon, the number of rows.
  package var description: String { "\(Self.hex(first))\(Self.hex(second)):\(rows)" }

  private static func hex(_ lane: UInt64) -> String {
    let digits = String(lane, radix: 16)
    return String(repeating: "0", count: 16 - digits.count) + digits
  }
}
