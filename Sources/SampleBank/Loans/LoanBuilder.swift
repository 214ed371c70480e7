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
  private var limit: OneLimit
  private let scratch: String

  /// - scratch: see `BankOptions.scratch`.
  init(
    calibration: Calibration, calendar: DeliveryCalendar, numbers: [CustomerNumber], seed: UInt64, scratch: String
  ) {
    self.scratch = scratch
    self.calibration = calibration
    self.calendar = calendar
    self.numbers = numbers
    random = SeededRandom(seed: seed, "loans")
    limit = OneLimit(numbers: numbers)
    ring = numbers.indices.filter { numbers[$0].source == .loan }
    random.shuffle(&ring)
  }

  /// All loans, by the day they were lent.
  mutating func build() -> [Loan] {
    guard !ring.isEmpty else { return [] }
    var stock = LoanStock(calibration: calibration, calendar: calendar, random: random.fork())
    var planner = LoanPlanner(calendar: calendar, random: random.fork())
    var loans: [Loan] = []
    let drafts = stock.drafts() + pastLoans()
    let anchors = anchors(drafts)
    let others = Set(drafts.indices).subtracting(anchors).sorted()
    for (place, index) in (anchors + others).enumerated() {
      let draft = drafts[index]
      let (borrower, start) = terms(of: draft)
      if place < anchors.count { limit.exceed(borrower) }
      let (plan, drawn) = draft.past == nil ? planner.plan(draft, startedOn: start) : ([], 0)
      loans.append(loan(draft, borrower, start, plan, drawn))
    }
    var sorted = loans.indices.sorted { (loans[$0].startedOn, $0) < (loans[$1].startedOn, $1) }.map { loans[$0] }
    loans = []
    layPlans(of: &sorted)
    return sorted
  }

  private func layPlans(of loans: inout [Loan]) {
    var roll = Roll<Instalment>(in: scratch)
    for loan in loans { roll.append(contentsOf: loan.plan) }
    var start = 0
    for index in loans.indices {
      let end = start + loans[index].periods
      loans[index].lay(RollPart(roll, start..<end))
      start = end
    }
  }

  /// Loans that ended badly or well before the story.
  private mutating func pastLoans() -> [LoanDraft] {
    (0..<calibration.closedLoans + calibration.writtenOffLoans).map { index in
      LoanDraft(
        type: .consumerCredit, dueDay: random.number(in: 1...28),
        past: index < calibration.closedLoans ? .closed : .writtenOff)
    }
  }

  /// The loans, worst first, whose borrowers are to owe more than their one limit.
  private func anchors(_ drafts: [LoanDraft]) -> [Int] {
    let bad = drafts.indices.filter { drafts[$0].rank > 2 }
    return Array(bad.sorted { (-drafts[$0].rank, $0) < (-drafts[$1].rank, $1) }.prefix(calibration.overLimits))
  }

  /// Who borrows, and since when: on a day with the right day of the month, known to the loan system by then.
  private mutating func terms(of draft: LoanDraft) -> (borrower: Int, startedOn: BusinessDate) {
    let start = startingDay(draft)
    if let borrower = limit.lacking(draft, knownOn: start) { return (borrower, start) }
    for _ in 0..<min(300, ring.count) {
      turn = (turn + 1) % ring.count
      guard numbers[ring[turn]].openedOn <= start, limit.fits(draft, ring[turn]) else { continue }
      limit.bear(draft, ring[turn])
      return (ring[turn], start)
    }
    let free = ring.filter { limit.fits(draft, $0) }
    let earliest = (free.isEmpty ? ring : free).min { numbers[$0].openedOn < numbers[$1].openedOn } ?? ring[0]
    var day = start
    while day < numbers[earliest].openedOn { day = day.adding(months: 1) }
    limit.bear(draft, earliest)
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
    _ draft: LoanDraft, _ borrower: Int, _ start: BusinessDate, _ plan: [Instalment], _ drawn: Int
  ) -> Loan {
    let isNew = start > calendar.storyOpening
    let original = max(drawn, random.number(in: draft.type.usualBalance) / 8)
    let principal = isNew ? original : (original * random.number(in: 104...210) / 100 / 10_000 + 1) * 10_000
    let isLarge = draft.type == .mortgage || draft.type == .business
    return Loan(
      number: number(), borrower: borrower, coBorrower: isLarge ? partner(of: borrower, draft, by: start) : nil,
      guarantor: draft.type == .business ? other(than: borrower, in: 3, by: start) : nil, type: draft.type,
      principal: principal, drawn: drawn, limit: (principal / 1_000_000 + 1) * 1_000_000,
      collateral: collateral(draft.type, principal), isContactless: isContactless(draft.type),
      branch: numbers[borrower].branch, startedOn: start, pastStatus: draft.past,
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

  /// One who bears the loan too, where that is not too much.
  private mutating func partner(of borrower: Int, _ draft: LoanDraft, by start: BusinessDate) -> Int? {
    guard let other = other(than: borrower, in: 5, by: start), limit.fits(draft, other) else { return nil }
    limit.bear(draft, other)
    return other
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
