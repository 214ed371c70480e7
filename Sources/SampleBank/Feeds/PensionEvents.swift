import MartCore

/// The events of personal pensions, as a table.
struct PensionEvents: RowFeed {
  let spec = FeedSpec(
    name: "pension_event", prefix: "PENSION_", suffix: ".csv", delivery: .events, format: CsvFormat(), control: .lines,
    columns: [
      Column("event_id", .text(36), [.required, .key]), Column("account_no", .text(32), [.required]),
      Column("cust_no", .text(20), [.required]), Column("kind", .code, [.required]),
      Column("amount_fen", .fen, [.required]), Column("tax_year", .integer, [.required]),
      Column("product_code", .text(20)), Column("reverses_id", .text(36)),
      Column("occurred_at", .timestamp, [.required]), Column("biz_date", .date, [.required, .businessDate]),
    ], totals: [Total(name: "amount_fen", column: "amount_fen")])

  func entries(_ bank: Bank) -> [Arrivals] {
    bank.calendar.arrivals(bank.pensionEvents, on: \.day, lateBy: \.lateBy)
  }

  func row(_ entry: Int, _ bank: Bank, on date: BusinessDate) -> Row {
    let event = bank.pensionEvents[entry]
    let account = bank.accounts[event.account]
    return Row(
      fields: [
        .serial(event.serial), .serial(account.serial), bank.numbers[account.holder].field,
        .text(event.kind.rawValue), .fen(event.fen), .number(event.day.year),
        .optional(event.product.map { bank.products[$0].code }),
        .optional(event.reverses.map { bank.pensionEvents[$0].serial }),
        .instant(event.day, second: event.second), .date(event.day),
      ], outcome: .accepted(late: event.lateBy > 0))
  }

  func withFreshKey(_ fields: [Field], delivery: Int, serial: Int, on date: BusinessDate) -> [Field] {
    var fresh = fields
    fresh[0] = .text("PX\(date.compact.dropFirst(2))-\(String(100_000 + serial).dropFirst())")
    return fresh
  }
}
