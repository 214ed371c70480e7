import MartCore

/// What a customer holds of one product.
package struct Position: Sendable {
  /// Values in fen by day; 0 when it was sold.
  let points: [Point]
  fileprivate let accountDigits: UInt64
  /// Where in `Bank.numbers` the holder's WLTH number is.
  @Packed<UInt32> package private(set) var holder: Int
  /// Where in `Bank.products` the product is.
  @Packed<UInt16> package private(set) var product: Int
  let isPension: Bool

  /// - account: the digits of its number.
  init(account: UInt64, holder: Int, product: Int, isPension: Bool, points: [Point]) {
    (self.points, accountDigits, self.isPension) = (points, account, isPension)
    (_holder, _product) = (Packed(wrappedValue: holder), Packed(wrappedValue: product))
  }

  var account: Serial { Serial("WA", accountDigits) }

  /// The value at the end of the day, in fen.
  package func fen(on day: BusinessDate) -> Int { points.last { $0.day <= day }?.amount ?? 0 }
}

/// The positions of a bank: in rolls, each with its points beside it.
package struct Positions: RandomAccessCollection, Sendable {
  private var positions: Roll<Stored>
  private var points: Roll<Point>

  private struct Stored: Sendable {
    let account: UInt64
    let points: Strip
    @Packed<UInt32> private(set) var holder: Int
    @Packed<UInt16> private(set) var product: Int
    let isPension: Bool
  }

  /// - scratch: see `BankOptions.scratch`.
  init(in scratch: String) { (positions, points) = (Roll(in: scratch), Roll(in: scratch)) }

  package var startIndex: Int { 0 }
  package var endIndex: Int { positions.count }

  package subscript(index: Int) -> Position {
    let stored = positions[index]
    return Position(
      account: stored.account, holder: stored.holder, product: stored.product, isPension: stored.isPension,
      points: points[stored.points])
  }

  mutating func append(_ position: Position) {
    let strip = points.put(position.points)
    positions.append(
      Stored(
        account: position.accountDigits, points: strip, holder: position.holder, product: position.product,
        isPension: position.isPension))
  }
}

/// Builds the positions of the wealth customers.
struct PositionBuilder {
  let calibration: Calibration
  let calendar: DeliveryCalendar
  let numbers: [CustomerNumber]
  let relations: Relations
  let plan: AssetPlan
  let pensions: [Pension]
  let products: [WealthProduct]
  private var random: SeededRandom
  private var positions: Positions
  private let path: ChangePath
  /// Products by kind that anyone may hold; those of the bundle, of the new index, for pensions, of weak partners.
  private var usual: [AssetKind: [Int]] = [:]
  private var special: [Group: [Int]] = [:]

  private enum Group { case bundle, index, pension, weak, weakest }

  init(
    calibration: Calibration, calendar: DeliveryCalendar, numbers: [CustomerNumber], relations: Relations,
    plan: AssetPlan, pensions: [Pension], products: [WealthProduct], seed: UInt64, scratch: String
  ) {
    positions = Positions(in: scratch)
    self.calibration = calibration
    self.calendar = calendar
    self.numbers = numbers
    self.relations = relations
    self.plan = plan
    self.pensions = pensions
    self.products = products
    random = SeededRandom(seed: seed, "positions")
    path = ChangePath(
      calendar: calendar, early: [(0, 30), (1, 35), (2, 25), (4, 10)], late: [(1, 10), (3, 30), (4, 30), (6, 30)],
      lastMonth: 12)
    for (index, product) in products.enumerated() {
      if product.isUsual(calendar) { usual[product.kind, default: []].append(index) }
      if product.bundle != nil { special[.bundle, default: []].append(index) }
      if product.index == ProductCatalogue.newIndex { special[.index, default: []].append(index) }
      if product.isForPensions, product.ended == nil { special[.pension, default: []].append(index) }
      if product.partner == Partner.weak && Partner.grade(product.partner) == "C" && product.kind == .wmp {
        special[.weak, default: []].append(index)
      }
      if product.partner == Partner.weakest { special[.weakest, default: []].append(index) }
    }
  }

