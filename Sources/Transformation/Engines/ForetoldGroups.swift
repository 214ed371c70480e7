import MartStore

/// Values of keys joined into groups by the rows that bear them, and which of the groups are reached: a forest of
/// joined sets, whose roots stand for the groups.
struct ForetoldGroups {
  private struct Value: Hashable {
    var key: Int
    var value: SQLValue
  }

  private var places: [Value: Int] = [:]
  private var parents: [Int] = []
  private var reached: Set<Int> = []
  private var held: Set<Value> = []
  private var counts: [Int: Int64] = [:]
  /// True where rows without any key came or went; they are one group.
  private(set) var holdsKeyless = false

  /// All values of a row belong together.
  mutating func tie(_ keys: [Int], _ row: [SQLValue]) {
    var first: Int?
    for (key, value) in zip(keys, row) where value != .null {
      let place = place(Value(key: key, value: value))
      if let first { join(first, place) } else { first = place }
    }
  }

  /// The row came or went, or names what did.
  mutating func reach(_ keys: [Int], _ row: [SQLValue], mayBeKeyless: Bool) {
    var isKeyless = true
    for (key, value) in zip(keys, row) where value != .null {
      isKeyless = false
      reached.insert(place(Value(key: key, value: value)))
    }
    if isKeyless && mayBeKeyless { holdsKeyless = true }
  }

  /// Counts what is reached; to be called once, after all rows.
  mutating func close() {
    var roots: Set<Int> = []
    for place in reached { roots.insert(root(place)) }
    for (value, place) in places where roots.contains(root(place)) {
      held.insert(value)
      counts[value.key, default: 0] += 1
    }
  }

  var isEmpty: Bool { held.isEmpty && !holdsKeyless }
  var total: Int64 { Int64(held.count) }
  func count(_ key: Int) -> Int64 { counts[key] ?? 0 }
  func holds(_ key: Int, _ value: SQLValue) -> Bool { held.contains(Value(key: key, value: value)) }

  private mutating func place(_ value: Value) -> Int {
    if let place = places[value] { return place }
    parents.append(parents.count)
    places[value] = parents.count - 1
    return parents.count - 1
  }

  private mutating func root(_ place: Int) -> Int {
    var place = place
    while parents[place] != place {
      parents[place] = parents[parents[place]]
      place = parents[place]
    }
    return place
  }

  private mutating func join(_ one: Int, _ other: Int) {
    let (a, b) = (root(one), root(other))
    if a != b { parents[max(a, b)] = min(a, b) }
  }
}
