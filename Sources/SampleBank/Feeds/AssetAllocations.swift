import MartCore

/// The steps of asset allocation, a JSON object for each class of assets.
struct AssetAllocations: RowFeed {
  let spec = FeedSpec(
    name: "asset_allocation", prefix: "ALLOC_", suffix: ".jsonl", delivery: .events, format: JsonFormat(),
    control: .lines,
    columns: [
      Column("event_id", .text(36), [.required, .key]), Column("session_id", .text(36), [.required]),
      Column("cust_no", .text(20), [.required]), Column("step", .code, [.required]),
      Column("asset_class", .code, [.required, .key]), Column("risk_level", .integer, [.required]),
      Column("model_code", .text(20), [.required]), Column("actual_bp", .integer, [.required]),
      Column("model_bp", .integer, [.required]), Column("value_fen", .fen, [.required]),
      Column("channel", .openCode, [.required]), Column("biz_date", .date, [.required, .businessDate]),
    ], totals: [])

  /// A class of an event, by where it stands.
  struct Entry: Sendable {
    let event: Int
    let place: Int
  }

  func entries(_ bank: Bank) -> [[Entry]] {
    bank.calendar.arrivals(bank.allocations, on: \.day, lateBy: \.lateBy).map { events in
      events.flatMap { event in bank.allocations[event].classes.map { Entry(event: event, place: $0) } }
    }
  }

  func row(_ entry: Entry, _ bank: Bank, on date: BusinessDate) -> Row {
    let event = bank.allocations[entry.event]
    return Row(
      fields: [
        .serial(event.serial), .serial(event.sessionSerial), bank.numbers[event.number].field,
        .text(event.step.rawValue), .text(ModelPortfolio.classes[entry.place]), .number(event.risk),
        .text("MP-R\(event.risk)-\(event.day.year)"), .number(event.actual[entry.place]),
        .number(ModelPortfolio.shares(risk: event.risk)[entry.place]), .fen(event.held[entry.place]),
        .text(event.hasUnknownChannel ? "KIOSK" : event.channel), .date(event.day),
      ], outcome: .accepted(late: event.lateBy > 0))
  }

  func withFreshKey(_ fields: [Field], delivery: Int, serial: Int, on date: BusinessDate) -> [Field] {
    var fresh = fields
    fresh[0] = .text("AX\(date.compact.dropFirst(2))-\(String(100_000 + serial).dropFirst())")
    return fresh
  }
}
