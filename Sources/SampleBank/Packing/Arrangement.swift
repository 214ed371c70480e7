import MartCore

/// An order of things, found beside them: twelve bytes a thing, however large it is.
struct Arrangement {
  /// By new place: where the thing stood.
  let old: [UInt32]

  /// By rank, things of one rank as they stand.
  ///
  /// - rank: of the thing at a place, from 0 to `UInt32.max`.
  init(_ count: Int, by rank: (Int) -> Int) {
    var keys = (0..<count).map { UInt64(rank($0)) << 32 | UInt64($0) }
    keys.sort()
    old = keys.map { UInt32(truncatingIfNeeded: $0) }
  }

  /// By old place: where the thing stands now.
  var new: [UInt32] {
    var new = [UInt32](repeating: 0, count: old.count)
    for (place, before) in old.enumerated() { new[Int(before)] = UInt32(place) }
    return new
  }
}

extension Array {
  /// Puts the elements in the order without a second array of them.
  mutating func arrange(_ order: Arrangement) {
    var left = order.old
    for start in left.indices where left[start] != start {
      let first = self[start]
      var place = start
      while left[place] != start {
        let next = Int(left[place])
        self[place] = self[next]
        left[place] = UInt32(place)
        place = next
      }
      self[place] = first
      left[place] = UInt32(place)
    }
  }

  /// In order of day, elements of one day as they stand.
  mutating func arrange(by day: (Element) -> BusinessDate) {
    arrange(Arrangement(count) { Int(day(self[$0]).dayNumber) })
  }

  /// The array, which is empty afterwards, so that whoever takes it is its only owner and may change it in place; without
  /// the room that it grew by.
  mutating func handOver() -> [Element] {
    defer { self = [] }
    guard capacity > count + count / 8 else { return self }
    var fitting: [Element] = []
    fitting.reserveCapacity(count)
    fitting += self
    return fitting
  }
}
