import MartCore

/// Lets some card transactions arrive after their window, and others bear a merchant category that no list knows.
struct LateArrivals {
  let calendar: DeliveryCalendar
  private var random: SeededRandom

  init(calendar: DeliveryCalendar, seed: UInt64) {
    self.calendar = calendar
    random = SeededRandom(seed: seed, "late arrivals")
  }

  /// - transactions: in order of day.   - Returns: the same rows, some of them marked.
  func delay(_ transactions: [CardTransaction]) -> [CardTransaction] {
    var copy = self
    return copy.delayed(transactions)
  }

  private mutating func delayed(_ transactions: [CardTransaction]) -> [CardTransaction] {
    var result = transactions
    let windows = self.windows(of: transactions)
    let late = DirtRates.counts(DirtRates.late, rows: windows.map(\.count))
    let open = DirtRates.counts(DirtRates.unknownOpenCode, rows: windows.map(\.count))
    for (delivery, window) in windows.enumerated() where !window.isEmpty {
      let recent = window.filter { canWait(result[$0]) && calendar.dates[delivery] - result[$0].postedOn < 3 }
      let nights = longestDelay(after: delivery)
      for index in chosen(late[delivery], of: recent) where nights > 0 {
        result[index].lateBy = random.number(in: 1...nights)
      }
      for index in chosen(open[delivery], of: window.filter { canWait(result[$0]) }) {
        result[index].category = MerchantCategories.unknown
      }
    }
    return result
  }

  /// Rows by the delivery whose window holds their day.
  private func windows(of transactions: [CardTransaction]) -> [Range<Int>] {
    var start = 0
    return calendar.dates.map { date in
      let end = transactions[start...].firstIndex(from: { $0.postedOn > date })
      defer { start = end }
      return start..<end
    }
  }

  /// Reversals and their originals keep their order.
  private func canWait(_ transaction: CardTransaction) -> Bool {
    transaction.type.isPurchase && !transaction.isReversed
  }

  /// How many deliveries late a row may be: up to three nights, else the next delivery; 0 after the last.
  private func longestDelay(after delivery: Int) -> Int {
    let nights = calendar.dates.dropFirst(delivery + 1).prefix { $0 - calendar.dates[delivery] <= 3 }.count
    return max(nights, delivery + 1 < calendar.dates.count ? 1 : 0)
  }

  private mutating func chosen(_ count: Int, of rows: [Int]) -> [Int] {
    var list = rows
    let wanted = min(count, list.count)
    for place in 0..<wanted { list.swapAt(place, place + random.below(list.count - place)) }
    return Array(list.prefix(wanted))
  }
}

extension ArraySlice {
  /// The first index from which the condition holds, in a list where it holds from some index on.
  fileprivate func firstIndex(from holds: (Element) -> Bool) -> Int {
    var (low, high) = (startIndex, endIndex)
    while low < high {
      let middle = low + (high - low) / 2
      if holds(self[middle]) { high = middle } else { low = middle + 1 }
    }
    return low
  }
}
