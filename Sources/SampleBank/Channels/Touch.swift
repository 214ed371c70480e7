import MartCore

/// How a touch went.
enum TouchOutcome: String, CaseIterable, Sendable {
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

/// One touch of one person, planned on a day, with what became of it, in 32 bytes.
struct Touch: Sendable {
  /// What became of it, twelve bits each, the first lowest: an outcome's place from 1, and how many days later than the one
  /// before.
  private let steps: UInt64
  /// Where in `Bank.numbers` the person's number is.
  @Packed<UInt32> private(set) var number: Int
  let plannedOn: BusinessDate
  /// Number within the day of the plan, from 1.
  @Packed<UInt32> var sequence: Int
  @Packed<UInt16> private(set) var score: Int
  private let campaignPlace: UInt8
  private let offerPlace: UInt8
  private let channelPlace: UInt8
  let isBrain: Bool
  let arm: Arm

  init(
    number: Int, isBrain: Bool, campaign: String, arm: Arm, channel: String?, offer: String, score: Int,
    outcomes: [(on: BusinessDate, outcome: TouchOutcome)], sequence: Int = 0
  ) {
    (self.isBrain, self.arm, plannedOn) = (isBrain, arm, outcomes[0].on)
    (_number, _score, _sequence) = (
      Packed(wrappedValue: number), Packed(wrappedValue: score), Packed(wrappedValue: sequence)
    )
    campaignPlace = Self.place(of: campaign, in: TouchCampaign.codes)
    offerPlace = Self.place(of: offer, in: TouchCampaign.offers)
    channelPlace = channel.map { Self.place(of: $0, in: Self.channels) } ?? .max
    precondition(outcomes.count <= 5, "a touch has five outcomes at most")
    var steps: UInt64 = 0
    var before = plannedOn
    for (place, step) in outcomes.enumerated() {
      let code = UInt64(Self.place(of: step.outcome, in: Self.endings)) + 1
      steps |= (UInt64(UInt8(step.on - before)) << 4 | code) << UInt64(12 * place)
      before = step.on
    }
    self.steps = steps
  }

  var campaign: String { TouchCampaign.codes[Int(campaignPlace)] }
  /// Nil in the control arm.
  var channel: String? { channelPlace == .max ? nil : Self.channels[Int(channelPlace)] }
  var offer: String { TouchCampaign.offers[Int(offerPlace)] }
  /// In order of day; the first on the day of the plan.
  var outcomes: [(on: BusinessDate, outcome: TouchOutcome)] {
    var (left, day) = (steps, plannedOn)
    var outcomes: [(on: BusinessDate, outcome: TouchOutcome)] = []
    while left != 0 {
      day = day + Int(left >> 4 & 0xFF)
      outcomes.append((day, Self.endings[Int(left & 0xF) - 1]))
      left >>= 12
    }
    return outcomes
  }

  private static let endings = TouchOutcome.allCases
  private static let channels = ["SMS", "MOB", "CALL", "YXT", "WECHAT", "GMT", "REM"]

  private static func place<Code: Equatable>(of code: Code, in list: [Code]) -> UInt8 {
    guard let place = list.firstIndex(of: code) else { preconditionFailure("no list has \(code)") }
    return UInt8(place)
  }

  /// `TC`, the day, and the number within it.
  var serial: Serial { Serial("TC", plannedOn, sequence, width: 5) }
  var id: String { serial.text }

  /// The latest outcome by the end of the day, and since when.
  func state(on day: BusinessDate) -> (on: BusinessDate, outcome: TouchOutcome) {
    let outcomes = outcomes
    return outcomes.last { $0.on <= day } ?? outcomes[0]
  }
}
