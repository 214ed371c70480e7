import MartCore

/// The touches and what became of them: a delta of separated text.
struct CampaignTouches: RowFeed {
  let spec = FeedSpec(
    name: "campaign_touch", prefix: "TOUCH_", suffix: ".txt", delivery: .delta, format: BarFormat(), control: .lines,
    columns: [
      Column("op", .code, [.required, .operation]), Column("touch_id", .text(36), [.required, .key]),
      Column("source", .code, [.required]), Column("campaign_code", .text(20), [.required]),
      Column("src", .code, [.required, .governs]), Column("cust_no", .text(20), [.required]),
      Column("arm", .code, [.required, .governs]), Column("channel", .openCode), Column("offer_code", .text(20)),
      Column("model_version", .text(20), [.required]), Column("score_e4", .integer),
      Column("planned_at", .timestamp, [.required]), Column("outcome", .code, [.required, .governs]),
      Column("biz_date", .date, [.required, .businessDate]),
    ], totals: [Total(name: "treated", only: ("arm", Arm.treated.rawValue))])

  func entries(_ bank: Bank) -> [RollPart<DeltaEntry>] {
    bank.deltas(
      bank.touches.indices, openedOn: { bank.touches[$0].plannedOn },
      changes: { bank.touches[$0].outcomes.dropFirst().map(\.on) },
      changed: { bank.touches[$0].state(on: $1).outcome != bank.touches[$0].state(on: $2).outcome })
  }

  func row(_ entry: DeltaEntry, _ bank: Bank, on date: BusinessDate) -> Row {
    let touch = bank.touches[entry.index]
    let number = bank.numbers[touch.number]
    let state = touch.state(on: date)
    return Row(fields: [
      entry.operation, .serial(touch.serial), .text(touch.isBrain ? "BRAIN" : "MANUAL"), .text(touch.campaign),
      .text(number.source.rawValue), number.field, .text(touch.arm.rawValue), .optional(touch.channel),
      .optional(touch.offer), .text("SB-2024.\(1 + touch.plannedOn.month / 4)"), .number(touch.score),
      .instant(touch.plannedOn, second: 30_000 + touch.sequence % 30_000), .text(state.outcome.rawValue),
      .date(state.on),
    ])
  }

  func withFreshKey(_ fields: [Field], delivery: Int, serial: Int, on date: BusinessDate) -> [Field] {
    var fresh = fields
    fresh[0] = .text("I")
    fresh[1] = .text("TX\(date.compact.dropFirst(2))-\(String(100_000 + serial).dropFirst())")
    return fresh
  }
}
