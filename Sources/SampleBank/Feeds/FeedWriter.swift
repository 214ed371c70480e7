import MartCore

/// Writes all deliveries of one feed.
protocol FeedWriter: Sendable {
  var spec: FeedSpec { get }
  /// - folder: the landing folder, which exists.
  /// - Returns: what the mart is expected to count, by delivery.   - Throws: ``Failure``.
  func write(_ bank: Bank, to folder: String) throws -> [FeedTally]
}

/// A feed whose rows are made one by one: all but the large snapshots.
protocol RowFeed: FeedWriter {
  /// What stands for a row until it is written.
  associatedtype Entry: Sendable
  associatedtype Entries: RandomAccessCollection<Entry> = [Entry] where Entries.Index == Int
  /// The rows of the bank, by delivery, in file order.
  func entries(_ bank: Bank) -> [Entries]
  func row(_ entry: Entry, _ bank: Bank, on date: BusinessDate) -> Row
  /// The row under a key that no row of the bank bears; `serial` counts within the delivery.
  func withFreshKey(_ fields: [Field], delivery: Int, serial: Int, on date: BusinessDate) -> [Field]
}

extension RowFeed {
  func write(_ bank: Bank, to folder: String) throws -> [FeedTally] {
    let entries = entries(bank)
    let schedule = DirtSchedule(rows: entries.map(\.count), spec)
    return try entries.indices.filter { spec.isDue(on: bank.calendar.dates[$0]) }.map { delivery in
      let desk = RowDesk(feed: self, bank: bank, delivery: delivery, entries: entries[delivery])
      return try desk.write(schedule, to: folder)
    }
  }
}

/// Writes one delivery of a row feed, its dirt included.
private struct RowDesk<Feed: RowFeed> {
  let feed: Feed
  let bank: Bank
  let delivery: Int
  /// From 0 on.
  let entries: Feed.Entries

  private var date: BusinessDate { bank.calendar.dates[delivery] }

  func write(_ schedule: DirtSchedule, to folder: String) throws -> FeedTally {
    let writer = try DeliveryWriter(feed.spec, date, in: folder)
    var random = SeededRandom(seed: bank.options.seed, "insertions of \(feed.spec.name)", delivery)
    var dirt = DirtMaker(
      feed.spec, seed: bank.options.seed, delivery: delivery, turn: schedule.unreadable(before: delivery))
    var insertions = Insertions(schedule, delivery: delivery, rows: entries.count, &random).list[...]
    var serial = 0
    for (place, entry) in entries.enumerated() {
      try writer.write(feed.row(entry, bank, on: date))
      while let insertion = insertions.first, insertion.after == place {
        insertions = insertions.dropFirst()
        serial += 1
        try writer.write(inserted(insertion.what, upTo: place, serial, &dirt, &random))
      }
    }
    return try writer.finish()
  }

  private func inserted(
    _ what: Insertion, upTo place: Int, _ serial: Int, _ dirt: inout DirtMaker, _ random: inout SeededRandom
  ) -> Row {
    var row = feed.row(entries[random.below(place + 1)], bank, on: date)
    guard what != .again else {
      row.outcome = .repeated
      return row
    }
    let fresh = feed.withFreshKey(row.fields, delivery: delivery, serial: serial, on: date)
    return what == .unreadable ? dirt.spoiled(fresh, on: date) : dirt.withUnknownCode(fresh, on: date)
  }
}
