import MartCore

/// The figures of loan applications, counted from their steps.
struct ApplicationFigures {
  let bank: Bank

  /// K12, K13 and K52.
  func metrics() -> [(String, Int?)] { funnel() + approvals() }

  private func funnel() -> [(String, Int?)] {
    var passed = LoanStage.allCases.map { _ in Set<Int>() }
    var (recent, persons) = (Set<Int>(), Set<Int>())
    for event in bank.applicationEvents where event.result == .pass {
      let application = bank.applications[event.application]
      guard application.isContactless else { continue }
      passed[event.stage.ordinal].insert(event.application)
      guard event.stage == .sign else { continue }
      persons.insert(bank.numbers[application.applicant].person)
      if event.day >= bank.calendar.periodFrom { recent.insert(event.application) }
    }
    return [
      ("K12", passed[LoanStage.sign.ordinal].count), ("K12.persons", persons.count), ("K12.ytd", recent.count),
      ("K13", passed[0].count),
    ] + LoanStage.allCases.map { ("K13.\($0.rawValue)", passed[$0.ordinal].count) }
  }

  private func approvals() -> [(String, Int?)] {
    let rates = bank.applicationEvents
      .filter { $0.stage == .decide && $0.result == .pass && $0.day >= bank.calendar.periodFrom }
      .map { bank.applications[$0.application].rate }
    return [("K52", rates.count { $0 <= 300 }), ("K52.zero", rates.count { $0 == 0 }), ("K52.of", rates.count)]
  }
}
