import MartCore

/// The three steps of risk control.
enum RiskPath: String, CaseIterable, Sendable {
  case prevent = "PREVENT"
  case control = "CONTROL"
  case cover = "COVER"

  var ordinal: Int { RiskPath.allCases.firstIndex(of: self) ?? 0 }

  var kinds: [(String, Int)] {
    switch self {
    case .prevent: [("DEVICE", 45), ("TAKEOVER", 35), ("EXTERNAL_CREDIT", 20)]
    case .control: [("CARD_FRAUD", 50), ("MULE", 30), ("LOAN_FRAUD", 20)]
    case .cover: [("MISUSE", 50), ("MULE", 25), ("CARD_FRAUD", 25)]
    }
  }

  var actions: [(String, Int)] {
    switch self {
    case .prevent: [("PASS", 25), ("CHALLENGE", 50), ("BLOCK", 25)]
    case .control: [("BLOCK", 55), ("FREEZE", 35), ("CHALLENGE", 10)]
    case .cover: [("FREEZE", 40), ("REPORT", 60)]
    }
  }
}

/// Something that the risk platform noticed.
struct RiskEvent: Sendable {
  /// Where in `Bank.numbers` the customer's number is.
  let number: Int
  /// The number of the account that it is about.
  let account: String?
  let path: RiskPath
  let kind: String
  let severity: Int
  let action: String
  /// In fen; of a reversal with the sign turned.
  var loss: Int
  var blocked: Int
  let isConfirmed: Bool
  let day: BusinessDate
  let second: Int
  /// Where in `Bank.risks` the event is that this one takes back.
  var reverses: Int?
  var isReversed = false
  /// Number within the day, from 1.
  var sequence = 0
  /// How many deliveries after its own the row arrives.
  var lateBy = 0
  var hasUnknownKind = false

  /// `RE`, the day, and the number within it.
  var serial: Serial { Serial("RE", day, sequence, width: 5) }
  var id: String { serial.text }
}
