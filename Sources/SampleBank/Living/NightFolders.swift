import Foundation
import MartCore

/// Parts the files of a bank that lives into folders, `nights/2024-08-05` and so on: what arrives with each night. Some
/// deliveries come nights later, some lack rows and are corrected, some come twice.
struct NightFolders {
  /// Feeds without which a night is published; those of which a delivery may lack rows, and those that may come twice.
  private static let patient = ["complaint_ticket", "assistant_usage", "community_event"]
  private static let correctable = [
    "channel_event", "campaign_touch", "payment_service", "community_event", "assistant_usage", "cif_mobile",
    "cif_card",
  ]
  private static let repeatable = ["card_txn", "wealth_order", "loan_application", "pension_event"]

  struct Arrival {
    let night: BusinessDate
    /// `late`, `correction` or `repeat`.
    let kind: String
    let feed: String
    let date: BusinessDate
  }

  let bank: Bank
  /// The bank's folder, with `landing` in it.
  let folder: String

  struct Result {
    let tallies: [(feed: String, deliveries: [FeedTally])]
    let arrivals: [Arrival]
  }

  /// - Throws: ``Failure`` when a file cannot be read back or written.
  func make(_ tallies: [(feed: String, deliveries: [FeedTally])]) throws -> Result {
    let arrivals = chosen()
    let site = UglySite(bank, tallies, in: "\(folder)/landing")
    var happened: [Arrival] = []
    var counted = Dictionary(tallies.map { ($0.feed, $0.deliveries) }) { first, _ in first }
    for name in FeedList.names {
      let dates = FeedList.dates(of: name, bank.calendar)
      for (place, date) in dates.enumerated() where bank.nights.contains(date) || date > bank.lastNight {
        let own = arrivals.filter { $0.feed == name && $0.date == date }
        let isCorrected = try arrange(site, name, date, own)
        // A delivery without rows has none to lack.
        happened += own.filter { isCorrected || $0.kind != "correction" }
        if isCorrected { counted[name]?[place].superseded += 1 }
      }
      counted[name] = Array((counted[name] ?? []).prefix(dates.count { $0 <= bank.lastNight }))
    }
    return Result(
      tallies: FeedList.names.map { ($0, counted[$0] ?? []) },
      arrivals: happened.sorted { ($0.night, $0.feed, $0.date) < ($1.night, $1.feed, $1.date) })
  }

  /// At most one oddity of each delivery.
  private func chosen() -> [Arrival] {
    var random = SeededRandom(seed: bank.options.seed, "arrivals")
    var arrivals: [Arrival] = []
    func add(_ kind: String, _ feeds: [String], _ date: BusinessDate, after nights: Int) {
      let feed = random.pick(feeds)
      guard date + nights <= bank.lastNight, FeedList.dates(of: feed, bank.calendar).contains(date),
        !arrivals.contains(where: { $0.feed == feed && $0.date == date })
      else { return }
      arrivals.append(Arrival(night: date + nights, kind: kind, feed: feed, date: date))
    }
    for night in bank.nights {
      if random.chance(1, in: 3) { add("late", Self.patient, night, after: random.number(in: 1...4)) }
      for _ in 0..<random.number(in: 0...2) {
        add("correction", Self.correctable, night, after: random.number(in: 1...6))
      }
      if random.chance(1, in: 4) { add("repeat", Self.repeatable, night, after: random.number(in: 0...3)) }
    }
    return arrivals
  }

  /// Moves a delivery to where it belongs. Returns whether it was corrected.
  private func arrange(_ site: UglySite, _ feed: String, _ date: BusinessDate, _ arrivals: [Arrival]) throws -> Bool {
    let spec = site.spec(feed)
    let marks = DeliveryMarks(spec, date)
    let names = [marks.dataName, marks.controlName]
    let arrival = arrivals.first
    var isCorrected = false
    if let arrival, arrival.kind != "late" {
      let file = try site.file(feed, date)
      var again = file.marksAsWritten
      again.sequence = 2
      let target = try made(arrival.night)
      if arrival.kind == "repeat" {
        try Delivered(spec, again, content: file.content(file.marksAsWritten, file.lines)).write(into: target)
      } else {
        let whole = Delivered(spec, again, content: file.content(again, file.lines))
        isCorrected = shorten(file, site.samples(feed, date))
        if isCorrected {
          try whole.write(into: target)
          try file.delivered().write(into: site.folder)
        }
      }
    }
    let night = arrival?.kind == "late" ? arrival?.night ?? date : date
    let target = date > bank.lastNight ? nil : try made(night)
    for name in names {
      let path = "\(site.folder)/\(name)"
      if let target {
        try FileManager.default.moveItem(atPath: path, toPath: "\(target)/\(name)")
      } else {
        try FileManager.default.removeItem(atPath: path)
      }
    }
    return isCorrected
  }

  /// Takes up to three rows out; false where there are none.
  private func shorten(_ file: DeliveryFile, _ rows: [Row]) -> Bool {
    var isShorter = false
    for row in rows.suffix(3) {
      guard let place = file.place(of: row) else { continue }
      file.remove(place, row)
      isShorter = true
    }
    return isShorter
  }

  private func made(_ night: BusinessDate) throws -> String {
    let path = "\(folder)/nights/\(night)"
    do {
      try FileManager.default.createDirectory(
        atPath: path, withIntermediateDirectories: true, attributes: [.posixPermissions: 0o700])
    } catch {
      throw Failure(.cannotWrite, "cannot make \(path)", remedy: "choose another --out")
    }
    return path
  }
}
