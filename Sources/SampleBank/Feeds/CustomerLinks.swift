import MartCore

/// Relations of customers: a delta as a table.
struct CustomerLinks: RowFeed {
  let spec = FeedSpec(
    name: "customer_link", prefix: "CUST_LINK_", suffix: ".csv", delivery: .delta, format: CsvFormat(),
    control: .lines,
    columns: [
      Column("op", .code, [.required, .operation]), Column("link_id", .text(24), [.required, .key]),
      Column("link_type", .code, [.required, .governs]), Column("src_a", .code, [.required, .governs]),
      Column("cust_a", .text(20), [.required]), Column("src_b", .code, [.governs]), Column("cust_b", .text(20)),
      Column("staff_no", .text(12)), Column("valid_from", .date, [.required]), Column("valid_to", .date),
    ], totals: [])

  func entries(_ bank: Bank) -> [RollPart<DeltaEntry>] {
    bank.deltas(
      bank.links.indices, openedOn: { bank.links[$0].from },
      changes: { (bank.links[$0].staff.dropFirst().map(\.on) + [bank.links[$0].to].compactMap { $0 }).sorted() },
      changed: { index, before, now in
        let link = bank.links[index]
        return link.staff(on: before) != link.staff(on: now) || link.end(knownOn: before) != link.end(knownOn: now)
      })
  }

  func row(_ entry: DeltaEntry, _ bank: Bank, on date: BusinessDate) -> Row {
    let link = bank.links[entry.index]
    let (a, b) = (bank.numbers[link.a], link.b.map { bank.numbers[$0] })
    return Row(fields: [
      entry.operation, .serial(link.id), .text(link.type), .text(a.source.rawValue), a.field,
      .optional(b?.source.rawValue), b?.field ?? .null, .optional(link.staff(on: date)), .date(link.from),
      link.end(knownOn: date).map { .date($0) } ?? .null,
    ])
  }

  func withFreshKey(_ fields: [Field], delivery: Int, serial: Int, on date: BusinessDate) -> [Field] {
    var fresh = fields
    fresh[0] = .text("I")
    fresh[1] = .text("LX\(date.compact)\(1_000 + serial)")
    return fresh
  }
}
