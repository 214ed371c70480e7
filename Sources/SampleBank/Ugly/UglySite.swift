import Foundation
import MartCore

/// The landed files of a bank while what goes wrong is put into them.
final class UglySite {
  let bank: Bank
  let folder: String
  private(set) var tallies: [String: [FeedTally]]
  private var files: [Place: DeliveryFile] = [:]
  private var entries: [(entry: UglyEntry, file: DeliveryFile?, mark: Int)] = []
  private(set) var bad: [BadDelivery] = []
  /// Files beside the regular ones, with the date on which they come.
  private(set) var extras: [(date: BusinessDate, file: Delivered)] = []
  /// Nights after which all but one file of the next one wait for the next drop.
  private(set) var pauses: [BusinessDate] = []
  /// Deliveries as they had been, had nothing gone wrong.
  private(set) var right: [Delivered] = []
  private var withheld: [Place] = []
  private var samples: [Place: [Row]] = [:]
  private var serial = 500

  struct Place: Hashable {
    let feed: String
    let date: BusinessDate
  }

  /// - folder: the bank's landing folder, with every delivery written.
  init(_ bank: Bank, _ tallies: [(feed: String, deliveries: [FeedTally])], in folder: String) {
    (self.bank, self.folder) = (bank, folder)
    self.tallies = Dictionary(tallies.map { ($0.feed, $0.deliveries) }) { first, _ in first }
  }

  // MARK: files

  func spec(_ feed: String) -> FeedSpec { FeedList.writer(feed).spec }

  /// The delivery of the feed for the date, read once.   - Throws: ``Failure``.
  func file(_ feed: String, _ date: BusinessDate) throws -> DeliveryFile {
    let place = Place(feed: feed, date: date)
    if let file = files[place] { return file }
    let dates = FeedList.dates(of: feed, bank.calendar)
    let index = dates.firstIndex(of: date) ?? 0
    let file = try DeliveryFile(spec(feed), date, tallies[feed]?[index] ?? FeedTally(), in: folder)
    files[place] = file
    return file
  }

  /// Rows of the bank in the delivery, at most fifty.
  func samples(_ feed: String, _ date: BusinessDate) -> [Row] {
    let place = Place(feed: feed, date: date)
    if let rows = samples[place] { return rows }
    let rows = FeedList.rowFeed(feed)?.sample(bank, on: date, count: 50) ?? []
    samples[place] = rows
    return rows
  }

  /// A copy of a good row under a key of its own.
  func fresh(_ feed: String, _ date: BusinessDate, where isFit: (Row) -> Bool = { _ in true }) -> Row? {
    guard let row = samples(feed, date).first(where: isFit), let writer = FeedList.rowFeed(feed) else { return nil }
    serial += 1
    let delivery = bank.calendar.dates.firstIndex(of: date) ?? 0
    return Row(fields: writer.withFreshKey(row.fields, delivery: delivery, serial: serial, on: date))
  }

  // MARK: what is noted

  /// Notes something in a good file.
  func note(_ entry: UglyEntry, in file: DeliveryFile? = nil, mark: Int = 0) {
    entries.append((entry, file, mark))
  }

  /// A delivery that comes wrong at first; the good one follows in a later drop.
  func spoil(_ delivery: BadDelivery) { bad.append(delivery) }

  func add(_ file: Delivered, on date: BusinessDate) { extras.append((date, file)) }

  /// All but one file of the next night come after the run that has published this one.
  func pause(after date: BusinessDate) { pauses.append(date) }

  /// Keeps a delivery beside the drops, as it had been, had nothing gone wrong.
  func keep(_ file: Delivered) { right.append(file) }

  /// A delivery that never comes.
  func withhold(_ feed: String, _ date: BusinessDate) { withheld.append(Place(feed: feed, date: date)) }

  // MARK: the end

  /// Writes the changed files again.   - Returns: the tallies as they are now.   - Throws: ``Failure``.
  func save() throws -> [(feed: String, deliveries: [FeedTally])] {
    for (place, file) in files {
      try file.delivered().write(into: folder)
      let dates = FeedList.dates(of: place.feed, bank.calendar)
      if let index = dates.firstIndex(of: place.date) { tallies[place.feed]?[index] = file.tally }
    }
    for place in withheld {
      let marks = DeliveryMarks(spec(place.feed), place.date)
      for name in [marks.dataName, marks.controlName] {
        try? FileManager.default.removeItem(atPath: "\(folder)/\(name)")
      }
      if let index = FeedList.dates(of: place.feed, bank.calendar).firstIndex(of: place.date) {
        tallies[place.feed]?[index] = FeedTally()
      }
    }
    return FeedList.names.map { ($0, tallies[$0] ?? []) }
  }

  /// The entries with their lines, without their drops.
  func located() -> [UglyEntry] {
    entries.map { entry, file, mark in
      var entry = entry
      if let file {
        entry.file = file.marksAsWritten.dataName
        if mark > 0 { entry.line = file.physicalLine(mark) }
      }
      return entry
    }
  }
}

extension FeedList {
  static func writer(_ feed: String) -> any FeedWriter { writers.first { $0.spec.name == feed } ?? writers[0] }

  static func rowFeed(_ feed: String) -> (any RowFeed)? { writer(feed) as? any RowFeed }
}

extension RowFeed {
  /// The first rows of the bank in the delivery.
  func sample(_ bank: Bank, on date: BusinessDate, count: Int) -> [Row] {
    guard let delivery = bank.calendar.dates.firstIndex(of: date) else { return [] }
    return entries(bank)[delivery].prefix(count).map { row($0, bank, on: date) }
  }
}
