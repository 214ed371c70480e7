import MartCore

/// Customers by tier (K47): the highest of the last six months, each by its average as the files tell it.
struct TierFigures {
  let bank: Bank

  func metrics() -> [(String, Int?)] {
    let averages = MonthAverages(calendar: bank.calendar, numbers: bank.numbers, persons: bank.persons.count)
    let tiers = averages.tiers(
      MonthAverages.Assets(
        accounts: bank.accounts, balances: bank.balances, positions: bank.positions,
        policies: bank.policies.map(\.terms)))
    var counts = Tier.allCases.map { _ in 0 }
    for person in bank.persons.indices where bank.relations.isCustomer[person] { counts[tiers[person].rawValue] += 1 }
    return [("K47", counts.reduce(0, +))] + Tier.allCases.map { ("K47.\($0.code)", counts[$0.rawValue]) }
  }
}

extension Tier {
  /// As the code list spells it.
  var code: String {
    switch self {
    case .t0: "T0"
    case .t3: "T3"
    case .t4: "T4"
    case .t5: "T5"
    case .t6: "T6"
    case .t7: "T7"
    case .privateBanking: "PB"
    }
  }
}
