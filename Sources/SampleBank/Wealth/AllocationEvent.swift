import MartCore

enum AllocationStep: String, CaseIterable, Sendable {
  case diagnose = "DIAGNOSE"
  case plan = "PLAN"
  case allocate = "ALLOCATE"
  case track = "TRACK"

  /// Days after the step before.
  var wait: ClosedRange<Int> {
    switch self {
    case .diagnose: 0...0
    case .plan: 0...3
    case .allocate: 1...10
    case .track: 15...45
    }
  }
}

/// A step of the service that compares what a customer holds with what suits him.
struct AllocationEvent: Sendable {
  /// Where in `Bank.numbers` the customer's WLTH number is.
  let number: Int
  /// Counts services from 1.
  let session: Int
  let startedOn: BusinessDate
  let step: AllocationStep
  let day: BusinessDate
  let risk: Int
  let channel: String
  /// What the customer holds of each class at the end of the day, in fen.
  let held: [Int]
  /// Number within the day, from 1.
  var sequence = 0
  /// How many deliveries after its own the event arrives.
  var lateBy = 0
  var hasUnknownChannel = false

  /// `AE`, the day, and the number within it.
  var serial: Serial { Serial("AE", day, sequence, width: 5) }
  var id: String { serial.text }
  var sessionSerial: Serial { Serial("AS", startedOn, session, width: 6) }

  /// What is held of each class in ten thousandths; those who hold nothing have it in cash.
  var actual: [Int] {
    held.reduce(0, +) > 0 ? allocate(10_000, by: held) : held.indices.map { $0 == 0 ? 10_000 : 0 }
  }

  /// Places of the classes that are held or advised.
  var classes: [Int] {
    let (actual, model) = (actual, ModelPortfolio.shares(risk: risk))
    return held.indices.filter { held[$0] > 0 || actual[$0] > 0 || model[$0] > 0 }
  }
}
