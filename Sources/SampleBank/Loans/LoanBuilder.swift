import MartCore

/// Builds the loans of the bank.
struct LoanBuilder {
  let calibration: Calibration
  let calendar: DeliveryCalendar
  let numbers: [CustomerNumber]
  private var random: SeededRandom
  /// LOAN numbers in random order, the next borrower at `turn`.
  private var ring: [Int] = []
  private var turn = 0

  init(calibration: Calibration, calendar: DeliveryCalendar, numbers: [CustomerNumber], seed: UInt64) {
    self.calibration = calibration
    self.calendar = calendar
    self.numbers = numbers
    random = SeededRandom(seed: seed, "loans")
    ring = numbers.indices.filter { numbers[$0].source == .loan }
    random.shuffle(&ring)
  }

  /// All loans, by the day they were lent.
  mutating func build() -> [Loan] {
    guard !ring.isEmpty else { return [] }
    var stock = LoanStock(calibration: calibration, calendar: calendar, random: random.fork())
    var planner = LoanPlanner(calendar: calendar, random: random.fork())
    var loans: [Loan] = []
    for draft in stock.drafts() {
      let (borrower, start) = terms(of: draft)
      let (plan, drawn) = planner.plan(draft, startedOn: start)
      loans.append(loan(draft, borrower, start, plan, drawn, nil))
    }
    for index in 0..<calibration.closedLoans + calibration.writtenOffLoans {
      let (borrower, start) = terms(of: LoanDraft(type: .consumerCredit, dueDay: random.number(in: 1...28)))
      let status: LoanStatus = index < calibration.closedLoans ? .closed : .writtenOff
      loans.append(loan(LoanDraft(type: .consumerCredit), borrower, start, [], 0, status))
    }
    return loans.indices.sorted { (loans[$0].startedOn, $0) < (loans[$1].startedOn, $1) }.map { loans[$0] }
  }

  /// Who borrows, and since when: on a day with the right day of the month, known to the loan system by then.
  private mutating func terms(of draft: LoanDraft) -> (borrower: Int, startedOn: BusinessDate) {
    let start = startingDay(draft)
    for _ in 0..<min(300, ring.count) {
      turn = (turn + 1) % ring.count
      if numbers[ring[turn]].openedOn <= start { return (ring[turn], start) }
    }
    let earliest = ring.min { numbers[$0].openedOn < numbers[$1].openedOn } ?? ring[0]
    var day = start
    while day < numbers[earliest].openedOn { day = day.adding(months: 1) }
    return (earliest, day)
  }

  private mutating func startingDay(_ draft: LoanDraft) -> BusinessDate {
    guard draft.isOld else {
      return random.day(from: calendar.periodFrom, through: calendar.asOf - 20).withDay(draft.dueDay)
    }
    if draft.bucket == 0, draft.closing == nil, random.chance(8, in: 100) {
      return calendar.base.withDay(draft.dueDay).adding(months: -random.below(3))
    }
    let first = draft.unpaidFrom.map { min($0, calendar.storyOpening) } ?? calendar.storyOpening
    return first.withDay(draft.dueDay).adding(months: -random.number(in: draft.type.usualAge))
  }

  private mutating func loan(
    _ draft: LoanDraft, _ borrower: Int, _ start: BusinessDate, _ plan: [Instalment], _ drawn: Int,
    _ status: LoanStatus?
  ) -> Loan {
    let isNew = start > calendar.storyOpening
    let original = max(drawn, random.number(in: draft.type.usualBalance) / 8)
    let principal = isNew ? original : (original * random.number(in: 104...210) / 100 / 10_000 + 1) * 10_000
    let isLarge = draft.type == .mortgage || draft.type == .business
    return Loan(
      number: number(), borrower: borrower, coBorrower: isLarge ? other(than: borrower, in: 5, by: start) : nil,
      guarantor: draft.type == .business ? other(than: borrower, in: 3, by: start) : nil, type: draft.type,
      principal: principal, drawn: drawn, limit: (principal / 1_000_000 + 1) * 1_000_000,
      collateral: collateral(draft.type, principal), isContactless: isContactless(draft.type),
      branch: numbers[borrower].branch, startedOn: start, pastStatus: status,
      isImpaired: draft.bucket >= 4 && random.chance(1, in: 6),
      isRestructured: (1...3).contains(draft.bucket) && random.chance(1, in: 12),
      isTechnical: draft.bucket == 1 && random.chance(1, in: 20), plan: plan)
  }

  /// Another's LOAN number for one loan in `share`; nil for the others.
  private mutating func other(than borrower: Int, in share: Int, by start: BusinessDate) -> Int? {
    let index = random.pick(ring)
    guard random.chance(1, in: share), index != borrower, numbers[index].openedOn <= start else { return nil }
    return index
  }

  private var count = 0

  /// `LN`, the number within the bank, and digits that no one guesses.
  private mutating func number() -> String {
    count += 1
    return "LN" + String(5_000_000 + count) + random.digits(5)
  }

  private mutating func collateral(_ type: LoanType, _ principal: Int) -> (kind: String, fen: Int) {
    let kind: String
    switch type {
    case .consumerCredit: return ("NONE", 0)
    case .consumerSecured: kind = random.weighted([("CAR", 5), ("HOUSE", 3), ("DEPOSIT", 2)])
    case .mortgage: kind = "HOUSE"
    case .business: kind = random.weighted([("HOUSE", 7), ("OTHER", 3)])
    }
    return (kind, principal / 100 * random.number(in: 110...240))
  }

  private mutating func isContactless(_ type: LoanType) -> Bool {
    switch type {
    case .consumerCredit: random.chance(88, in: 100)
    case .business: random.chance(1, in: 5)
    default: false
    }
  }
}

extension BusinessDate {
  /// The day of the same month with this number, 1 to 28.
  func withDay(_ day: Int) -> BusinessDate { monthStart + (day - 1) }
}
