import MartCore

/// The balances of the ledger: a snapshot as a table, in minor units.
struct LedgerBalances: RowFeed {
  let spec = FeedSpec(
    name: "gl_balance", prefix: "GL_", suffix: ".csv", delivery: .snapshot, format: CsvFormat(inMinorUnits: true),
    control: .lines,
    columns: [
      Column("date", .date, [.required]), Column("org", .text(12), [.required, .key]),
      Column("subject", .code, [.required, .key]), Column("ccy", .code, [.required, .key, .governs]),
      Column("debit_minor", .minor, [.required]), Column("credit_minor", .minor, [.required]),
      Column("balance_minor", .minor, [.required]),
    ],
    totals: [Total(name: "balance_cny_fen", column: "balance_minor", only: ("ccy", "CNY"))])

  /// A cell, with its balance and what it was at the delivery before.
  struct Entry: Sendable {
    let cell: LedgerCell
    let balance: Int
    let before: Int
  }

  func entries(_ bank: Bank) -> [[Entry]] {
    let ledger = Ledger(bank)
    return ledger.balances.indices.map { delivery in
      ledger.cells.indices.map { place in
        Entry(
          cell: ledger.cells[place], balance: ledger.balances[delivery][place],
          before: delivery == 0 ? 0 : ledger.balances[delivery - 1][place])
      }
    }
  }

  /// Loans and overdrafts rise by what is debited, deposits by what is credited.
  func row(_ entry: Entry, _ bank: Bank, on date: BusinessDate) -> Row {
    let isAsset = entry.cell.subject.hasPrefix("LOAN_") || entry.cell.subject == "CARD_OVERDRAFT"
    let (rise, turnover) = (entry.balance - entry.before, entry.before.magnitude / 50)
    let (up, down) = (max(0, rise) + Int(turnover), max(0, -rise) + Int(turnover))
    func minor(_ amount: Int) -> Field { .minor(amount, decimals: entry.cell.decimals) }
    return Row(fields: [
      .date(date), .text(entry.cell.org), .text(entry.cell.subject), .text(entry.cell.currency),
      minor(isAsset ? up : down), minor(isAsset ? down : up), minor(entry.balance),
    ])
  }

  func withFreshKey(_ fields: [Field], delivery: Int, serial: Int, on date: BusinessDate) -> [Field] {
    var fresh = fields
    fresh[1] = .text("X" + String(1_000 + serial))
    return fresh
  }
}
