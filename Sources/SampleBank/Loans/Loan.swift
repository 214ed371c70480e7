import MartCore

/// One period of a repayment plan.
struct Instalment: Sendable {
  var principal: Int
  let interest: Int
  private var partFen = 0
  var due: BusinessDate
  @Packed<UInt16> private(set) var number: Int
  /// The day on which all of it was paid; nil where some is unpaid.
  @PackedDay var paidOn: BusinessDate? = nil
  @PackedDay private var partDay: BusinessDate? = nil
  @PackedDay private var undoneDay: BusinessDate? = nil
  @PackedDay private var redoneDay: BusinessDate? = nil

  init(number: Int, due: BusinessDate, principal: Int, interest: Int) {
    (self.due, self.principal, self.interest) = (due, principal, interest)
    _number = Packed(wrappedValue: number)
  }

  /// A payment of interest alone, before or without the rest.
  var part: (on: BusinessDate, fen: Int)? {
    get { partDay.map { ($0, partFen) } }
    set { (partDay, partFen) = (newValue?.on, newValue?.fen ?? 0) }
  }
  /// A payment of all of it that was taken back: from the one day until the other it counts.
  var undone: (from: BusinessDate, to: BusinessDate)? {
    get {
      guard let from = undoneDay, let to = redoneDay else { return nil }
      return (from, to)
    }
    set { (undoneDay, redoneDay) = (newValue?.from, newValue?.to) }
  }

  var fen: Int { principal + interest }

  func isPaid(by day: BusinessDate) -> Bool { isUndone(later: day) || paidOn.map { $0 <= day } ?? false }

  /// Whether it counts as paid on the day by a payment that is taken back later.
  private func isUndone(later day: BusinessDate) -> Bool { undone.map { $0.from <= day && day < $0.to } ?? false }

  /// What was paid by the end of the day.
  func paid(by day: BusinessDate) -> (principal: Int, interest: Int, on: BusinessDate?) {
    if let undone, isUndone(later: day) { return (principal, interest, undone.from) }
    if let paidOn, paidOn <= day { return (principal, interest, paidOn) }
    if let part, part.on <= day { return (0, part.fen, part.on) }
    return (0, 0, nil)
  }
}

package enum LoanStatus: String, Sendable {
  case active = "ACTIVE"
  case closed = "CLOSED"
  case writtenOff = "WRITTEN_OFF"
}

/// A loan with its repayment plan.
package struct Loan: Sendable {
  let number: String
  /// Where in `Bank.numbers` the LOAN numbers of borrower, co-borrower and guarantor are.
  let borrower: Int
  var coBorrower: Int?
  var guarantor: Int?
  package let type: LoanType
  let principal: Int
  /// What was owed when the plan begins, in fen.
  let drawn: Int
  let limit: Int
  let collateral: (kind: String, fen: Int)
  let isContactless: Bool
  let branch: String
  var startedOn: BusinessDate
  /// Written off or paid off before the story.
  let pastStatus: LoanStatus?
  /// Judged impaired, restructured, or paid late through a fault of the bank.
  let isImpaired: Bool
  let isRestructured: Bool
  let isTechnical: Bool
  /// Where the plan stands, and what has taken its place since.
  private var laid: RollPart<Instalment>?
  private var own: [Instalment]?

  init(
    number: String, borrower: Int, coBorrower: Int?, guarantor: Int?, type: LoanType, principal: Int, drawn: Int,
    limit: Int, collateral: (kind: String, fen: Int), isContactless: Bool, branch: String, startedOn: BusinessDate,
    pastStatus: LoanStatus?, isImpaired: Bool, isRestructured: Bool, isTechnical: Bool, plan: [Instalment]
  ) {
    (self.number, self.borrower, self.coBorrower, self.guarantor) = (number, borrower, coBorrower, guarantor)
    (self.type, self.principal, self.drawn, self.limit) = (type, principal, drawn, limit)
    (self.collateral, self.isContactless, self.branch, self.startedOn) = (collateral, isContactless, branch, startedOn)
    (self.pastStatus, self.isImpaired, self.isRestructured) = (pastStatus, isImpaired, isRestructured)
    (self.isTechnical, own) = (isTechnical, plan)
  }

  /// In order of due date; all that fall due within the story, and older ones that are unpaid.
  var plan: [Instalment] {
    get { own ?? laid?.all ?? [] }
    set { own = newValue }
  }

  /// How many periods the plan has, and one of them.
  var periods: Int { own?.count ?? laid?.count ?? 0 }
  func period(_ place: Int) -> Instalment { own?[place] ?? laid?[place] ?? plan[place] }

  /// Lays the plan down in a roll.
  mutating func lay(_ roll: RollPart<Instalment>) { (laid, own) = (roll, nil) }

  /// What the loan owes at the end of the day: all of it, the part past due, and since when.
  func debt(on day: BusinessDate) -> (balance: Int, overdue: Int, since: BusinessDate?) {
    guard pastStatus == nil else { return (0, 0, nil) }
    var (balance, overdue, since) = (drawn, 0, BusinessDate?.none)
    for period in plan {
      let paid = period.paid(by: day)
      balance -= paid.principal
      guard period.due < day, paid.principal + paid.interest < period.fen else { continue }
      overdue += period.fen - paid.principal - paid.interest
      since = since ?? period.due
    }
    return (balance, overdue, since)
  }

  package func balance(on day: BusinessDate) -> Int { startedOn <= day ? debt(on: day).balance : 0 }

  package func daysPastDue(on day: BusinessDate) -> Int { debt(on: day).since.map { day - $0 } ?? 0 }

  package func status(on day: BusinessDate) -> LoanStatus {
    pastStatus ?? (debt(on: day).balance == 0 ? .closed : .active)
  }

  /// The class that the loan system gives.
  ///
  /// - Source: the risk classification measures in force since 2023-07-01.
  func grade(daysPastDue days: Int) -> String {
    if pastStatus == .writtenOff { return "LOSS" }
    switch days {
    case 361...: return "LOSS"
    case 271...360: return "DOUBTFUL"
    case 91...270: return "SUBSTANDARD"
    case 1...90: return isTechnical && days <= 7 && !isRestructured ? "PASS" : "SPECIAL_MENTION"
    default: return "PASS"
    }
  }

  /// The class that the bank gives by the same measures, 1 pass to 5 loss: the worse of the days and of what is known
  /// besides.
  func rank(on day: BusinessDate) -> Int {
    let days = daysPastDue(on: day)
    let order = ["PASS", "SPECIAL_MENTION", "SUBSTANDARD", "DOUBTFUL", "LOSS"]
    let bySystem = (order.firstIndex(of: grade(daysPastDue: days)) ?? 0) + 1
    return max(bySystem, isImpaired ? 3 : isRestructured ? 2 : 1)
  }
}
