import MartCore

/// Where an application stands on its way.
enum LoanStage: String, CaseIterable, Sendable {
  case submit = "SUBMIT"
  case verify = "VERIFY"
  case decide = "DECIDE"
  case sign = "SIGN"
  case disburse = "DISBURSE"
  case monitor = "MONITOR"

  /// Place in the order of stages.
  var ordinal: Int { LoanStage.allCases.firstIndex(of: self) ?? 0 }
}

enum StageResult: String, Sendable {
  case pass = "PASS"
  case fail = "FAIL"
  case pending = "PENDING"
}

/// A customer's wish for a loan.
struct LoanApplication: Sendable {
  /// Where in `Bank.numbers` the LOAN number of the applicant is.
  let applicant: Int
  let isContactless: Bool
  let requested: Int
  /// What is approved, in fen and basis points a year.
  let approved: Int
  var rate = 0
  /// The loan that came of it.
  let loan: String?
  let submittedOn: BusinessDate

  /// `AP`, the day, and the place in the bank.
  func serial(at index: Int) -> Serial { Serial("AP", submittedOn, index, width: 7) }
}

/// A step of an application.
struct ApplicationEvent: Sendable {
  /// Where in `Bank.applications` the application is.
  @Packed<UInt32> var application: Int
  let stage: LoanStage
  let result: StageResult
  let day: BusinessDate
  /// Second of the day.
  @Packed<UInt32> var second: Int
  /// Number within the day, from 1.
  @Packed<UInt32> var sequence = 0
  /// How many deliveries after its own the row arrives.
  @Packed<UInt8> var lateBy = 0

  /// `LE`, the day, and the number within it.
  var serial: Serial { Serial("LE", day, sequence, width: 5) }
  var id: String { serial.text }

  /// Whether the decision is known: from then on rows bear amount and rate.
  var isApproved: Bool { stage > .decide || stage == .decide && result == .pass }
}

extension LoanStage: Comparable {
  static func < (left: LoanStage, right: LoanStage) -> Bool { left.ordinal < right.ordinal }
}
