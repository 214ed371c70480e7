import MartCore

/// The figures of the wealth system, counted from what the bank holds.
struct WealthFigures {
  let bank: Bank
  private var from: BusinessDate { bank.calendar.periodFrom }

  /// K14, K15, K42, K43, K45, K49 and K51.
  func metrics() -> [(String, Int?)] { served() + contributions() + orders() + policies() + weak() + shelf() }

  private func served() -> [(String, Int?)] {
    let recent = bank.allocations.filter { $0.day >= from }
    return [
      ("K14", Set(recent.map { bank.numbers[$0.number].person }).count), ("K14.steps", recent.count),
    ] + AllocationStep.allCases.map { step in ("K14.\(step.rawValue)", recent.count { $0.step == step }) }
  }

  /// Net contributions by account, of the period and of the weeks after the launch.
  private func contributions() -> [(String, Int?)] {
    var (now, base) = ([Int: Int](), [Int: Int]())
    for event in bank.pensionEvents where event.kind == .contribution || event.kind == .reversal {
      if event.day >= from { now[event.account, default: 0] += event.kind.sign * event.fen }
      if event.day.year == 2_022 { base[event.account, default: 0] += event.kind.sign * event.fen }
    }
    let (paid, paidBase) = (now.values.filter { $0 > 0 }, base.values.filter { $0 > 0 })
    let (sum, baseSum) = (paid.reduce(0, +), paidBase.reduce(0, +))
    let open = bank.accounts.count { $0.kind == .pension && $0.isOpen(on: bank.calendar.asOf) }
    let (mean, before) = (Ratio.mean(sum, of: paid.count), Ratio.mean(baseSum, of: paidBase.count))
    return [
      ("K15", mean), ("K15.base", before),
      ("K15.growth_bp", mean.flatMap { mean in before.flatMap { Ratio.basisPoints(mean - $0, of: $0) } }),
      ("K15.sum", sum), ("K15.accounts", paid.count), ("K15.base_sum", baseSum),
      ("K15.base_accounts", paidBase.count), ("K15.per_open", Ratio.mean(sum, of: open)),
    ]
  }

  private func orders() -> [(String, Int?)] {
    let done = bank.orders.filter { $0.state == .confirmed && $0.day >= from }
    let plans = Set(done.filter(\.isPlanned).map { bank.positions[$0.position].account })
    let sold = done.filter { $0.side == .sell }
    func count(_ mode: String) -> Int { sold.count { $0.settleMode == mode } }
    let bought = done.filter { $0.side == .buy }
    let unsuitable = bought.count(where: bank.isUnsuitable)
    return [
      ("K42", plans.count), ("K42.night", done.count { $0.night != nil }),
      ("K43", Ratio.basisPoints(count("T0") + count("T05"), of: sold.count)), ("K43.T0", count("T0")),
      ("K43.T05", count("T05")), ("K43.T1", count("T1")), ("K51.free_orders", bought.count { $0.fee == 0 }),
      ("K51.unsuitable", unsuitable),
    ]
  }

  private func policies() -> [(String, Int?)] {
    let new = bank.policies.map(\.terms).filter {
      $0.issuedOn >= from && $0.issuedOn <= bank.calendar.asOf && $0.status(on: bank.calendar.asOf) != .cancelled
    }
    let (regular, single) = (new.filter(\.isRegular), new.filter { !$0.isRegular })
    return [
      ("K45", Ratio.basisPoints(regular.count, of: new.count)), ("K45.REGULAR", regular.count),
      ("K45.SINGLE", single.count), ("K45.REGULAR_fen", regular.reduce(0) { $0 + $1.premium }),
      ("K45.SINGLE_fen", single.reduce(0) { $0 + $1.premium }),
    ]
  }

  private func weak() -> [(String, Int?)] {
    let held = bank.positions.lazy.filter { $0.fen(on: bank.calendar.asOf) > 0 }
    func holders(_ grades: Set<String>) -> Int {
      Set(
        held.filter { grades.contains(Partner.grade(bank.products[$0.product].partner)) }
          .map { bank.numbers[$0.holder].person }
      ).count
    }
    return [("K49", holders(["C", "D"])), ("K49.C", holders(["C"])), ("K49.D", holders(["D"]))]
  }

  private func shelf() -> [(String, Int?)] {
    let offered = bank.products.filter {
      $0.firstOffer <= bank.calendar.asOf && $0.status(on: bank.calendar.asOf) == "OFFERED"
    }
    let cheap = offered.count { $0.minimum <= 100 }
    return [
      ("K51", Ratio.basisPoints(cheap, of: offered.count)), ("K51.num", cheap), ("K51.den", offered.count),
    ]
  }
}

extension Ratio {
  /// A mean, rounded half up; nil where there is nothing to divide by.
  static func mean(_ sum: Int, of count: Int) -> Int? {
    count > 0 ? (2 * sum + count) / (2 * count) : nil
  }
}

extension Bank {
  /// Whether the product is riskier than its buyer may take, or the assessment is too old, on the day of the order.
  func isUnsuitable(_ order: Order) -> Bool {
    let position = positions[order.position]
    let risk = investorRisk(of: position.holder)
    return risk.level < products[position.product].risk(on: order.orderedOn) || risk.validTo < order.orderedOn
  }
}
