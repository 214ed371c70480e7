import MartCore

/// How many persons owe, or may soon owe, more than the cap of their class (K41).
struct LimitFigures {
  let bank: Bank

  func metrics() -> [(String, Int?)] { [("K41", overLimit())] }

  private func overLimit() -> Int {
    var borne: [Int: (fen: Int, rank: Int)] = [:]
    func bear(_ number: Int, fen: Int, rank: Int = 1) {
      let before = borne[bank.numbers[number].person] ?? (0, 1)
      borne[bank.numbers[number].person] = (before.fen + fen, max(before.rank, rank))
    }
    let day = bank.calendar.asOf
    for loan in bank.loans where loan.startedOn <= day {
      let persons = Dictionary(
        [loan.borrower, loan.coBorrower].compactMap { $0 }.map { (bank.numbers[$0].person, $0) }
      ) { first, _ in first }
      for number in persons.values { bear(number, fen: loan.balance(on: day), rank: loan.rank(on: day)) }
    }
    for account in bank.credits {
      guard let state = account.state(on: day, bank.creditDays) else { continue }
      bear(account.holder, fen: max(0, state.overdraft), rank: Self.rank(cardDaysLate: state.late))
    }
    for (application, fen) in openApprovals() { bear(bank.applications[application].applicant, fen: fen) }
    return borne.values.count { $0.fen > OneLimit.caps[$0.rank] }
  }

  /// Approvals that were neither signed nor refused since, by application.
  private func openApprovals() -> [Int: Int] {
    var open: [Int: Int] = [:]
    for event in bank.applicationEvents {
      if event.stage == .decide && event.result == .pass {
        open[event.application] = bank.applications[event.application].approved
      } else if event.stage == .sign || event.result == .fail {
        open[event.application] = nil
      }
    }
    return open
  }

  /// - Source: the measures for cards in part 3.4 of the domain description.
  private static func rank(cardDaysLate days: Int) -> Int {
    days > 180 ? 5 : days > 120 ? 4 : days > 90 ? 3 : days > 0 ? 2 : 1
  }
}
