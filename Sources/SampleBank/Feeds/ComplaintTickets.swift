import MartCore

/// The complaints and what became of them: a delta as a table, with line ends inside quotes.
struct ComplaintTickets: RowFeed {
  let spec = FeedSpec(
    name: "complaint_ticket", prefix: "TICKET_", suffix: ".csv", delivery: .delta, format: CsvFormat(), control: .lines,
    columns: [
      Column("op", .code, [.required, .operation]), Column("ticket_no", .text(24), [.required, .key]),
      Column("src", .code, [.governs]), Column("cust_no", .text(20)), Column("channel", .openCode, [.required]),
      Column("category", .openCode, [.required]), Column("product_code", .text(20)), Column("branch_no", .text(12)),
      Column("severity", .integer, [.required]), Column("opened_at", .timestamp, [.required]),
      Column("closed_at", .timestamp), Column("handle_min", .integer), Column("assisted", .flag, [.required]),
      Column("state", .code, [.required]), Column("satisfaction", .integer), Column("summary", .wide(500)),
    ], totals: [])

  /// Complaints that ended before the opening are not in it.
  func entries(_ bank: Bank) -> [RollPart<DeltaEntry>] {
    let kept = bank.complaints.indices.filter { !bank.complaints[$0].isEnded(by: bank.calendar.opening) }
    return bank.deltas(
      kept, openedOn: { bank.complaints[$0].openedOn },
      changes: { bank.complaints[$0].end.map { [$0.day] } ?? [] },
      changed: { bank.complaints[$0].isEnded(by: $1) != bank.complaints[$0].isEnded(by: $2) })
  }

  func row(_ entry: DeltaEntry, _ bank: Bank, on date: BusinessDate) -> Row {
    let complaint = bank.complaints[entry.index]
    let number = complaint.number.map { bank.numbers[$0] }
    let end = complaint.isEnded(by: date) ? complaint.end : nil
    let state = end == nil ? "OPEN" : complaint.isWithdrawn ? "WITHDRAWN" : "CLOSED"
    return Row(fields: [
      entry.operation, .text(complaint.id), .optional(number?.source.rawValue), .optional(number?.number),
      .text(complaint.channel), .text(complaint.hasUnknownCategory ? "WEATHER" : complaint.category),
      .optional(complaint.product.map { bank.products[$0].code }), .text(complaint.branch),
      .number(complaint.severity), .instant(complaint.openedOn, second: complaint.minute * 60),
      end.map { .instant($0.day, second: $0.minute * 60) } ?? .null,
      end == nil ? .null : complaint.minutes.map { .number($0) } ?? .null, .flag(complaint.isAssisted), .text(state),
      end == nil ? .null : complaint.satisfaction.map { .number($0) } ?? .null,
      .text(ComplaintText.summary(of: complaint, in: bank)),
    ])
  }

  func withFreshKey(_ fields: [Field], delivery: Int, serial: Int, on date: BusinessDate) -> [Field] {
    [.text("I"), .text(date.id("TX", serial))] + fields.dropFirst(2)
  }
}
