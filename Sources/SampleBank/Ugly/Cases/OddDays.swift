import MartCore

/// U32: a loan that falls due on the 31st, or the last day of a shorter month.
struct OddDays: UglyCase {
  private func index(in bank: Bank) -> Int? {
    bank.loans.indices.first { index in
      let loan = bank.loans[index]
      return loan.startedOn < bank.calendar.opening - 40 && loan.startedOn.monthEnd.day == 31 && loan.plan.count > 10
        && loan.debt(on: bank.calendar.asOf).since == nil && loan.balance(on: bank.calendar.asOf) > 0
        && loan.plan.allSatisfy { ($0.paidOn ?? bank.calendar.asOf) <= $0.due.monthEnd }
        && loan.plan.contains { $0.paidOn == nil && $0.due > bank.calendar.asOf }
    }
  }

  func plant(in bank: inout Bank) {
    guard let index = index(in: bank) else { return }
    bank.loans[index].startedOn = bank.loans[index].startedOn.monthEnd
    for period in bank.loans[index].plan.indices {
      bank.loans[index].plan[period].due = bank.loans[index].plan[period].due.monthEnd
    }
  }

  func put(into site: UglySite) throws {
    let feed = "loan_account"
    guard
      let loan = site.bank.loans.first(where: {
        $0.startedOn.day == 31 && $0.plan.count > 10 && $0.plan.allSatisfy { $0.due.isMonthEnd }
      })
    else { return }
    try site.notePlanted("U32", feed, site.bank.calendar.opening) {
      $0.text("loan_no", of: site.spec(feed)) == loan.number
    }
  }
}
