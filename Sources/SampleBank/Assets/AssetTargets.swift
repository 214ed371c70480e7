import MartCore

/// How a person's assets move between the base day and the as-of day.
enum AssetMove: Sendable {
  /// By 1,000 yuan or more, by less, or not at all.
  case risesMuch, risesLittle, falls
  case free
}

/// Says how much each person holds on the two days: inside his tier, moving as the campaigns' figures say,
/// and all together what the bank holds.
struct AssetTargets {
  let calibration: Calibration
  let persons: People
  let arms: [Arm?]
  /// By person: whether there is an account on each of the days.
  let holdsNow: [Bool]
  let heldBase: [Bool]
  var random: SeededRandom
  /// A rise of this size is one that counts, in fen.
  private static let large = 100_000

  mutating func targets() -> [AtDays] {
    var targets = [AtDays](repeating: AtDays(), count: persons.count)
    for person in persons.indices where holdsNow[person] { targets[person].now = draw(persons.tier(of: person)) }
    settleNow(&targets)
    let moves = moves(targets)
    settleBase(&targets, moves)
    return targets
  }

  /// Mostly in the lower part of the tier; evenly spread in the lowest.
  private mutating func draw(_ tier: Tier) -> Int {
    let range = tier.range
    let width = tier == .privateBanking ? range.lowerBound : range.upperBound - range.lowerBound
    let share = random.below(1_001) * (tier == .t0 ? 1_000 : random.below(1_001))
    return range.lowerBound + width / 1_000 * share / 1_000
  }

  private func settleNow(_ targets: inout [AtDays]) {
    let wealthy = persons.indices.filter { persons.tier(of: $0) > .t0 && holdsNow[$0] }
    let others = persons.indices.reduce(0) { $0 + (persons.tier(of: $1) > .t0 ? 0 : targets[$1].now) }
    var values = wealthy.map { targets[$0].now }
    settle(&values, at: calibration.assetsNow.reduce(0, +) - others, within: wealthy.map { persons.tier(of: $0).range })
    for (person, value) in zip(wealthy, values) { targets[person].now = value }
  }

  /// Of those reached and those held out, so many rise; everyone else is free.
  private mutating func moves(_ targets: [AtDays]) -> [AssetMove] {
    var moves = persons.indices.map { _ in AssetMove.free }
    func plan(_ arm: Arm, rises: Int, large: Int, _ random: inout SeededRandom) {
      var own = persons.indices.filter { arms[$0] == arm && heldBase[$0] }
      random.shuffle(&own)
      for person in own { moves[person] = .falls }
      let able = own.filter { targets[$0].now >= Self.large * 3 / 2 }.prefix(large)
      for person in able { moves[person] = .risesMuch }
      for person in own.filter({ moves[$0] == .falls }).prefix(rises - large) { moves[person] = .risesLittle }
    }
    plan(.treated, rises: calibration.reachedRises, large: calibration.reachedLargeRises, &random)
    plan(.control, rises: calibration.heldOutRises, large: calibration.heldOutRises * 3 / 4, &random)
    return moves
  }

  private mutating func settleBase(_ targets: inout [AtDays], _ moves: [AssetMove]) {
    var bounds: [ClosedRange<Int>] = []
    for person in persons.indices {
      guard heldBase[person] else {
        bounds.append(0...0)
        continue
      }
      let (value, range) = before(targets[person].now, moves[person], persons.tier(of: person).range)
      targets[person].base = value
      bounds.append(range)
    }
    let wealthy = persons.indices.filter { persons.tier(of: $0) > .t0 && heldBase[$0] }
    let others = persons.indices.reduce(0) { $0 + (persons.tier(of: $1) > .t0 ? 0 : targets[$1].base) }
    var values = wealthy.map { targets[$0].base }
    settle(&values, at: calibration.assetsBase.reduce(0, +) - others, within: wealthy.map { bounds[$0] })
    for (person, value) in zip(wealthy, values) { targets[person].base = value }
  }

  /// What someone held before who holds `now`, and between which bounds that may be.
  private mutating func before(_ now: Int, _ move: AssetMove, _ tier: ClosedRange<Int>) -> (Int, ClosedRange<Int>) {
    switch move {
    case .risesMuch:
      let highest = now - Self.large
      let lowest = min(tier.lowerBound, highest)
      let drawn = now / 100 * random.number(in: 58...96)
      return (min(max(drawn, lowest), highest), lowest...highest)
    case .risesLittle:
      let value = now - random.number(in: 1...min(Self.large - 1, max(1, now - 1)))
      return (value, value...value)
    case .falls:
      let highest = max(now, tier.upperBound)
      let drawn = now + (random.chance(1, in: 10) ? 0 : now / 1_000 * random.number(in: 5...220))
      return (min(drawn, highest), now...highest)
    case .free:
      let drawn = now == 0 ? random.number(in: 500...600_000) : now / 100 * random.number(in: 80...106)
      return (min(max(drawn, tier.lowerBound), tier.upperBound), tier)
    }
  }
}
