import MartCore

/// Writes repayment plans, and says which instalments were paid and when.
struct LoanPlanner {
  let calendar: DeliveryCalendar
  var random: SeededRandom
  /// Plans reach to the end of the month after the as-of day.
  private var horizon: BusinessDate { (calendar.asOf + 1).monthEnd }

  /// The due dates of a loan that belong to the story: all within it, and older ones that are unpaid.
  func dueDates(of draft: LoanDraft, startedOn start: BusinessDate) -> [(number: Int, due: BusinessDate)] {
    var dates: [(number: Int, due: BusinessDate)] = []
    var number = 1
    while case let due = start.adding(months: number), due <= horizon {
      if due > calendar.storyOpening || draft.unpaidFrom.map({ due >= $0 }) ?? false { dates.append((number, due)) }
      number += 1
    }
    return dates
  }

  /// The plan, and what was owed when it begins.
  mutating func plan(_ draft: LoanDraft, startedOn start: BusinessDate) -> (plan: [Instalment], drawn: Int) {
    let last = draft.closing == nil ? horizon : closingDay(draft, startedOn: start)
    let dates = dueDates(of: draft, startedOn: start).filter { $0.due <= last }
    let amounts = principals(draft, dates.map(\.due))
    let paid = zip(dates, amounts).reduce(0) { $0 + (isPaid($1.0.due, draft) ? $1.1 : 0) }
    let drawn = draft.balance + paid
    var balance = drawn
    let rate = random.number(in: draft.type.rates)
    var plan: [Instalment] = []
    plan.reserveCapacity(dates.count)
    for ((number, due), principal) in zip(dates, amounts) {
      let interest = max(1, balance * rate / 120_000)
      var period = Instalment(number: number, due: due, principal: principal, interest: interest)
      if isPaid(due, draft) {
        period.paidOn = payingDay(due)
        balance -= principal
      }
      plan.append(period)
    }
    payInPart(&plan)
    return (plan, drawn)
  }

  private func isPaid(_ due: BusinessDate, _ draft: LoanDraft) -> Bool {
    due < draft.unpaidFrom ?? (calendar.asOf + 1)
  }

  /// One of the last due dates of the story, on which the rest is paid.
  private mutating func closingDay(_ draft: LoanDraft, startedOn start: BusinessDate) -> BusinessDate {
    let dates = dueDates(of: draft, startedOn: start).map(\.due).filter { $0 > calendar.base && $0 <= calendar.asOf }
    return dates.isEmpty ? calendar.asOf : random.pick(dates)
  }

  /// Principal by due date: what is repaid after the base day in equal parts, the same before, less to come.
  private func principals(_ draft: LoanDraft, _ dates: [BusinessDate]) -> [Int] {
    let own = dates.filter { $0 > calendar.base && isPaid($0, draft) }.count
    let repaid = own > 0 ? draft.repaid : 0
    var parts = allocate(repaid, by: [Int](repeating: 1, count: own))[...]
    let unpaid = dates.count { !isPaid($0, draft) }
    let usual = own > 0 ? repaid / own : draft.balance / 36
    let toCome = min(usual, draft.balance / (unpaid + 1))
    return dates.map { date in
      if !isPaid(date, draft) { return toCome }
      return date > calendar.base ? parts.popFirst() ?? 0 : usual
    }
  }

  /// The due date, or somewhat before or after; never across the base day or the last month.
  private mutating func payingDay(_ due: BusinessDate) -> BusinessDate {
    let shift = random.weighted([(0, 840), (-random.number(in: 1...5), 145), (random.number(in: 1...26), 15)])
    let day = due + shift
    let isSafe = (day <= calendar.base) == (due <= calendar.base) && day <= calendar.asOf - 3
    return isSafe && day > calendar.storyOpening ? day : due
  }

  /// Of a third of the loans that are behind, some interest of the oldest unpaid instalment was paid.
  private mutating func payInPart(_ plan: inout [Instalment]) {
    guard let index = plan.firstIndex(where: { $0.paidOn == nil }), plan[index].due < calendar.asOf else { return }
    guard plan[index].interest > 1, random.chance(1, in: 3) else { return }
    let day = random.day(from: plan[index].due, through: min(plan[index].due + 20, calendar.asOf))
    plan[index].part = (day, max(1, plan[index].interest / 2))
  }
}
