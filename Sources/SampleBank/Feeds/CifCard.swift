import MartCore

/// The card centre's customers: a delta of separated text.
struct CifCard: RowFeed {
  let spec = FeedSpec(
    name: "cif_card", prefix: "CIF_CARD_", suffix: ".txt", delivery: .delta, format: BarFormat(), control: .lines,
    columns: [Column("op", .code, [.required, .operation])] + CustomerColumns.all, totals: CustomerColumns.totals)

  func entries(_ bank: Bank) -> [[DeltaEntry]] {
    bank.calendar.deltas(
      bank.numbers.indices.filter { bank.numbers[$0].source == .card },
      openedOn: { bank.numbers[$0].openedOn }, changes: { bank.numbers[$0].changes.map(\.on) },
      changed: { _, _, _ in true })
  }

  func row(_ entry: DeltaEntry, _ bank: Bank, on date: BusinessDate) -> Row {
    Row(fields: [entry.operation] + CustomerColumns.fields(of: entry.index, in: bank, on: date))
  }

  func withFreshKey(_ fields: [Field], delivery: Int, serial: Int, on date: BusinessDate) -> [Field] {
    var fresh = fields
    fresh[0] = .text("I")
    fresh[1] = .text("CC\(90_000_000_000 + delivery * 1_000 + serial)")
    return fresh
  }
}
