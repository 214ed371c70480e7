import MartCore

/// A delivery that comes wrong at first.
struct BadDelivery {
  /// When in its night: what is missing before what is refused, what is refused before what stops later.
  enum Turn: Int, Comparable {
    case missing, resent, refused, refusedAgain, refusedOnceMore, stopped, held, waiting

    static func < (left: Turn, right: Turn) -> Bool { left.rawValue < right.rawValue }
  }

  let entry: UglyEntry
  let turn: Turn
  /// Nil where nothing comes.
  let file: Delivered?

  /// The night with which it comes.
  var night: BusinessDate { entry.night ?? entry.date }

  /// Optional: the night is published all the same.
  var isHeld: Bool { turn == .held }
}

/// In which order the files of a bank arrive, and how each run ends.
struct Drops {
  private struct Step: Hashable, Comparable {
    let date: BusinessDate
    let turn: Int

    static func < (left: Step, right: Step) -> Bool { (left.date, left.turn) < (right.date, right.turn) }
  }

  let calendar: DeliveryCalendar
  let bad: [BadDelivery]
  private let steps: [Step]

  /// - pauses: nights after which all but one file of the next one waits for the next drop.
  init(_ calendar: DeliveryCalendar, _ bad: [BadDelivery], pauses: [BusinessDate] = []) {
    (self.calendar, self.bad) = (calendar, bad)
    let ends = bad.map { Step(date: $0.night, turn: $0.turn.rawValue) }
    let stops = pauses.map { Step(date: $0, turn: BadDelivery.Turn.waiting.rawValue) }
    steps = Set(ends + stops).sorted()
  }

  /// How many drops there are.
  var count: Int { steps.count + 1 }

  /// The drop with which the files of a date arrive: the first whose run comes so far.
  func arrival(of date: BusinessDate) -> Int {
    (steps.firstIndex { $0.date >= date } ?? steps.count) + 1
  }

  /// The drop with which a delivery arrives: of the night after a pause, the shelf comes before all else.
  func arrival(of feed: String, _ date: BusinessDate) -> Int {
    let isEarly =
      feed == Self.first && steps.contains { $0.date == date - 1 && $0.turn == BadDelivery.Turn.waiting.rawValue }
    return arrival(of: isEarly ? date - 1 : date)
  }

  private static let first = "wealth_product"

  /// The drop with which a bad delivery stands there at last: what is held is wrong from the beginning.
  func drop(of delivery: BadDelivery) -> Int {
    (steps.firstIndex { $0.date == delivery.night && $0.turn == delivery.turn.rawValue } ?? 0) + 1
  }

  func first(of delivery: BadDelivery) -> Int {
    delivery.isHeld ? arrival(of: delivery.entry.date) : drop(of: delivery)
  }

  /// How each run ends.
  func ends() -> [DropEnd] {
    var ends = steps.enumerated().map { index, step in
      let turn = BadDelivery.Turn(rawValue: step.turn) ?? .waiting
      let isPublished = turn >= .held
      let before = calendar.dates.last { $0 < step.date }
      let exit = turn == .held ? 0 : turn == .missing || turn == .waiting ? 66 : 65
      return DropEnd(drop: index + 1, exit: exit, current: isPublished ? step.date : before)
    }
    ends.append(DropEnd(drop: count, exit: 0, current: calendar.dates.last))
    return ends
  }

  /// The bad delivery that stands in the place of the good one after the drop; nil where the good one does.
  func bad(_ feed: String, _ date: BusinessDate, after drop: Int) -> BadDelivery? {
    bad.first {
      $0.entry.feed == feed && $0.entry.date == date && first(of: $0) <= drop && drop <= self.drop(of: $0)
    }
  }
}
