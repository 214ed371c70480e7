import MartCore

/// An amount from some day on, in eight bytes: the day from 1970 to 2149, the amount less than 140 million million.
struct Point: Hashable, Sendable {
  private var bits: Int64

  init(day: BusinessDate, amount: Int) {
    precondition(abs(amount) < 1 << 47, "an amount of \(amount) is too large")
    bits = Int64(amount) << 16 | Int64(UInt16(day.dayNumber))
  }

  var day: BusinessDate { BusinessDate(dayNumber: Int32(bits & 0xFFFF)) }
  var amount: Int {
    get { Int(bits >> 16) }
    set { self = Point(day: day, amount: newValue) }
  }
}

/// Lets an amount move between the days on which it is planned.
struct ChangePath {
  let calendar: DeliveryCalendar
  /// How many changes there are up to the base day and after it, with their weights.
  let early: [(Int, Int)]
  let late: [(Int, Int)]
  /// Of a hundred changes after the base day, those in the last month besides its usual share.
  let lastMonth: Int

  /// The amounts by day, from the opening or the story's on; nothing is left on the closing day.
  func points(
    from opened: BusinessDate, closedOn: BusinessDate? = nil, _ amount: AtDays, _ random: inout SeededRandom
  ) -> [Point] {
    var points: [Point] = []
    if opened <= calendar.base {
      let start = max(opened, calendar.storyOpening)
      let count = start == calendar.base ? 0 : random.weighted(early)
      points.append(Point(day: start, amount: count == 0 ? amount.base : near(amount.base, &random)))
      move(&points, to: amount.base, by: calendar.base, after: start, changes: count, endsThere: false, &random)
    } else {
      points.append(Point(day: opened, amount: amount.now / 100 * random.number(in: 20...100) + amount.now % 100))
    }
    let end = closedOn.map { max($0, opened) } ?? calendar.asOf
    guard end > calendar.base else { return points }
    let changes = random.weighted(late)
    move(&points, to: amount.now, by: end, after: calendar.base, changes: changes, endsThere: closedOn != nil, &random)
    return points
  }

  private func near(_ amount: Int, _ random: inout SeededRandom) -> Int {
    amount / 100 * random.number(in: 94...104) + amount % 100
  }

  /// Adds about so many changes after the last point, the last of them reaching the amount.
  private func move(
    _ points: inout [Point], to amount: Int, by end: BusinessDate, after earliest: BusinessDate, changes: Int,
    endsThere: Bool, _ random: inout SeededRandom
  ) {
    guard let last = points.last else { return }
    guard last.day < end else {
      points[points.count - 1].amount = amount
      return
    }
    var days: Set<BusinessDate> = []
    for _ in 0..<(last.amount == amount ? changes : max(1, changes)) {
      days.insert(day(after: max(last.day, earliest), through: end, &random))
    }
    if endsThere { days.insert(end) }
    for (place, day) in days.sorted().enumerated() {
      let isLast = place == days.count - 1
      points.append(Point(day: day, amount: isLast ? amount : between(last.amount, amount, &random)))
    }
  }

  private func day(after start: BusinessDate, through end: BusinessDate, _ random: inout SeededRandom) -> BusinessDate {
    let month = end.monthStart
    let isLate = end == calendar.asOf && start < month && random.chance(lastMonth, in: 100)
    return random.day(after: isLate ? month - 1 : start, through: end)
  }

  private func between(_ start: Int, _ end: Int, _ random: inout SeededRandom) -> Int {
    start == end ? near(start, &random) : start + (end - start) / 100 * random.below(101)
  }
}
