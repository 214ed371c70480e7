import MartCore

/// Builds the touches: everyone reached gets one that is delivered in the period, and some get many.
struct TouchBuilder {
  let calibration: Calibration
  let calendar: DeliveryCalendar
  let numbers: [CustomerNumber]
  let relations: Relations
  let arms: [Arm?]
  private var random: SeededRandom
  private var touches: [Touch] = []

  init(
    calibration: Calibration, calendar: DeliveryCalendar, numbers: [CustomerNumber], relations: Relations,
    arms: [Arm?], seed: UInt64
  ) {
    self.calibration = calibration
    self.calendar = calendar
    self.numbers = numbers
    self.relations = relations
    self.arms = arms
    random = SeededRandom(seed: seed, "touches")
  }

  /// In the order in which they were planned; those after the opening.
  mutating func build() -> [Touch] {
    let reached = arms.indices.filter { arms[$0] == .treated }
    let heldOut = arms.indices.filter { arms[$0] == .control }
    for person in reached { touchSurely(person) }
    for person in heldOut { touch(person, on: day(for: person, from: calendar.periodFrom), arm: .control) }
    var month = calendar.opening < calendar.base ? calendar.opening + 1 : calendar.periodFrom
    while month < calendar.asOf {
      touchMore(in: month...month.monthEnd, reached, heldOut)
      month = month.monthEnd + 1
    }
    touches.arrange(by: \.plannedOn)
    for index in touches.indices {
      let follows = index > 0 && touches[index - 1].plannedOn == touches[index].plannedOn
      touches[index].sequence = follows ? touches[index - 1].sequence + 1 : 1
    }
    return touches.handOver()
  }

  /// A day on which the person is a customer, early enough for the touch to arrive.
  private mutating func day(for person: Int, from first: BusinessDate) -> BusinessDate {
    let known = relations.number(.core, of: person).map { numbers[$0].openedOn } ?? first
    return random.day(from: max(first, known), through: calendar.asOf - 4)
  }

  private mutating func touchSurely(_ person: Int) {
    let ends: [(TouchOutcome, Int)] = [
      (.delivered, 50), (.opened, 25), (.clicked, 14), (.converted, 7), (.refused, 4),
    ]
    touch(person, on: day(for: person, from: calendar.periodFrom), arm: .treated, end: random.weighted(ends))
  }

  /// Further touches, so that the month has as many as usual.
  private mutating func touchMore(in days: ClosedRange<BusinessDate>, _ reached: [Int], _ heldOut: [Int]) {
    let there = touches.count { days.contains($0.plannedOn) }
    let wanted = calibration.touches(inSeptember: days.upperBound == calendar.asOf)
    guard wanted > there, !reached.isEmpty else { return }
    for _ in 0..<wanted - there {
      let day = random.day(from: days.lowerBound, through: days.upperBound)
      switch random.below(100) {
      case 0..<8: touchByHand(on: day)
      case 8..<16: touch(heldOut.isEmpty ? reached[0] : random.pick(heldOut), on: day, arm: .control)
      default: touch(random.pick(reached), on: day, arm: .treated)
      }
    }
  }

  private mutating func touchByHand(on day: BusinessDate) {
    let person = random.below(arms.count)
    guard relations.isCustomer[person], arms[person] != .control else { return }
    touch(person, on: day, arm: .treated, isBrain: false)
  }

  /// Where no end is given, any may follow; what lies after the as-of day has not happened yet.
  private mutating func touch(
    _ person: Int, on day: BusinessDate, arm: Arm, isBrain: Bool = true, end: TouchOutcome? = nil
  ) {
    guard arms[person] == arm || !isBrain, let number = number(of: person, on: day) else { return }
    let ends: [(TouchOutcome, Int)] = [
      (.sent, 6), (.failed, 5), (.suppressed, 1), (.delivered, 45), (.opened, 22), (.clicked, 12), (.converted, 5),
      (.refused, 4),
    ]
    let (campaign, offers) = random.pick(TouchCampaign.all)
    let channels = [
      ("SMS", 35), ("MOB", 30), ("CALL", 8), ("YXT", 10), ("WECHAT", 12), ("GMT", 3), ("REM", 2),
    ]
    touches.append(
      Touch(
        number: number, isBrain: isBrain, campaign: isBrain ? campaign : TouchCampaign.manual.0, arm: arm,
        channel: arm == .control ? nil : isBrain ? random.weighted(channels) : random.pick(["YXT", "CALL", "GMT"]),
        offer: isBrain ? random.pick(offers) : TouchCampaign.manual.1, score: random.number(in: 800...9_900),
        outcomes: outcomes(from: day, to: arm == .control ? .held : end ?? random.weighted(ends))))
  }

  /// A number of the person that is active on the day: of the mobile bank before the core bank's.
  private func number(of person: Int, on day: BusinessDate) -> Int? {
    for source in [Source.mobile, .core, .card] {
      if let index = relations.number(source, of: person), numbers[index].isActive(on: day) { return index }
    }
    return nil
  }

  private mutating func outcomes(
    from day: BusinessDate, to end: TouchOutcome
  ) -> [(on: BusinessDate, outcome: TouchOutcome)] {
    let roads: [TouchOutcome: [TouchOutcome]] = [
      .failed: [.sent, .failed], .delivered: [.sent, .delivered], .refused: [.sent, .delivered, .refused],
      .opened: [.sent, .delivered, .opened], .clicked: [.sent, .delivered, .opened, .clicked],
      .converted: [.sent, .delivered, .opened, .clicked, .converted],
    ]
    var result: [(on: BusinessDate, outcome: TouchOutcome)] = []
    var today = day
    for step in roads[end] ?? [end] {
      if let last = result.last {
        today = today + random.below(last.outcome == .sent ? 2 : 3)
        guard today <= calendar.asOf else { break }
        if today == last.on { result.removeLast() }
      }
      result.append((today, step))
    }
    return result
  }
}
