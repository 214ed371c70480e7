import MartCore

/// The figures of assets and of the persons that the smart brain reached, counted from accounts and positions.
struct AssetFigures {
  let bank: Bank
  /// By kind.
  private let stocks: [AtDays]
  /// By person; of a joint account each holder has his part, the first what rounding leaves.
  private let persons: [AtDays]

  init(_ bank: Bank) {
    self.bank = bank
    let (now, base) = (bank.calendar.asOf, bank.calendar.base)
    var stocks = AssetKind.allCases.map { _ in AtDays() }
    var persons = bank.persons.indices.map { _ in AtDays() }
    for account in bank.accounts {
      let amount = AtDays(now: account.fen(on: now, bank.balances), base: account.fen(on: base, bank.balances))
      stocks[account.kind.asset.ordinal] = stocks[account.kind.asset.ordinal] + amount
      var part = AtDays()
      if let joint = account.joint {
        part = AtDays(now: amount.now.part(joint.share), base: amount.base.part(joint.share))
        persons[bank.numbers[joint.number].person] = persons[bank.numbers[joint.number].person] + part
      }
      let holder = bank.numbers[account.holder].person
      persons[holder] = persons[holder] + (amount - part)
    }
    for position in bank.positions {
      let amount = AtDays(now: position.fen(on: now), base: position.fen(on: base))
      let kind = bank.products[position.product].kind.ordinal
      stocks[kind] = stocks[kind] + amount
      let holder = bank.numbers[position.holder].person
      persons[holder] = persons[holder] + amount
    }
    for policy in bank.policies.map(\.terms) {
      let amount = AtDays(
        now: policy.fen(on: now), base: policy.issuedOn <= base ? policy.fen(on: base) : 0)
      stocks[AssetKind.insurance.ordinal] = stocks[AssetKind.insurance.ordinal] + amount
      let holder = bank.numbers[policy.holder].person
      persons[holder] = persons[holder] + amount
    }
    (self.stocks, self.persons) = (stocks, persons)
  }

  func metrics() -> [(String, Int?)] { kinds() + reach() + products() }

  /// K03 and K04, whole and by kind.
  private func kinds() -> [(String, Int?)] {
    let total = stocks.reduce(AtDays(), +)
    let grown = total.now - total.base
    return [
      ("K03", total.now), ("K04", grown), ("K04.growth_bp", Ratio.basisPoints(grown, of: total.base)),
    ]
      + AssetKind.allCases.flatMap { kind in
        let stock = stocks[kind.ordinal]
        return [("K03.\(kind.rawValue)", stock.now), ("K04.\(kind.rawValue)", stock.now - stock.base)]
      }
  }

  /// K05 to K08.
  private func reach() -> [(String, Int?)] {
    let nobody = bank.persons.indices.map { _ in false }
    var (reached, heldOut) = (nobody, nobody)
    for touch in bank.touches where touch.isBrain && touch.plannedOn <= bank.calendar.asOf {
      let state = touch.state(on: bank.calendar.asOf)
      guard state.on >= bank.calendar.periodFrom else { continue }
      let person = bank.numbers[touch.number].person
      if touch.arm == .control { heldOut[person] = true }
      if touch.arm == .treated && state.outcome.isDelivered { reached[person] = true }
    }
    let known = bank.persons.indices.lazy.filter { bank.relations.wasCustomer[$0] }
    let treated = known.filter { [reached] in reached[$0] }
    let control = known.filter { [reached, heldOut] in heldOut[$0] && !reached[$0] }
    let everyone = reached.count { $0 }
    let rises = treated.count { persons[$0].now > persons[$0].base }
    let controlRises = control.count { persons[$0].now > persons[$0].base }
    let large = treated.count { persons[$0].now - persons[$0].base >= 100_000 }
    let uplift = Uplift(treated: treated.count, rises: rises, control: control.count, controlRises: controlRises)
    return [
      ("K05", everyone), ("K05.on_base", treated.count), ("K05.joined", everyone - treated.count),
      ("K06", rises), ("K06.of", treated.count), ("K06.rate_bp", Ratio.basisPoints(rises, of: treated.count)),
      ("K07", uplift.points), ("K07.ci_low_bp", uplift.interval?.low), ("K07.ci_high_bp", uplift.interval?.high),
      ("K07.incremental", uplift.incremental), ("K07.control_rise", controlRises), ("K07.control", control.count),
      ("K08", large),
    ]
  }

  /// K11 and K44.
  private func products() -> [(String, Int?)] {
    let held = bank.positions.lazy.filter { $0.fen(on: bank.calendar.asOf) > 0 }
    func holders(_ positions: [Position]) -> Int { Set(positions.map { bank.numbers[$0.holder].person }).count }
    let bundle = Array(held.filter { bank.products[$0.product].bundle == ProductCatalogue.bundle })
    let index = Array(held.filter { bank.products[$0.product].index == ProductCatalogue.newIndex })
    return [
      ("K11", holders(bundle)), ("K11.rows", bundle.count),
      ("K11.fen", bundle.reduce(0) { $0 + $1.fen(on: bank.calendar.asOf) }), ("K44", holders(index)),
    ]
  }
}

extension DepositKind {
  /// What it counts as.
  var asset: AssetKind {
    switch self {
    case .demand: .demand
    case .time: .time
    case .pension: .pensionCash
    }
  }
}

/// How much more often those rose who were reached than those who were held out.
///
/// - Source: unpooled normal approximation of two proportions, 95 %.
struct Uplift {
  /// The difference in basis points; nil where an arm is empty.
  let points: Int?
  let interval: (low: Int, high: Int)?
  /// Persons who would not have risen; nil where no one was held out.
  let incremental: Int?

  init(treated: Int, rises: Int, control: Int, controlRises: Int) {
    guard treated > 0, control > 0 else {
      (points, interval, incremental) = (nil, nil, nil)
      return
    }
    let (p, q) = (Double(rises) / Double(treated), Double(controlRises) / Double(control))
    let error = p * (1 - p) / Double(treated) + q * (1 - q) / Double(control)
    let half = 1.959964 * error.squareRoot()
    points = Self.rounded((p - q) * 10_000)
    interval = control < 30 ? nil : (Self.rounded((p - q - half) * 10_000), Self.rounded((p - q + half) * 10_000))
    let expected = Double(treated) * Double(controlRises) / Double(control)
    incremental = Self.rounded(Double(rises) - expected)
  }

  /// Half up by size.
  private static func rounded(_ number: Double) -> Int { Int(number.rounded(.toNearestOrAwayFromZero)) }
}
