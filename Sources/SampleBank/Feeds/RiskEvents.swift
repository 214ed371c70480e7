import MartCore

/// What the risk platform noticed, a JSON object a line.
struct RiskEvents: RowFeed {
  let spec = FeedSpec(
    name: "risk_event", prefix: "RISK_EVT_", suffix: ".jsonl", delivery: .events, format: JsonFormat(), control: .lines,
    columns: [
      Column("event_id", .text(36), [.required, .key]), Column("src", .code, [.required, .governs]),
      Column("cust_no", .text(20), [.required]), Column("account_no", .text(32)), Column("path", .code, [.required]),
      Column("kind", .openCode, [.required]), Column("severity", .integer, [.required]),
      Column("action", .code, [.required]), Column("loss_fen", .fen, [.required]),
      Column("blocked_fen", .fen, [.required]), Column("confirmed", .flag, [.required]),
      Column("reverses_id", .text(36)), Column("occurred_at", .timestamp, [.required]),
      Column("biz_date", .date, [.required, .businessDate]),
    ],
    totals: [Total(name: "loss_fen", column: "loss_fen"), Total(name: "blocked_fen", column: "blocked_fen")])

  func entries(_ bank: Bank) -> [Arrivals] {
    bank.calendar.arrivals(bank.risks, on: \.day, lateBy: \.lateBy)
  }

  func row(_ entry: Int, _ bank: Bank, on date: BusinessDate) -> Row {
    let event = bank.risks[entry]
    let number = bank.numbers[event.number]
    return Row(
      fields: [
        .serial(event.serial), .text(number.source.rawValue), number.field, .optional(event.account),
        .text(event.path.rawValue), .text(event.hasUnknownKind ? "DEEPFAKE" : event.kind), .number(event.severity),
        .text(event.action), .fen(event.loss), .fen(event.blocked), .flag(event.isConfirmed),
        .optional(event.reverses.map { bank.risks[$0].serial }), .instant(event.day, second: event.second),
        .date(event.day),
      ], outcome: .accepted(late: event.lateBy > 0))
  }

  func withFreshKey(_ fields: [Field], delivery: Int, serial: Int, on date: BusinessDate) -> [Field] {
    var fresh = fields
    fresh[0] = .text("RX\(date.compact.dropFirst(2))-\(String(100_000 + serial).dropFirst())")
    fresh[11] = .null
    return fresh
  }
}
