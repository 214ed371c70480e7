import MartStore

/// What three feeds delivered over some days, in which order it arrived, and in which batches it was taken in.
struct RandomStream: CustomStringConvertible {
  /// One row, told by plain letters: which columns they are depends on the feed.
  struct Line: Equatable {
    var key: String
    var op = "I"
    var value: String
    /// Of events, the day that the row is about.
    var on = ""
  }

  struct Delivery: Equatable {
    /// `person` (snapshot), `account` (delta) or `payment` (events).
    var feed: String
    var date: String
    var sequence: Int
    var lines: [Line]

    var order: (String, String, Int) { (date, feed, sequence) }
  }

  /// In the order of arrival; a correction never comes before what it corrects (DL-04).
  var arrivals: [Delivery] = []
  /// How many deliveries each generation takes in.
  var batches: [Int] = []
  /// Generations, by place, that are cut away after they were made, and made again.
  var crashes: Set<Int> = []

  static let days = (1...7).map { "2024-09-0\($0)" }
  private static let feeds = ["person", "account", "payment"]

  /// One generation a delivery, in the order of the days.
  var inOrder: RandomStream {
    let sorted = arrivals.sorted { $0.order < $1.order }
    return RandomStream(arrivals: sorted, batches: sorted.map { _ in 1 })
  }

  /// The deliveries that no correction replaced, in the order of the days.
  func inForce(_ feed: String) -> [Delivery] {
    arrivals.filter { one in
      one.feed == feed
        && !arrivals.contains { $0.feed == feed && $0.date == one.date && $0.sequence > one.sequence }
    }.sorted { $0.order < $1.order }
  }

  /// The batches, each with its deliveries.
  var generations: [[Delivery]] {
    var rest = arrivals[...]
    return batches.map { size in
      defer { rest = rest.dropFirst(size) }
      return Array(rest.prefix(size))
    }
  }

  var description: String {
    let lines = generations.enumerated().map { number, batch in
      let deliveries = batch.map { delivery in
        let rows = delivery.lines.map { line in
          delivery.feed == "payment"
            ? "\(line.key)=\(line.value) of \(line.on)" : "\(line.op) \(line.key)=\(line.value)"
        }
        return "\(delivery.feed) \(delivery.date).\(delivery.sequence) [\(rows.joined(separator: ", "))]"
      }
      let crash = crashes.contains(number) ? " (twice, after a crash)" : ""
      return "  \(number + 1)\(crash): \(deliveries.joined(separator: "; "))"
    }
    return lines.joined(separator: "\n")
  }
}

// MARK: Chance

extension RandomStream {
  /// Inserts, changes, deletions, returns, several changes in a day, changes back and forth; late, corrected, withdrawn
  /// and repeated ones; days without a delivery; any order of arrival and any batching.
  init(seed: UInt64) {
    var random = Seeded(state: seed)
    func chance(_ one: Int) -> Bool { Int.random(in: 0..<one, using: &random) == 0 }
    var deliveries: [Delivery] = []
    for day in Self.days.prefix(Int.random(in: 2...7, using: &random)) {
      // A gap: the feed brings nothing for the day.
      for feed in Self.feeds where !chance(5) {
        let count = chance(4) ? (chance(4) ? 3 : 2) : 1
        for sequence in 1...count {
          // A withdrawal: the correction of a day holds nothing.
          let isWithdrawn = sequence > 1 && chance(4)
          let lines = isWithdrawn ? [] : Self.lines(of: feed, on: day, &random)
          deliveries.append(Delivery(feed: feed, date: day, sequence: sequence, lines: lines))
        }
      }
    }
    arrivals = chance(4) ? deliveries : Self.arranged(deliveries.shuffled(using: &random))
    var left = arrivals.count
    while left > 0 {
      batches.append(min(left, chance(2) ? 1 : Int.random(in: 1...6, using: &random)))
      left -= batches[batches.count - 1]
    }
    crashes = Set(batches.indices.filter { _ in chance(6) })
  }

  private static func lines(of feed: String, on day: String, _ random: inout Seeded) -> [Line] {
    func pick(_ texts: [String]) -> String { texts[Int.random(in: 0..<texts.count, using: &random)] }
    switch feed {
    case "person":
      return ["1", "2", "3"].filter { _ in Int.random(in: 0...3, using: &random) > 0 }
        .map { Line(key: $0, value: pick(["A", "B"])) }
    case "account":
      return (0..<Int.random(in: 0...5, using: &random)).map { _ in
        Line(key: pick(["a", "b"]), op: pick(["I", "U", "U", "D"]), value: pick(["x", "y"]))
      }
    default:
      // Days before the delivery's own: late rows. Few ids: repeats, the same or otherwise.
      return (0..<Int.random(in: 0...3, using: &random)).map { _ in
        let upTo = days.filter { $0 <= day }
        return Line(key: pick(["p", "q", "r", "s"]), value: pick(["1", "2"]), on: pick(upTo))
      }
    }
  }

  /// Puts the deliveries of one feed and day into the order of their sequences, wherever these arrived.
  private static func arranged(_ shuffled: [Delivery]) -> [Delivery] {
    var waiting = Dictionary(grouping: shuffled) { "\($0.feed) \($0.date)" }
      .mapValues { $0.sorted { $0.sequence > $1.sequence } }
    return shuffled.compactMap { waiting["\($0.feed) \($0.date)"]?.popLast() }
  }
}

// MARK: Shrinking

extension RandomStream {
  /// The smallest stream that is found to fail still, by leaving out deliveries, then lines, batches and crashes.
  func shrunk(while fails: (RandomStream) throws -> Bool) rethrows -> RandomStream {
    var smallest = self
    var isSmaller = true
    while isSmaller {
      isSmaller = false
      for candidate in smallest.smaller() where try fails(candidate) {
        smallest = candidate
        isSmaller = true
        break
      }
    }
    return smallest
  }

  private func smaller() -> [RandomStream] {
    let withoutDelivery = arrivals.indices.map { place -> RandomStream in
      var stream = self
      stream.arrivals.remove(at: place)
      stream.takeFromBatch(holding: place)
      return stream
    }
    let withoutLine = arrivals.indices.flatMap { place in
      arrivals[place].lines.indices.map { line -> RandomStream in
        var stream = self
        stream.arrivals[place].lines.remove(at: line)
        return stream
      }
    }
    let withoutCrash = crashes.map { crash -> RandomStream in
      var stream = self
      stream.crashes.remove(crash)
      return stream
    }
    var plain: [RandomStream] = []
    if batches.contains(where: { $0 > 1 }) || !crashes.isEmpty {
      plain = [RandomStream(arrivals: arrivals, batches: arrivals.map { _ in 1 })]
    }
    return withoutDelivery + plain + withoutCrash + withoutLine
  }

  private mutating func takeFromBatch(holding place: Int) {
    var end = 0
    for batch in batches.indices {
      end += batches[batch]
      guard place < end else { continue }
      batches[batch] -= 1
      guard batches[batch] == 0 else { return }
      batches.remove(at: batch)
      crashes = Set(crashes.compactMap { $0 == batch ? nil : $0 > batch ? $0 - 1 : $0 })
      return
    }
  }
}
