import MartCore

/// Lets some events arrive after their window, and others bear a code that no list knows.
struct LateArrivals {
  let calendar: DeliveryCalendar
  private var random: SeededRandom

  /// - label: names the feed.
  init(calendar: DeliveryCalendar, seed: UInt64, _ label: String) {
    self.calendar = calendar
    random = SeededRandom(seed: seed, label)
  }

  /// - count: events in order of day.   - day: of an event.   - mayWait: whether it may be late or spoiled.
  /// - Returns: how many deliveries late which events are, and which bear an unknown code.
  func choose(
    _ count: Int, day: (Int) -> BusinessDate, mayWait: (Int) -> Bool
  ) -> (late: [(index: Int, by: Int)], unknown: [Int]) {
    var copy = self
    return copy.chosen(count, day, mayWait)
  }

  private mutating func chosen(
    _ count: Int, _ day: (Int) -> BusinessDate, _ mayWait: (Int) -> Bool
  ) -> (late: [(index: Int, by: Int)], unknown: [Int]) {
    var (late, unknown) = ([(index: Int, by: Int)](), [Int]())
    let windows = self.windows(count, day)
    let lateCounts = DirtRates.counts(DirtRates.late, rows: windows.map(\.count))
    let openCounts = DirtRates.counts(DirtRates.unknownOpenCode, rows: windows.map(\.count))
    for (delivery, window) in windows.enumerated() where !window.isEmpty {
      let able = window.filter(mayWait)
      let recent = able.filter { calendar.dates[delivery] - day($0) < 3 }
      let nights = longestDelay(after: delivery)
      for index in random.sample(lateCounts[delivery], of: recent) where nights > 0 {
        late.append((index, random.number(in: 1...nights)))
      }
      unknown += random.sample(openCounts[delivery], of: able)
    }
    return (late, unknown)
  }

  /// Events by the delivery whose window holds their day.
  private func windows(_ count: Int, _ day: (Int) -> BusinessDate) -> [Range<Int>] {
    var start = 0
    return calendar.dates.map { date in
      var (low, high) = (start, count)
      while low < high {
        let middle = low + (high - low) / 2
        if day(middle) > date { high = middle } else { low = middle + 1 }
      }
      defer { start = low }
      return start..<low
    }
  }

  /// How many deliveries late a row may be: up to three nights, else the next delivery; 0 after the last.
  private func longestDelay(after delivery: Int) -> Int {
    let nights = calendar.dates.dropFirst(delivery + 1).prefix { $0 - calendar.dates[delivery] <= 3 }.count
    return max(nights, delivery + 1 < calendar.dates.count ? 1 : 0)
  }
}

extension SeededRandom {
  /// Some of the list, in random order.
  mutating func sample<Element>(_ count: Int, of list: [Element]) -> [Element] {
    var rest = list
    let wanted = min(count, rest.count)
    for place in 0..<wanted { rest.swapAt(place, place + below(rest.count - place)) }
    return Array(rest.prefix(wanted))
  }
}
