/// The source systems that know customers by a number of their own.
package enum Source: String, CaseIterable, Sendable {
  case core = "CORE"
  case card = "CARD"
  case loan = "LOAN"
  case wealth = "WLTH"
  case mobile = "MOBI"

  /// How the source's customer numbers begin.
  var prefix: String { stem.text }
  var stem: Serial.Stem {
    switch self {
    case .core: ""
    case .card: "CC"
    case .loan: "LC"
    case .wealth: "WC"
    case .mobile: "MB"
    }
  }

  /// Place in the order of sources.
  var ordinal: Int {
    switch self {
    case .core: 0
    case .card: 1
    case .loan: 2
    case .wealth: 3
    case .mobile: 4
    }
  }
}

/// What a source says of a customer number.
package enum CustomerStatus: String, CaseIterable, Sendable {
  case active = "A"
  case dormant = "D"
  case closed = "C"
  case deceased = "X"
}

package enum Sex: String, Sendable {
  case male = "M"
  case female = "F"
}

/// The documents by which a person is known.
package enum DocumentKind: String, CaseIterable, Sendable {
  case residentCard = "ID18"
  case firstGenerationCard = "ID15"
  case hongKongMacauPermit = "HKM"
  case taiwanPermit = "TWN"
  case residencePermit = "HMTRP"
  case foreignResident2017 = "FPR17"
  case foreignResident2023 = "FPR23"
  case passport = "PASSPORT"
  case military = "MILITARY"
}

package enum CardKind: String, CaseIterable, Sendable {
  case debit = "DEBIT"
  case credit = "CREDIT"
}

package enum CardStatus: String, Sendable {
  case active = "ACTIVE"
  case lost = "LOST"
  case closed = "CLOSED"
}

/// The groups of the national list of occupations, and a code that no list knows.
enum Occupation: String, Sendable {
  case official = "OFFICIAL"
  case professional = "PROFESSIONAL"
  case clerk = "CLERK"
  case service = "SERVICE"
  case agriculture = "AGRICULTURE"
  case production = "PRODUCTION"
  case military = "MILITARY"
  case other = "OTHER"
  case unknown = "OC99"

  static let all: [Occupation] = known.map(\.0) + [.unknown]
  static let known: [(Occupation, Int)] = [
    (.official, 3), (.professional, 18), (.clerk, 14), (.service, 26), (.agriculture, 12), (.production, 17),
    (.military, 1), (.other, 9),
  ]
}

/// How closely a customer is watched.
enum RiskGrade: String, CaseIterable, Sendable {
  case low = "L"
  case middle = "M"
  case high = "H"
}

extension CaseIterable where Self: Equatable, AllCases == [Self] {
  /// Place among all cases.
  var place: Int { Self.allCases.firstIndex(of: self) ?? 0 }
}

extension Occupation {
  /// Place among those that are known, or behind them.
  var place: Int { Self.all.firstIndex(of: self) ?? 0 }
}
