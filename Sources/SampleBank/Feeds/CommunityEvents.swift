import MartCore

/// What happens in the wealth community: events in text separated by the byte 1.
struct CommunityEvents: RowFeed {
  let spec = FeedSpec(
    name: "community_event", prefix: "COMM_", suffix: ".dat.gz", delivery: .events, format: SohFormat(), control: .line,
    columns: [
      Column("event_id", .text(36), [.required, .key]), Column("user_id", .text(32), [.required]),
      Column("src", .code, [.governs]), Column("cust_no", .text(20)),
      Column("community_account", .text(24), [.required]), Column("event_type", .code, [.required]),
      Column("content_kind", .code), Column("product_code", .text(20)),
      Column("occurred_at", .timestamp, [.required]), Column("biz_date", .date, [.required, .businessDate]),
    ], totals: [])

  func entries(_ bank: Bank) -> [Arrivals] { bank.calendar.arrivals(bank.communityEvents, on: \.day, lateBy: \.lateBy) }

  func row(_ entry: Int, _ bank: Bank, on date: BusinessDate) -> Row {
    let event = bank.communityEvents[entry]
    let number = event.number.map { bank.numbers[$0] }
    return Row(
      fields: [
        .text(event.id), .text(CommunityUser.id(of: event.user, seed: bank.options.seed)),
        .optional(number?.source.rawValue), .optional(number?.number), .text(event.accountCode), .text(event.type),
        .optional(event.content), .optional(event.product.map { bank.products[$0].code }),
        .instant(event.day, second: event.second), .date(event.day),
      ], outcome: .accepted(late: event.lateBy > 0))
  }

  func withFreshKey(_ fields: [Field], delivery: Int, serial: Int, on date: BusinessDate) -> [Field] {
    [.text(date.id("CY", serial))] + fields.dropFirst()
  }
}
