import MartCore

/// The facilities at month ends: a snapshot separated by tabs.
struct Facilities: RowFeed {
  let spec = FeedSpec(
    name: "facility", prefix: "FACILITY_", suffix: ".txt", delivery: .snapshot, format: TabFormat(), control: .line,
    isMonthly: true,
    columns: [
      Column("facility_no", .text(12), [.required, .key]), Column("kind", .code, [.required]),
      Column("parent_no", .text(12)), Column("name", .wide(80), [.required]),
      Column("region_code", .openCode, [.required]), Column("scene", .openCode, [.required]),
      Column("open_date", .date, [.required]), Column("status", .code, [.required]), Column("age_friendly", .flag),
      Column("elder_focus", .flag), Column("passbook_upgrade", .flag), Column("pension_branch", .flag),
      Column("hours", .text(12)), Column("languages", .text(80)), Column("currencies", .text(120)),
      Column("fx_card", .flag),
    ], totals: [])

  func entries(_ bank: Bank) -> [[Int]] {
    bank.calendar.dates.map { date in
      date.isMonthEnd ? bank.facilities.indices.filter { bank.facilities[$0].openedOn <= date } : []
    }
  }

  func row(_ entry: Int, _ bank: Bank, on date: BusinessDate) -> Row {
    let facility = bank.facilities[entry]
    let state = facility.state(on: date)
    func flag(_ value: Bool?) -> Field { value.map { .flag($0) } ?? .null }
    func list(_ values: [String]) -> Field { values.isEmpty ? .null : .text(values.joined(separator: "/")) }
    return Row(fields: [
      .text(facility.number), .text(facility.kind.rawValue), .optional(facility.parent), .text(facility.name),
      .text(Region.all[facility.region].code), .text(facility.scene), .date(facility.openedOn), .text(state.status),
      flag(state.isAgeFriendly), flag(state.isForElders), flag(state.readsPassbooks), flag(state.isForPensions),
      .text(facility.hours), list(facility.languages), list(state.currencies), flag(facility.takesForeignCards),
    ])
  }

  func withFreshKey(_ fields: [Field], delivery: Int, serial: Int, on date: BusinessDate) -> [Field] {
    var fresh = fields
    fresh[0] = .text("X\(date.compact.dropFirst(3))\(100 + serial)")
    return fresh
  }
}