  /// By holder.
  mutating func build() -> Positions {
    let weak = weakHolders()
    let byPerson = Dictionary(pensions.map { ($0.person, $0) }, uniquingKeysWith: { first, _ in first })
    var bundles = calibration.bundlePositions - calibration.bundleHolders
    for index in numbers.indices where numbers[index].source == .wealth {
      let person = numbers[index].person
      var account = UInt64(30_000_000 + index)
      for _ in 0..<4 { account = account * 10 + UInt64(random.below(10)) }
      var parts: [(product: Int, amount: AtDays)] = []
      for kind in AssetKind.allCases where kind.isPosition {
        let special =
          plan.bundle[person].only(kind == .mmf) + plan.index[person].only(kind == .fund)
          + plan.pension[person].only(kind == .fund)
        parts += split(plan[kind, person] - special, kind, weak[person])
      }
      parts += bundle(person, &bundles)
      if plan.index[person].now > 0 { parts.append((pick(.index), plan.index[person])) }
      for (product, amount) in parts { add(product, amount, account, index) }
      if let pension = byPerson[person] { addPension(pension, account, index) }
    }
    return positions
  }

  private mutating func pick(_ group: Group) -> Int { random.pick(special[group] ?? [0]) }

  /// One or two products of a kind, none of them twice.
  private mutating func split(
    _ amount: AtDays, _ kind: AssetKind, _ weak: (c: Bool, d: Bool)?
  ) -> [(product: Int, amount: AtDays)] {
    guard amount.now > 0 || amount.base > 0, var shelf = usual[kind], !shelf.isEmpty else { return [] }
    random.shuffle(&shelf)
    var chosen = Array(shelf.prefix(random.chance(1, in: 6) ? 2 : 1))
    if kind == .wmp, let weak {
      chosen = (weak.c ? [pick(.weak)] : []) + (weak.d ? [pick(.weakest)] : [])
    }
    guard chosen.count > 1, amount.now != 1, amount.base != 1 else { return [(chosen[0], amount)] }
    let part = AtDays(now: (amount.now + 2) / 3, base: amount.base / 3)
    return [(chosen[0], amount - part), (chosen[1], part)]
  }

  private mutating func bundle(_ person: Int, _ more: inout Int) -> [(product: Int, amount: AtDays)] {
    let amount = plan.bundle[person]
    guard amount.now > 0 else { return [] }
    var shelf = special[.bundle] ?? []
    random.shuffle(&shelf)
    guard more > 0, amount.now > 1 else { return [(shelf[0], amount)] }
    let extra = min(more, shelf.count - 1, 1)
    more -= extra
    let part = AtDays(now: amount.now / 3 + 1, base: amount.base / 3)
    return [(shelf[0], amount - part), (shelf[1], part)]
  }

  /// Holders of weak partners' products, by person: of grade C, of grade D.
  private mutating func weakHolders() -> [Int: (c: Bool, d: Bool)] {
    var able = relations.persons.filter { plan[.wmp, $0].now > 10 }
    random.shuffle(&able)
    let counts = calibration.weakHolders
    var result: [Int: (c: Bool, d: Bool)] = [:]
    for (place, person) in able.prefix(counts.c + counts.d - counts.both).enumerated() {
      result[person] = (place < counts.c, place >= counts.c - counts.both)
    }
    return result
  }

  /// A position that is held from before the story, bought within it, or sold.
  private mutating func add(_ product: Int, _ amount: AtDays, _ account: UInt64, _ holder: Int) {
    let known = max(numbers[holder].openedOn, products[product].firstOffer)
    var points: [Point]
    if amount.base > 0 {
      let sold = amount.now == 0 ? random.day(from: calendar.periodFrom, through: calendar.asOf) : nil
      points = path.points(from: known, closedOn: sold, amount, &random)
    } else if amount.now > 0 {
      let bought = random.day(from: max(known, calendar.periodFrom), through: calendar.asOf)
      points = path.points(from: bought, amount, &random)
    } else {
      return
    }
    points = points.filter { $0.amount > 0 || $0.day == points.last?.day }
    positions.append(Position(account: account, holder: holder, product: product, isPension: false, points: points))
  }

  /// What a pension bought, at what it cost.
  private mutating func addPension(_ pension: Pension, _ account: UInt64, _ holder: Int) {
    let days = Set(pension.moves.filter { !$0.isContribution }.map { max($0.day, calendar.storyOpening) }).sorted()
    guard !days.isEmpty else { return }
    let points = days.map { Point(day: $0, amount: pension.bought(by: $0)) }
    positions.append(
      Position(account: account, holder: holder, product: pick(.pension), isPension: true, points: points))
  }
}

extension AtDays {
  static func + (left: AtDays, right: AtDays) -> AtDays {
    AtDays(now: left.now + right.now, base: left.base + right.base)
  }

  static func - (left: AtDays, right: AtDays) -> AtDays {
    AtDays(now: left.now - right.now, base: left.base - right.base)
  }

  /// The amounts where the condition holds, else nothing.
  func only(_ condition: Bool) -> AtDays { condition ? self : AtDays() }
}
