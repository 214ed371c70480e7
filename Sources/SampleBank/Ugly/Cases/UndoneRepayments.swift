import MartCore

/// U31: two repayments are taken back, so that the loans are overdue again since the old day.
struct UndoneRepayments: UglyCase {
  private func days(_ calendar: DeliveryCalendar) -> (from: BusinessDate, to: BusinessDate) {
    calendar.dates.count > 4 ? (calendar.september(18), calendar.september(20)) : (calendar.asOf - 2, calendar.asOf)
  }

  func plant(in bank: inout Bank) {
    let (from, to) = days(bank.calendar)
    var left = 2
    for index in bank.loans.indices where left > 0 && bank.loans[index].startedOn < bank.calendar.opening {
      guard let since = bank.loans[index].debt(on: bank.calendar.asOf).since, since < from - 10 else { continue }
      guard let period = bank.loans[index].plan.firstIndex(where: { $0.due == since }) else { continue }
      guard bank.loans[index].plan[period].part == nil else { continue }
      bank.loans[index].plan[period].undone = (from, to)
      left -= 1
    }
  }

  func put(into site: UglySite) throws {
    let (bank, feed) = (site.bank, "loan_installment")
    let date = bank.calendar.night(of: days(bank.calendar).to)
    for loan in bank.loans {
      guard let period = loan.plan.first(where: { $0.undone != nil }) else { continue }
      try site.notePlanted("U31", feed, date) {
        $0.text("loan_no", of: site.spec(feed)) == loan.number && $0.fields[2] == .number(period.number)
      }
    }
  }
}
