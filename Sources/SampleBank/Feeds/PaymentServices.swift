import MartCore

/// The payment services: events in separated text between a header and a trailer.
struct PaymentServices: RowFeed {
  let spec = FeedSpec(
    name: "payment_service", prefix: "PAYSVC_", suffix: ".dat", delivery: .events, format: BarFormat(),
    control: .envelope,
    columns: [
      Column("service_id", .text(36), [.required, .key]), Column("kind", .code, [.required]),
      Column("facility_no", .text(12), [.required]), Column("src", .code, [.governs]), Column("cust_no", .text(20)),
      Column("card_scheme", .openCode), Column("card_country", .code), Column("pack_code", .code),
      Column("quantity", .integer, [.required]), Column("ccy", .code, [.required, .governs]),
      Column("amount_minor", .minor, [.required]), Column("amount_cny_fen", .fen, [.required]),
      Column("reverses_id", .text(36)), Column("occurred_at", .timestamp, [.required]),
      Column("biz_date", .date, [.required, .businessDate]),
    ], totals: [Total(name: "amount_cny_fen", column: "amount_cny_fen")])

  func entries(_ bank: Bank) -> [Arrivals] { bank.calendar.arrivals(bank.services, on: \.day, lateBy: \.lateBy) }

  func row(_ entry: Int, _ bank: Bank, on date: BusinessDate) -> Row {
    let service = bank.services[entry]
    let number = service.number.map { bank.numbers[$0] }
    let minor = service.minor
    return Row(
      fields: [
        .text(service.id), .text(service.kind.rawValue), .text(bank.facilities[service.facility].number),
        .optional(number?.source.rawValue), .optional(number?.number),
        .optional(service.hasUnknownCode ? "ELO" : service.scheme), .optional(service.country),
        .optional(service.pack), .number(service.quantity),
        .text(service.currency.map { ForeignCurrency.all[$0].code } ?? "CNY"),
        .minor(minor.amount, decimals: minor.decimals), .fen(service.fen), .optional(service.reverses),
        .instant(service.day, second: service.second), .date(service.day),
      ], outcome: .accepted(late: service.lateBy > 0))
  }

  func withFreshKey(_ fields: [Field], delivery: Int, serial: Int, on date: BusinessDate) -> [Field] {
    [.text(date.id("PX", serial))] + fields.dropFirst()
  }
}
