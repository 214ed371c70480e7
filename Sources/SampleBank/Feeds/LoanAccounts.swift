import MartCore

/// The loans: a snapshot of fixed-width records.
struct LoanAccounts: RowFeed {
  let spec = FeedSpec(
    name: "loan_account", prefix: "LN_ACCT_", suffix: ".dat.gz", delivery: .snapshot, format: FixFormat(),
    control: .envelope,
    columns: [
      Column("loan_no", .text(24), [.required, .key]), Column("cust_no", .text(20), [.required]),
      Column("co_cust_no", .text(20)), Column("guarantor_cust_no", .text(20)),
      Column("loan_type", .code, [.required]), Column("principal_fen", .fen, [.required]),
      Column("balance_fen", .fen, [.required]), Column("overdue_fen", .fen, [.required]),
      Column("dpd", .integer, [.required]), Column("src_grade", .code, [.required]),
      Column("impaired", .flag, [.required]), Column("restructured", .flag, [.required]),
      Column("technical", .flag, [.required]), Column("coll_type", .code, [.required]),
      Column("coll_value_fen", .fen, [.required]), Column("limit_fen", .fen, [.required]),
      Column("contactless", .flag, [.required]), Column("start_date", .date, [.required]),
      Column("branch_no", .text(12), [.required]), Column("status", .code, [.required]),
    ],
    totals: [
      Total(name: "balance_fen", column: "balance_fen"), Total(name: "overdue_fen", column: "overdue_fen"),
    ])

  func entries(_ bank: Bank) -> [[Int]] {
    bank.calendar.dates.map { date in bank.loans.indices.filter { bank.loans[$0].startedOn <= date } }
  }

  func row(_ entry: Int, _ bank: Bank, on date: BusinessDate) -> Row {
    let loan = bank.loans[entry]
    let debt = loan.debt(on: date)
    let days = debt.since.map { date - $0 } ?? 0
    let status = loan.pastStatus ?? (debt.balance == 0 ? .closed : .active)
    return Row(fields: [
      .text(loan.number), bank.numbers[loan.borrower].field,
      loan.coBorrower.map { bank.numbers[$0].field } ?? .null,
      loan.guarantor.map { bank.numbers[$0].field } ?? .null, .text(loan.type.rawValue), .fen(loan.principal),
      .fen(debt.balance), .fen(debt.overdue), .number(days), .text(loan.grade(daysPastDue: days)),
      .flag(loan.isImpaired && days > 90), .flag(loan.isRestructured && days > 0),
      .flag(loan.isTechnical && days > 0), .text(loan.collateral.kind), .fen(loan.collateral.fen), .fen(loan.limit),
      .flag(loan.isContactless), .date(loan.startedOn), .text(bank.branch(loan.branch, on: date)),
      .text(status.rawValue),
    ])
  }

  func withFreshKey(_ fields: [Field], delivery: Int, serial: Int, on date: BusinessDate) -> [Field] {
    var fresh = fields
    fresh[0] = .text("LX\(date.compact)\(1_000 + serial)")
    return fresh
  }
}
