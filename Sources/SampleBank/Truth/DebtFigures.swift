import MartCore

/// The figures of consumer credit: two types of loans, and what is owed on cards.
struct DebtFigures {
  let bank: Bank

  /// K23 and K24.
  func metrics() -> [(String, Int?)] {
    let (now, base, early) = (
      parts(on: bank.calendar.asOf), parts(on: bank.calendar.base), parts(on: bank.calendar.storyOpening)
    )
    func sum(_ parts: [Int]) -> Int { parts.reduce(0, +) }
    let holdsYear = bank.calendar.opening <= bank.calendar.storyOpening
    let instalments = bank.credits.reduce(0) { total, account in
      guard let day = account.state(on: bank.calendar.asOf, bank.creditDays), day.overdraft > 0 else { return total }
      return total + account.instalments(of: day)
    }
    func growth(_ from: Int) -> Int? { Ratio.basisPoints(sum(now) - from, of: from) }
    let kinds = ["LOAN_CONS_CREDIT", "LOAN_CONS_SECURED", "CARD_OVERDRAFT"]
    return [("K23", sum(now))] + zip(kinds, now).map { ("K23.\($0)", $1) } + [("K23.instal", instalments)]
      + [("K24", growth(sum(base))), ("K24.base", sum(base))] + zip(kinds, base).map { ("K24.base_\($0)", $1) }
      + [("K24.yoy_base", holdsYear ? sum(early) : nil), ("K24.yoy_bp", holdsYear ? growth(sum(early)) : nil)]
  }

  /// Consumer credit, secured consumer loans, and cards where they are overdrawn.
  private func parts(on day: BusinessDate) -> [Int] {
    let loans = [LoanType.consumerCredit, .consumerSecured].map { type in
      bank.loans.reduce(0) { $0 + ($1.type == type ? $1.balance(on: day) : 0) }
    }
    return loans + [bank.credits.reduce(0) { $0 + max(0, $1.fen(on: day, bank.creditDays)) }]
  }

  /// The days of the accounts, with what was spent and repaid.
  func flows() -> JSONValue {
    var (rows, spend, repaid, other) = (0, 0, 0, 0)
    for account in bank.credits {
      rows += account.days.count
      for day in bank.creditDays[account.days] {
        spend += day.spend
        repaid += day.repaid
        other += day.other
      }
    }
    let sums: [(String, JSONValue)] = [
      ("spend_fen", .number(spend)), ("repay_fen", .number(repaid)), ("other_fen", .number(other)),
    ]
    return .object([("rows", .number(rows)), ("sum", .object(sums))])
  }
}
