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

  /// A period of a plan, by where it stands.
  struct Entry: Sendable {
    @Packed<UInt32> var loan: Int
    @Packed<UInt16> var period: Int
    let isNew: Bool
  }

  func entries(_ bank: Bank) -> [[Entry]] {
    var places: [Entry] = []
    places.reserveCapacity(bank.loans.reduce(0) { $0 + $1.periods })
    for (index, loan) in bank.loans.enumerated() {
      for period in 0..<loan.periods { places.append(Entry(loan: index, period: period, isNew: true)) }
    }
    let deltas = bank.calendar.deltas(
      places.indices, openedOn: { bank.loans[places[$0].loan].startedOn },
      changes: { place in
        let period = bank.loans[places[place].loan].period(places[place].period)
        return [period.part?.on, period.paidOn, period.undone?.from, period.undone?.to].compactMap { $0 }.sorted()
      }, changed: { _, _, _ in true })
    return deltas.map { rows in
      rows.map { Entry(loan: places[$0.index].loan, period: places[$0.index].period, isNew: $0.isNew) }
    }
  }

  func row(_ entry: Entry, _ bank: Bank, on date: BusinessDate) -> Row {
    let loan = bank.loans[entry.loan]
    let period = loan.period(entry.period)
    let paid = period.paid(by: date)
    let state = period.isPaid(by: date) ? "PAID" : paid.interest > 0 ? "PART" : "DUE"
    return Row(fields: [
      .text(entry.isNew ? "I" : "U"), .text(loan.number), .number(period.number), .date(period.due),
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
