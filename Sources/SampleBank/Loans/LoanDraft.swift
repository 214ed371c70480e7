import MartCore

/// A loan before it has a borrower and a plan.
struct LoanDraft {
  let type: LoanType
  var bucket = 0
  /// Owed on the as-of day, in fen.
  var balance = 0
  /// Lent before the base day.
  var isOld = true
  /// Paid off within the story, with this balance on the base day.
  var closing: Int?
  /// Day of the month on which instalments fall due.
  var dueDay = 1
  /// The first due date that is unpaid on the as-of day.
  var unpaidFrom: BusinessDate?
  /// Principal repaid after the base day, in fen.
  var repaid = 0
  /// Written off or paid off before the story.
  var past: LoanStatus?

  /// The class on the as-of day at its worst: 1 pass to 5 loss.
  var rank: Int {
    if past == .writtenOff { return 5 }
    return [1, 2, 2, 2, 3, 3, 4, 5][bucket]
  }

  /// Weight of the loan beside others of its type.
  mutating func weigh(_ random: inout SeededRandom) { balance = random.number(in: type.usualBalance) }

  /// How many instalments after the base day were paid, of a loan that was lent before.
  func paidMonths(_ calendar: DeliveryCalendar) -> Int {
    var month = calendar.periodFrom
    var count = 0
    while month <= calendar.asOf {
      let due = month + (dueDay - 1)
      if due < (unpaidFrom ?? calendar.asOf) { count += 1 }
      month = month.monthEnd + 1
    }
    return count
  }
}
