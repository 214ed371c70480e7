import MartCore

/// The core bank's customers: a snapshot of fixed-width records every night.
///
/// Nearly all records equal yesterday's, so they are encoded once, kept in a file and patched where a customer changed.
/// `lane` of `lanes` writers takes every `lanes`-th delivery; together they write all.
struct CifCore: FeedWriter {
  let lane: Int
  let lanes: Int

  let spec = FeedSpec(
    name: "cif_core", prefix: "CIF_CORE_", suffix: ".dat.gz", delivery: .snapshot, format: FixFormat(),
    control: .envelope, columns: CustomerColumns.all, totals: CustomerColumns.totals)

  func write(_ bank: Bank, to folder: String) throws -> [FeedTally] {
    let own = bank.numbers.indices.filter { bank.numbers[$0].source == .core }.map { UInt32($0) }
    let dates = bank.calendar.dates
    let rows = dates.map { date in own.count { bank.numbers[Int($0)].openedOn <= date } }
    let schedule = DirtSchedule(rows: rows, spec)
    let changes = changes(of: own, in: bank)
    let sheet = try RecordSheet(spec, in: folder, name: "\(spec.name)-\(lane)")
    var tallies: [FeedTally] = []
    for (delivery, date) in dates.enumerated() {
      while sheet.count < own.count, bank.numbers[Int(own[sheet.count])].openedOn <= date {
        try sheet.set(sheet.count, to: CustomerColumns.fields(of: Int(own[sheet.count]), in: bank, on: date))
      }
      for place in changes[delivery] where place < sheet.count {
        try sheet.set(place, to: CustomerColumns.fields(of: Int(own[place]), in: bank, on: date))
      }
      guard delivery % lanes == lane else { continue }
      let desk = SnapshotDesk(spec: spec, bank: bank, delivery: delivery, sheet: sheet, openingRows: rows[0])
      tallies.append(try desk.write(schedule, to: folder))
    }
    return tallies
  }

  /// Places in the sheet that change, by delivery.
  private func changes(of own: [UInt32], in bank: Bank) -> [[Int]] {
    var places: [[Int]] = bank.calendar.dates.map { _ in [] }
    for (place, index) in own.enumerated() {
      for change in bank.numbers[Int(index)].changes {
        guard let delivery = bank.calendar.delivery(holding: change.on) else { continue }
        places[delivery].append(place)
      }
    }
    return places
  }
}
