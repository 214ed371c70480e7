import MartCore

/// The products of the wealth system: a snapshot as a table.
struct WealthProducts: RowFeed {
  let spec = FeedSpec(
    name: "wealth_product", prefix: "PROD_", suffix: ".csv", delivery: .snapshot, format: CsvFormat(), control: .lines,
    columns: [
      Column("product_code", .text(20), [.required, .key]), Column("name", .wide(80), [.required]),
      Column("asset_class", .code, [.required]), Column("aum_kind", .code, [.required]),
      Column("risk_level", .integer, [.required]), Column("bundle_code", .text(20)), Column("index_code", .text(12)),
      Column("partner_code", .text(12), [.required]), Column("partner_grade", .code, [.required]),
      Column("nav_e4", .integer, [.required]), Column("first_offer", .date, [.required]),
      Column("min_buy_fen", .fen, [.required]), Column("pension_eligible", .flag, [.required]),
      Column("settle_modes", .text(20), [.required]), Column("status", .code, [.required]),
    ], totals: [])

  func entries(_ bank: Bank) -> [[Int]] {
    bank.calendar.dates.map { date in bank.products.indices.filter { bank.products[$0].firstOffer <= date } }
  }

  func row(_ entry: Int, _ bank: Bank, on date: BusinessDate) -> Row {
    let product = bank.products[entry]
    return Row(fields: [
      .text(product.code), .text(product.name), .text(product.assetClass), .text(product.kind.rawValue),
      .number(product.risk(on: date)), .optional(product.bundle), .optional(product.index),
      .text(Partner.code(product.partner)), .text(Partner.grade(product.partner)),
      .number(product.value(on: date, bank.calendar)), .date(product.firstOffer), .fen(product.minimum),
      .flag(product.isForPensions), .text(product.settleModes), .text(product.status(on: date)),
    ])
  }

  func withFreshKey(_ fields: [Field], delivery: Int, serial: Int, on date: BusinessDate) -> [Field] {
    var fresh = fields
    fresh[0] = .text("XX\(date.compact)\(100 + serial)")
    return fresh
  }
}
