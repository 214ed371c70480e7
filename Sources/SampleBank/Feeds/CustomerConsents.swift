import MartCore

/// What customers allow and refuse: a delta as a table.
struct CustomerConsents: RowFeed {
  let spec = FeedSpec(
    name: "customer_consent", prefix: "CONSENT_", suffix: ".csv", delivery: .delta, format: CsvFormat(),
    control: .lines,
    columns: [
      Column("op", .code, [.required, .operation]), Column("consent_id", .text(24), [.required, .key]),
      Column("src", .code, [.required, .governs]), Column("cust_no", .text(20), [.required]),
      Column("kind", .code, [.required]), Column("state", .code, [.required]),
      Column("effective_at", .timestamp, [.required]),
    ], totals: [])

  func entries(_ bank: Bank) -> [RollPart<DeltaEntry>] {
    bank.deltas(
      bank.consents.indices, openedOn: { bank.consents[$0].first.on },
      changes: { bank.consents[$0].states.dropFirst().map(\.on) },
      changed: { bank.consents[$0].state(on: $1).on != bank.consents[$0].state(on: $2).on })
  }

  func row(_ entry: DeltaEntry, _ bank: Bank, on date: BusinessDate) -> Row {
    let consent = bank.consents[entry.index]
    let number = bank.numbers[consent.number]
    let state = consent.state(on: date)
    return Row(fields: [
      entry.operation, .serial(consent.id), .text(number.source.rawValue), number.field, .text(consent.kind),
      .text(state.state), .instant(state.on, second: 28_800 + consent.serial % 50_000),
    ])
  }

  func withFreshKey(_ fields: [Field], delivery: Int, serial: Int, on date: BusinessDate) -> [Field] {
    var fresh = fields
    fresh[0] = .text("I")
    fresh[1] = .text("CX\(date.compact)\(1_000 + serial)")
    return fresh
  }
}
