import MartCore

/// Builds the payment services, so that the period and the time since launch hold so many of each kind.
struct PaymentBuilder {
  let calibration: Calibration
  let calendar: DeliveryCalendar
  let facilities: [Facility]
  /// Where in `Bank.numbers` long-standing customers of the core bank are.
  private let customers: [Int]
  private let sites: [FacilityKind: [Int]]
  private var random: SeededRandom
  private var services: [PaymentService] = []
  private var places: [PaymentService.Kind: [FacilityKind]] = [
    .acquiring: [.merchant], .pack: [.branch, .agency, .centre], .exchange: [.exchangeMachine, .agency],
    .cash: [.cashMachine],
  ]

  private var launch: BusinessDate { calendar.storyOpening - 210 }

  init(
    calibration: Calibration, calendar: DeliveryCalendar, numbers: [CustomerNumber], facilities: [Facility],
    seed: UInt64
  ) {
    self.calibration = calibration
    self.calendar = calendar
    self.facilities = facilities
    let (first, last) = (calendar.storyOpening - 210, calendar.asOf)
    customers = numbers.indices.filter {
      numbers[$0].source == .core && numbers[$0].openedOn <= first && numbers[$0].isActive(on: first)
        && numbers[$0].isActive(on: last)
    }
    let open = facilities.indices.filter { facilities[$0].isOpen(on: last) }
    sites = Dictionary(grouping: open) { facilities[$0].kind }
    random = SeededRandom(seed: seed, "payment services")
  }

  /// In order of day, a reversal after its original.
  mutating func build() -> [PaymentService] {
    let period = calendar.periodFrom...calendar.asOf
    let (exchange, cash) = (calibration.visitorServices[0], calibration.visitorServices[1])
    add(.acquiring, calibration.acquiring, in: period, reversals: calibration.paymentReversals[0])
    add(.exchange, exchange, in: period, reversals: calibration.paymentReversals[1])
    add(.cash, cash, in: period, reversals: 0)
    for (kind, count) in zip([PaymentService.Kind.acquiring, .exchange, .cash], calibration.earlierPayments) {
      add(kind, (count, count * 220_000), in: launch...calendar.base, reversals: count / 40)
    }
    for pack in calibration.packs { add(pack) }
    return sorted()
  }

  /// So many services worth so much together, and as many more that are taken back.
  private mutating func add(
    _ kind: PaymentService.Kind, _ planted: (count: Int, fen: Int), in days: ClosedRange<BusinessDate>, reversals: Int
  ) {
    let weights = (0..<planted.count).map { _ in random.number(in: 40...160) }
    for fen in allocate(planted.fen, by: weights) {
      add(kind, fen: fen, quantity: 1, on: random.day(from: days.lowerBound, through: days.upperBound))
    }
    guard planted.count > 0 else { return }
    for _ in 0..<reversals {
      let fen = max(100, planted.fen / planted.count * random.number(in: 50...150) / 100)
      reverse(add(kind, fen: fen, quantity: 1, on: random.day(from: days.lowerBound, through: days.upperBound)), days)
    }
  }

  /// The packs of one kind: three in five before the period, a few taken back.
  private mutating func add(_ pack: (code: String, fen: Int, count: Int)) {
    var left = pack.count
    while left > 0 {
      let quantity = min(left, random.weighted([(1, 12), (2, 3), (5, 1)]))
      left -= quantity
      add(.pack, fen: quantity * pack.fen, quantity: quantity, on: packDay(), pack: pack.code)
    }
    for _ in 0..<(pack.count * calibration.paymentReversals[2] / 500) {
      let days = launch...calendar.asOf
      reverse(add(.pack, fen: pack.fen, quantity: 1, on: packDay(), pack: pack.code), days)
    }
  }

  private mutating func packDay() -> BusinessDate {
    random.chance(3, in: 5)
      ? random.day(from: launch, through: calendar.base)
      : random.day(from: calendar.periodFrom, through: calendar.asOf)
  }

  @discardableResult
  private mutating func add(
    _ kind: PaymentService.Kind, fen: Int, quantity: Int, on day: BusinessDate, pack: String? = nil
  ) -> Int {
    var service = PaymentService(
      kind: kind, facility: site(of: kind, on: day), day: day, second: random.number(in: 30_000...75_000),
      quantity: quantity, fen: fen)
    service.pack = pack
    if kind == .acquiring || kind == .cash {
      service.scheme = random.weighted([("VISA", 45), ("MC", 32), ("AMEX", 8), ("JCB", 9), ("DINERS", 3), ("UPI", 3)])
      service.country = random.pick(Country.foreign).code
    }
    if kind == .exchange { service.currency = random.below(ForeignCurrency.all.count) }
    let isKnown = random.chance(kind == .pack ? 60 : kind == .exchange ? 40 : 0, in: 100)
    if isKnown, !customers.isEmpty { service.number = random.pick(customers) }
    services.append(service)
    return services.count - 1
  }

  /// A facility that the bank has listed before the month of the day.
  private mutating func site(of kind: PaymentService.Kind, on day: BusinessDate) -> Int {
    let list = random.pick((places[kind] ?? []).compactMap { sites[$0] })
    for _ in 0..<60 {
      let place = random.pick(list)
      let facility = facilities[place]
      if facility.openedOn < day.monthStart || facility.openedOn <= launch { return place }
    }
    return list[0]
  }

  private mutating func reverse(_ index: Int, _ days: ClosedRange<BusinessDate>) {
    let original = services[index]
    guard let kind = original.kind.reversal else { return }
    let day = min(original.day + random.below(3), days.upperBound, max(original.day, original.day.monthEnd - 1))
    var reversal = PaymentService(
      kind: kind, facility: original.facility, day: day, second: 79_000, quantity: original.quantity,
      fen: original.fen)
    (reversal.number, reversal.scheme, reversal.country) = (original.number, original.scheme, original.country)
    (reversal.pack, reversal.currency) = (original.pack, original.currency)
    reversal.reverses = String(index)
    services[index].isReversed = true
    services.append(reversal)
  }

  private func sorted() -> [PaymentService] {
    let order = services.indices.sorted { (services[$0].day, $0) < (services[$1].day, $1) }
    var result = order.map { services[$0] }
    result.number()
    var ids = [String](repeating: "", count: order.count)
    for (new, old) in order.enumerated() { ids[old] = result[new].id }
    for index in result.indices { result[index].reverses = result[index].reverses.flatMap(Int.init).map { ids[$0] } }
    return result
  }
}
