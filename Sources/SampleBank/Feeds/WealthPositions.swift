import MartCore

/// The positions: a delta of separated text.
struct WealthPositions: RowFeed {
  let spec = FeedSpec(
    name: "wealth_position", prefix: "POS_", suffix: ".dat.gz", delivery: .delta, format: SohFormat(), control: .lines,
    columns: [
      Column("op", .code, [.required, .operation]), Column("wealth_acct_no", .text(24), [.required, .key]),
      Column("cust_no", .text(20), [.required]), Column("product_code", .text(20), [.required, .key]),
      Column("pension", .flag, [.required, .key]), Column("units_e4", .integer, [.required]),
      Column("nav_e4", .integer, [.required]), Column("value_fen", .fen, [.required]),
    ], totals: [Total(name: "value_fen", column: "value_fen")])

  /// Parts are the values of a position.
  func entries(_ bank: Bank) -> [RollPart<DeltaEntry>] {
    var rows = DeltaRows(bank)
    for (index, position) in bank.positions.enumerated() {
      var isKnown = false
      for (place, point) in position.points.enumerated() {
        guard let delivery = bank.calendar.delivery(holding: point.day) else { continue }
        let next = place + 1 < position.points.count ? position.points[place + 1].day : nil
        if let next, bank.calendar.delivery(holding: next) == delivery { continue }
        guard point.amount > 0 || isKnown else { continue }
        rows.append(DeltaEntry(index: index, part: place, isNew: !isKnown, isGone: point.amount == 0), to: delivery)
        isKnown = point.amount > 0
      }
    }
    return rows.byDelivery()
  }

  func row(_ entry: DeltaEntry, _ bank: Bank, on date: BusinessDate) -> Row {
    let position = bank.positions[entry.index]
    let point = position.points[entry.part]
    let product = bank.products[position.product]
    let value = product.value(on: point.day, bank.calendar)
    return Row(fields: [
      entry.operation, .serial(position.account), bank.numbers[position.holder].field,
      .text(product.code), .flag(position.isPension), .number((point.amount * 1_000_000 + value / 2) / value),
      .number(value), .fen(point.amount),
    ])
  }

  func withFreshKey(_ fields: [Field], delivery: Int, serial: Int, on date: BusinessDate) -> [Field] {
    var fresh = fields
    fresh[0] = .text("I")
    fresh[1] = .text("WX\(date.compact)\(1_000 + serial)")
    return fresh
  }
}
