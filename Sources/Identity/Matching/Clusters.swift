/// Groups of records that grow edge by edge, the best first, and never against a constraint.
///
/// A constraint is a label (two records with different values of one kind of label are two people: C1) or a pair that was
/// said to be apart (C2). A cluster has the labels and pairs of all its records.
package struct Clusters {
  package enum Answer: Hashable, Sendable {
    case joined, already
    /// The clusters bear different labels of this kind.
    case labels(kind: Int32)
    /// Two of their records are kept apart.
    case apart
  }

  private var parent: [Int32]
  private var members: [[Int32]]
  private var labels: [[Int32: Int32]]
  private var opponents: [Int32: Set<Int32>] = [:]

  package init(count: Int) {
    parent = (0..<Int32(count)).map { $0 }
    members = parent.map { [$0] }
    labels = Array(repeating: [:], count: count)
  }

  /// Before the first edge: the record bears this value of a kind of label.
  package mutating func label(_ record: Int, kind: Int32, value: Int32) { labels[record][kind] = value }

  /// Before the first edge: the two records are two people.
  package mutating func keepApart(_ a: Int, _ b: Int) {
    guard a != b else { return }
    opponents[Int32(a), default: []].insert(Int32(b))
    opponents[Int32(b), default: []].insert(Int32(a))
  }

  package mutating func root(_ record: Int) -> Int {
    var place = Int32(record)
    while parent[Int(place)] != place {
      parent[Int(place)] = parent[Int(parent[Int(place)])]
      place = parent[Int(place)]
    }
    return Int(place)
  }

  package mutating func join(_ a: Int, _ b: Int) -> Answer {
    var (left, right) = (root(a), root(b))
    if left == right { return .already }
    if members[left].count < members[right].count { swap(&left, &right) }
    if areApart(left, right) { return .apart }
    for (kind, value) in labels[right].sorted(by: { $0.key < $1.key }) {
      if let other = labels[left][kind], other != value { return .labels(kind: kind) }
    }
    parent[right] = Int32(left)
    members[left] += members[right]
    members[right] = []
    labels[left].merge(labels[right]) { own, _ in own }
    labels[right] = [:]
    return .joined
  }

  private mutating func areApart(_ large: Int, _ small: Int) -> Bool {
    if opponents.isEmpty { return false }
    for member in members[small] {
      for opponent in opponents[member] ?? [] where root(Int(opponent)) == large { return true }
    }
    return false
  }

  /// The number of its cluster for every record; equal for records of one cluster, the least of its records.
  package mutating func leaders() -> [Int] {
    var leaders = Array(repeating: 0, count: parent.count)
    for record in parent.indices where !members[record].isEmpty {
      let least = members[record].min() ?? 0
      for member in members[record] { leaders[Int(member)] = Int(least) }
    }
    return leaders
  }
}
