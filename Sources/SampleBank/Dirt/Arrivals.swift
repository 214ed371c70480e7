import MartCore

/// Where the events of one delivery stand, in order: those that come late, then those of its window that come in time.
struct Arrivals: RandomAccessCollection, Sendable {
  /// Places of earlier windows.
  private(set) var late: [Int] = []
  private let window: Range<Int>
  /// Places of the window whose events come later.
  private var missing: [Int] = []

  init(of window: Range<Int>) { self.window = window }

  var startIndex: Int { 0 }
  var endIndex: Int { late.count + window.count - missing.count }

  subscript(index: Int) -> Int {
    guard index >= late.count else { return late[index] }
    let place = window.lowerBound + index - late.count
    // How many are missing before it: the first that is not stands so many places further.
    var (low, high) = (0, missing.count)
    while low < high {
      let middle = (low + high) / 2
      if missing[middle] - middle > place { high = middle } else { low = middle + 1 }
    }
    return place + low
  }

  /// Another delivery has the event.
  fileprivate mutating func miss(_ place: Int) { missing.append(place) }

  fileprivate mutating func add(_ place: Int) { late.append(place) }
}

extension DeliveryCalendar {
  /// The events of each delivery, late ones where they arrive.
  ///
  /// - events: in order of day, after the opening.
  func arrivals<Event>(
    _ events: some RandomAccessCollection<Event>, on day: (Event) -> BusinessDate, lateBy: (Event) -> Int
  ) -> [Arrivals] {
    var counts = dates.map { _ in 0 }
    var late: [(place: Int, delivery: Int, by: Int)] = []
    var delivery = 0
    for (place, event) in events.enumerated() {
      while dates[delivery] < day(event) { delivery += 1 }
      counts[delivery] += 1
      if lateBy(event) > 0 { late.append((place, delivery, lateBy(event))) }
    }
    var start = 0
    var arrivals = counts.map { count in
      defer { start += count }
      return Arrivals(of: start..<start + count)
    }
    for (place, delivery, by) in late {
      arrivals[delivery].miss(place)
      arrivals[delivery + by].add(place)
    }
    return arrivals
  }
}
