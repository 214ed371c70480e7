import MartCore

/// What a facility is.
enum FacilityKind: String, CaseIterable, Sendable {
  case branch = "BRANCH"
  case cashMachine = "ATM"
  case exchangeMachine = "FX_MACHINE"
  case agency = "FX_AGENCY"
  case centre = "PAY_CENTRE"
  case merchant = "FX_MERCHANT"

  /// How facility numbers of the kind begin, and how their names end.
  var prefix: String { ["B1", "A2", "M3", "G4", "C5", "F6"][FacilityKind.allCases.firstIndex(of: self) ?? 0] }
  var suffix: String {
    ["支行", "自助服务区", "外币兑换机", "外币代兑点", "支付服务中心", "外卡商户"][FacilityKind.allCases.firstIndex(of: self) ?? 0]
  }
}

/// What of a facility changes.
struct FacilityState: Hashable, Sendable {
  var status = "OPEN"
  /// Of branches.
  var isAgeFriendly: Bool?
  var isForElders: Bool?
  var isForPensions: Bool?
  /// Of cash machines.
  var readsPassbooks: Bool?
  /// Codes of currencies that a machine exchanges.
  var currencies: [String] = []
}

/// A branch, machine, agency, centre or merchant.
struct Facility: Sendable {
  let number: String
  let kind: FacilityKind
  let name: String
  /// Where in `Region.all` it lies.
  let region: Int
  /// The branch that it belongs to.
  var parent: String?
  var scene: String
  var openedOn: BusinessDate
  var hours: String
  var languages: [String] = []
  var takesForeignCards: Bool?
  var opening = FacilityState()
  /// In order of day.
  var changes: [(on: BusinessDate, state: FacilityState)] = []

  /// The facility at the end of the day.
  func state(on day: BusinessDate) -> FacilityState { changes.last { $0.on <= day }?.state ?? opening }

  func isOpen(on day: BusinessDate) -> Bool { openedOn <= day && state(on: day).status == "OPEN" }
}
