import Foundation
import MartCore

/// Puts everything that goes wrong into a bank whose files are written, and parts them into drops.
struct UglyBank {
  /// Every case, by number.
  static let cases: [any UglyCase] = [
    RepeatedFiles(), BrokenArchives(), LyingControls(), ShiftedKeys(), CutCharacter(), OddNames(), TextOddities(),
    LineOddities(), WrongTitles(), EmptyFiles(), ShrunkSnapshots(), RefusedRows(), PlantedOddities(), Reversals(),
    UndoneRepayments(), OddDays(), OutOfOrder(), ClockOddities(), SameEvents(), TwoArms(), MonthEndMoney(),
    TierGraceEdges(),
    BucketEdges(), ContagionChain(), FormulaTexts(), TwoPensions(), UnsuitableOrders(), OddFacilities(), ExtraField(),
    BusyCard(), ForgottenAccount(), HeldFeed(), OddIdentities(), LateFile(), AbsentFeed(), CorrectedFile(),
    ResentFile(), LateOwners(), Withdrawals(), ReassignedNumber(), PassingLinks(), HolidayRates(),
    PowerCut(),
  ]

  let bank: Bank
  /// The bank's folder, with `landing` in it.
  let folder: String

  struct Result {
    let tallies: [(feed: String, deliveries: [FeedTally])]
    let entries: [UglyEntry]
    let ends: [DropEnd]
  }

  /// - Throws: ``Failure`` when a file cannot be read back or written.
  func make(_ tallies: [(feed: String, deliveries: [FeedTally])]) throws -> Result {
    let landing = folder + "/landing"
    let site = UglySite(bank, tallies, in: landing)
    for ugly in Self.cases { try ugly.put(into: site) }
    for ugly in Self.cases { try ugly.spoil(site) }
    let drops = Drops(bank.calendar, site.bad, pauses: site.pauses)
    let saved = try site.save()
    let entries = entries(of: site, drops)
    try arrange(site, drops)
    return Result(tallies: saved, entries: entries, ends: drops.ends())
  }

  private func entries(of site: UglySite, _ drops: Drops) -> [UglyEntry] {
    let landed = site.located().map { entry in
      var entry = entry
      entry.drop = drops.arrival(of: entry.night ?? entry.date)
      return entry
    }
    let bad = site.bad.map { delivery in
      var entry = delivery.entry
      entry.drop = drops.drop(of: delivery)
      let marks = delivery.file?.marks ?? DeliveryMarks(site.spec(entry.feed), entry.date)
      entry.file = marks.dataName
      return entry
    }
    return (landed + bad).enumerated().sorted { ($0.element.id, $0.offset) < ($1.element.id, $1.offset) }
      .map(\.element)
  }

  /// Moves what arrives later into the folders of its drop.
  private func arrange(_ site: UglySite, _ drops: Drops) throws {
    for file in site.right { try file.write(into: made("\(folder)/drops/right")) }
    for extra in site.extras { try extra.file.write(into: folder(drops.arrival(of: extra.date))) }
    for spec in Set(FeedList.names).sorted().map(site.spec) {
      for date in FeedList.dates(of: spec.name, bank.calendar) { try arrange(spec, date, drops) }
    }
  }

  /// Writes the delivery into every drop with which another version of it comes.
  private func arrange(_ spec: FeedSpec, _ date: BusinessDate, _ drops: Drops) throws {
    let marks = DeliveryMarks(spec, date)
    let names = [marks.dataName, marks.controlName]
    let arrival = drops.arrival(of: spec.name, date)
    let versions = (arrival...drops.count).map { drops.bad(spec.name, date, after: $0) }
    guard arrival > 1 || versions.contains(where: { $0 != nil }) else { return }
    let paths = names.map { "\(folder)/landing/\($0)" }
    let good = paths.map { FileManager.default.contents(atPath: $0) }
    for path in paths { try? FileManager.default.removeItem(atPath: path) }
    for (place, version) in versions.enumerated() {
      let before = place > 0 ? versions[place - 1] : nil
      guard place == 0 || version?.entry.id != before?.entry.id || version?.turn != before?.turn else { continue }
      let target = try folder(arrival + place)
      if let version {
        try version.file?.write(into: target)
      } else {
        for case (let name, let data?) in zip(names, good) {
          let file = try OutputFile("\(target)/\(name)")
          try file.write(data)
          try file.finish()
        }
      }
    }
  }

  /// The folder of a drop, made where it is not there yet: the first is `landing`.
  private func folder(_ drop: Int) throws -> String {
    guard drop > 1 else { return folder + "/landing" }
    return try made("\(folder)/drops/\(drop)")
  }

  private func made(_ path: String) throws -> String {
    do {
      try FileManager.default.createDirectory(
        atPath: path, withIntermediateDirectories: true, attributes: [.posixPermissions: 0o700])
    } catch {
      throw Failure(.cannotWrite, "cannot make \(path)", remedy: "choose another --out")
    }
    return path
  }
}
