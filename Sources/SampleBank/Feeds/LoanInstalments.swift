import MartCore

/// The repayment plans: a delta with semicolons.
struct LoanInstalments: RowFeed {
  let spec = FeedSpec(
    name: "loan_installment", prefix: "LN_INST_", suffix: ".csv.gz", delivery: .delta,
    format: CsvFormat(separator: 0x3B), control: .lines,
    columns: [
      Column("op", .code, [.required, .operation]), Column("loan_no", .text(24), [.required, .key]),
      Column("period_no", .integer, [.required, .key]), Column("due_date", .date, [.required]),
      Column("due_principal_fen", .fen, [.required]), Column("due_interest_fen", .fen, [.required]),
      Column("paid_principal_fen", .fen, [.required]), Column("paid_interest_fen", .fen, [.required]),
      Column("paid_on", .date), Column("state", .code, [.required]),
    ],
    totals: [Total(name: "paid_fen", column: "paid_principal_fen", and: "paid_interest_fen")])

  /// Parts are the periods of a plan.
  func entries(_ bank: Bank) -> [RollPart<DeltaEntry>] {
    var rows = DeltaRows(bank)
    for (index, loan) in bank.loans.enumerated() {
      for (place, period) in loan.plan.enumerated() {
        let days = [period.part?.on, period.paidOn, period.undone?.from, period.undone?.to]
        rows.add(index, part: place, openedOn: loan.startedOn, changes: days.compactMap { $0 }.sorted())
      }
    }
    return rows.byDelivery()
  }

  func row(_ entry: DeltaEntry, _ bank: Bank, on date: BusinessDate) -> Row {
    let loan = bank.loans[entry.index]
    let period = loan.period(entry.part)
    let paid = period.paid(by: date)
    let state = period.isPaid(by: date) ? "PAID" : paid.interest > 0 ? "PART" : "DUE"
    return Row(fields: [
      entry.operation, .text(loan.number), .number(period.number), .date(period.due),
      .fen(period.principal), .fen(period.interest), .fen(paid.principal), .fen(paid.interest),
      paid.on.map { .date($0) } ?? .null, .text(state),
    ])
  }

  func withFreshKey(_ fields: [Field], delivery: Int, serial: Int, on date: BusinessDate) -> [Field] {
    var fresh = fields
    fresh[0] = .text("I")
    fresh[1] = .text("LX\(date.compact)\(1_000 + serial)")
    return fresh
  }
}
