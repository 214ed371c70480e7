import MartCore

/// The events of the channels, a JSON object a line.
struct ChannelEvents: RowFeed {
  let spec = FeedSpec(
    name: "channel_event", prefix: "CHN_EVT_", suffix: ".jsonl.gz", delivery: .events, format: JsonFormat(),
    control: .lines,
    columns: [
      Column("event_id", .text(36), [.required, .key]), Column("src", .code, [.required, .governs]),
      Column("cust_no", .text(20)), Column("channel", .openCode, [.required]),
      Column("event_type", .openCode, [.required]), Column("module", .code), Column("app_version", .text(12)),
      Column("interaction", .code), Column("ref_id", .text(36)), Column("branch_no", .text(12)),
      Column("staff_no", .text(12)), Column("device_id", .text(64)), Column("occurred_at", .timestamp, [.required]),
      Column("received_at", .timestamp, [.required]), Column("biz_date", .date, [.required, .businessDate]),
    ], totals: [])

  func entries(_ bank: Bank) -> [Arrivals] {
    bank.calendar.arrivals(bank.events, on: \.day, lateBy: \.lateBy)
  }

  func row(_ entry: Int, _ bank: Bank, on date: BusinessDate) -> Row {
    let event = bank.events[entry]
    let number = event.number.map { bank.numbers[$0] }
    let user = event.channel == "MOB" ? event.number : nil
    return Row(
      fields: [
        .serial(event.serial), .text((number?.source ?? .mobile).rawValue), number?.field ?? .null,
        .text(event.channel), .text(event.hasUnknownType ? "PEEK" : event.type), .optional(event.module),
        .optional(event.version), .optional(event.interaction), .optional(event.appointment),
        .optional(event.branch.map { bank.branch($0, on: event.day) }), .optional(event.staff),
        .optional(user.map { Device.id(of: $0, seed: bank.options.seed) }),
        .instant(event.day, second: event.second),
        .instant(event.day, second: event.second + event.sequence % 4), .date(event.day),
      ], outcome: .accepted(late: event.lateBy > 0))
  }

  func withFreshKey(_ fields: [Field], delivery: Int, serial: Int, on date: BusinessDate) -> [Field] {
    var fresh = fields
    fresh[0] = .text("CX\(date.compact.dropFirst(2))-\(String(1_000_000 + serial).dropFirst())")
    return fresh
  }
}
