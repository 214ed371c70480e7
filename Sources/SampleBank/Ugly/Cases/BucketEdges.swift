import MartCore

/// U42: loans and a card that pass the edge of a bucket on the as-of day, and loans that lack one fen.
struct BucketEdges: UglyCase {
  private static let edges = [1, 31, 61, 91, 181, 271, 361]

  func plant(in bank: inout Bank) {
    let asOf = bank.calendar.asOf
    for (place, edge) in Self.edges.enumerated() {
      let last = place + 1 < Self.edges.count ? Self.edges[place + 1] - 1 : 9_999
      move(to: edge, within: edge...last, &bank)
    }
    lackOneFen(&bank)
    let card = bank.credits.indices.first { index in
      guard let day = bank.creditDays.last(of: bank.credits[index].days), day.late == 1 else { return false }
      return (122...160).contains(asOf - day.day + 1)
    }
    if let card { bank.creditDays[bank.credits[card].days.places.upperBound - 1].day = asOf - 120 }
  }

  /// One loan of the bucket has been due so many days on the as-of day: all that it has not paid falls due later.
  private func move(to edge: Int, within days: ClosedRange<Int>, _ bank: inout Bank) {
    for index in bank.loans.indices {
      let loan = bank.loans[index]
      guard let since = loan.debt(on: bank.calendar.asOf).since, days.contains(bank.calendar.asOf - since) else {
        continue
      }
      let unpaid = loan.plan.indices.filter { loan.plan[$0].due >= since && loan.plan[$0].paidOn == nil }
      guard unpaid.allSatisfy({ loan.plan[$0].part == nil && loan.plan[$0].undone == nil }) else { continue }
      for period in unpaid {
        bank.loans[index].plan[period].due = loan.plan[period].due + (bank.calendar.asOf - since - edge)
      }
      return
    }
  }

  /// The oldest unpaid period of four loans bears interest alone, and all but a fen of it is paid.
  private func lackOneFen(_ bank: inout Bank) {
    var left = 4
    for index in bank.loans.indices where left > 0 {
      let plan = bank.loans[index].plan
      guard let since = bank.loans[index].debt(on: bank.calendar.asOf).since else { continue }
      guard let period = plan.firstIndex(where: { $0.due == since }), period + 1 < plan.count else { continue }
      guard plan[period + 1].due > bank.calendar.asOf, plan[period].undone == nil, plan[period].interest > 1 else {
        continue
      }
      guard bank.calendar.asOf - since > 3, plan[period].part == nil else { continue }
      bank.loans[index].plan[period + 1].principal += plan[period].principal
      bank.loans[index].plan[period].principal = 0
      bank.loans[index].plan[period].part = (since + 1, plan[period].interest - 1)
      left -= 1
    }
  }

  func put(into site: UglySite) throws {
    let (bank, feed) = (site.bank, "loan_account")
    let asOf = bank.calendar.asOf
    for edge in Self.edges {
      try site.notePlanted("U42", feed, asOf) { $0.fields[8] == .number(edge) }
    }
    // Of a card: 120 days past due on the day before the last, 121 on the last.
    for account in bank.credits {
      guard let day = bank.creditDays.last(of: account.days), day.late == 1, day.day == asOf - 120 else { continue }
      let date = bank.calendar.night(of: day.day)
      try site.notePlanted("U42", "credit_card_balance", date) {
        $0.text("card_acct_no", of: site.spec("credit_card_balance")) == account.number
          && $0.fields[2] == .date(day.day)
      }
    }
    for loan in bank.loans where loan.debt(on: asOf).overdue == 1 {
      try site.notePlanted("U42", feed, asOf, fen: 1) { $0.text("loan_no", of: site.spec(feed)) == loan.number }
    }
  }
}
