import MartCore

/// Customers by tier (K47): the highest of the last six months, each by its average as the files tell it.
struct TierFigures {
  let bank: Bank
  /// The last six months, the as-of day's last.
  private var months: [ClosedRange<BusinessDate>] {
    (0..<6).reversed().map { back in
      let first = bank.calendar.asOf.monthStart.adding(months: -back)
      return first...first.monthEnd
    }
  }

  func metrics() -> [(String, Int?)] {
    let months = months
    let sums = sums(months)
    var counts = Tier.allCases.map { _ in 0 }
    for person in bank.persons.indices where bank.relations.isCustomer[person] {
      let tiers = months.indices.map { month in
        let days = months[month].upperBound - months[month].lowerBound + 1
        return Tier.holding(sums[month][person] / days)
      }
      counts[(tiers.max() ?? .t0).rawValue] += 1
    }
    return [("K47", counts.reduce(0, +))] + Tier.allCases.map { ("K47.\($0.code)", counts[$0.rawValue]) }
  }

  /// Assets summed over the days, by month, by person.
  private func sums(_ months: [ClosedRange<BusinessDate>]) -> [[Int]] {
    var sums = months.map { _ in bank.persons.map { _ in 0 } }
    func add(_ number: Int, _ points: [Point], joint: (number: Int, share: Int)? = nil) {
      for (month, days) in months.enumerated() {
        for (amount, count) in Self.stretches(points, days) {
          let part = joint.map { amount.part($0.share) } ?? 0
          if let joint { sums[month][bank.numbers[joint.number].person] += part * count }
          sums[month][bank.numbers[number].person] += (amount - part) * count
        }
      }
    }
    for account in bank.accounts {
      add(account.holder, account.balances.map { Point(day: $0.day, amount: $0.fen) }, joint: account.joint)
    }
    for position in bank.positions { add(position.holder, told { position.fen(on: $0) }) }
    for policy in bank.policies.map(\.terms) {
      add(policy.holder, told { policy.issuedOn <= $0 ? policy.fen(on: $0) : 0 })
    }
    return sums
  }

  /// An amount by the days on which the files tell it.
  private func told(_ amount: (BusinessDate) -> Int) -> [Point] {
    bank.calendar.dates.map { Point(day: $0, amount: amount($0)) }
  }

  /// The amounts that hold within the days, each with how many days it holds.
  private static func stretches(_ points: [Point], _ days: ClosedRange<BusinessDate>) -> [(amount: Int, days: Int)] {
    var result: [(amount: Int, days: Int)] = []
    for (place, point) in points.enumerated() where point.amount != 0 && point.day <= days.upperBound {
      let end = place + 1 < points.count ? min(points[place + 1].day, days.upperBound + 1) : days.upperBound + 1
      let start = max(point.day, days.lowerBound)
      if end > start { result.append((point.amount, end - start)) }
    }
    return result
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
