import MartCore

/// How a touch went.
enum TouchOutcome: String, Sendable {
  case held = "HELD"
  case sent = "SENT"
  case delivered = "DELIVERED"
  case opened = "OPENED"
  case clicked = "CLICKED"
  case converted = "CONVERTED"
  case refused = "REFUSED"
  case failed = "FAILED"
  case suppressed = "SUPPRESSED"

  /// Whether it came to the person.
  var isDelivered: Bool { [.delivered, .opened, .clicked, .converted, .refused].contains(self) }
}

/// One touch of one person, planned on a day, with what became of it.
struct Touch: Sendable {
  /// Where in `Bank.numbers` the person's number is.
  let number: Int
  let isBrain: Bool
  let campaign: String
  let arm: Arm
  /// Nil in the control arm.
  let channel: String?
  let offer: String
  let score: Int
  /// In order of day; the first on the day of the plan.
  let outcomes: [(on: BusinessDate, outcome: TouchOutcome)]
  /// Number within the day of the plan, from 1.
  var sequence = 0

  var plannedOn: BusinessDate { outcomes[0].on }

  /// `TC`, the day, and the number within it.
  var id: String { "TC\(plannedOn.compact.dropFirst(2))-\(String(100_000 + sequence).dropFirst())" }

  /// The latest outcome by the end of the day, and since when.
  func state(on day: BusinessDate) -> (on: BusinessDate, outcome: TouchOutcome) {
    outcomes.last { $0.on <= day } ?? outcomes[0]
  }
}
