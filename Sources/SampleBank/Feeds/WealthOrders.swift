import MartCore

/// The orders of the wealth system: events of separated text.
struct WealthOrders: RowFeed {
  let spec = FeedSpec(
    name: "wealth_order", prefix: "ORDER_", suffix: ".dat.gz", delivery: .events, format: SohFormat(), control: .lines,
    columns: [
      Column("order_no", .text(24), [.required, .key]), Column("wealth_acct_no", .text(24), [.required]),
      Column("cust_no", .text(20), [.required]), Column("product_code", .text(20), [.required]),
      Column("side", .code, [.required]), Column("order_type", .code, [.required]),
      Column("session", .code, [.required]), Column("settle_mode", .code, [.required]),
      Column("amount_fen", .fen, [.required]), Column("units_e4", .integer, [.required]),
      Column("fee_fen", .fen, [.required]), Column("state", .code, [.required]),
      Column("cust_risk", .integer, [.required]), Column("channel", .openCode, [.required]),
      Column("ordered_at", .timestamp, [.required]), Column("biz_date", .date, [.required, .businessDate]),
    ], totals: [Total(name: "amount_fen", column: "amount_fen")])

  func entries(_ bank: Bank) -> [Arrivals] { bank.calendar.arrivals(bank.orders, on: \.day, lateBy: \.lateBy) }

  func row(_ entry: Int, _ bank: Bank, on date: BusinessDate) -> Row {
    let order = bank.orders[entry]
    let position = bank.positions[order.position]
    let product = bank.products[position.product]
    let value = product.value(on: order.day, bank.calendar)
    let isDone = order.state == .confirmed && order.side != .dividend
    return Row(
      fields: [
        .serial(order.serial), .serial(position.account), bank.numbers[position.holder].field,
        .text(product.code), .text(order.side.rawValue), .text(order.isPlanned ? "AUTO" : "NORMAL"),
        .text(order.night == nil ? "DAY" : "NIGHT"), .text(order.settleMode), .fen(order.fen),
        .number(isDone ? (order.fen * 1_000_000 + value / 2) / value : 0), .fen(order.fee),
        .text(order.state.rawValue),
        .number(bank.investorRisk(of: position.holder).level),
        .text(order.hasUnknownChannel ? "KIOSK" : order.channel),
        .instant(order.orderedOn, second: order.second), .date(order.day),
      ], outcome: .accepted(late: order.lateBy > 0))
  }

  func withFreshKey(_ fields: [Field], delivery: Int, serial: Int, on date: BusinessDate) -> [Field] {
    var fresh = fields
    fresh[0] = .text("OX\(date.compact.dropFirst(2))-\(String(100_000 + serial).dropFirst())")
    return fresh
  }
}
