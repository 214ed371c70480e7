import Contracts
import Glibc
import MartCore

/// The landing folder: flat, ours to read, never emptied.
package enum Landing {
  private struct Slot: Hashable {
    var feed: String
    var date: BusinessDate
    var sequence: Int
  }

  /// Finds every delivery of `feeds` that has landed, in part or whole. Links are never followed.
  ///
  /// - today: dates after it are refused (DL-05); nil: no date is too late.
  /// - Throws: `Failure` with `.cannotWrite` where the folder cannot be read.
  package static func scan(_ folder: String, _ feeds: [Feed], today: BusinessDate?) throws -> LandingScan {
    var slots: [Slot: LandedDelivery] = [:]
    var strays: [Stray] = []
    for name in try names(in: folder) {
      if let reason = irregular(folder + "/" + name) {
        strays.append(Stray(name: name, reason: reason))
      } else if let (feed, reading) = owner(of: name, feeds) {
        let slot = Slot(feed: feed.name, date: reading.date, sequence: reading.sequence)
        var delivery =
          slots[slot]
          ?? LandedDelivery(feed: feed.name, businessDate: reading.date, sequence: reading.sequence)
        if reading.isControl {
          delivery.controlPath = folder + "/" + name
        } else {
          delivery.dataPath = folder + "/" + name
        }
        slots[slot] = delivery
      } else {
        strays.append(Stray(name: name, reason: "no feed promises a file of this name"))
      }
    }
    return sorted(Array(slots.values), strays, today)
  }

  private static func sorted(
    _ landed: [LandedDelivery], _ strays: [Stray], _ today: BusinessDate?
  ) -> LandingScan {
    let ordered = landed.sorted { ($0.feed, $0.businessDate, $0.sequence) < ($1.feed, $1.businessDate, $1.sequence) }
    let isFuture = { (delivery: LandedDelivery) in today.map { delivery.businessDate > $0 } ?? false }
    let timely = ordered.filter { !isFuture($0) }
    return LandingScan(
      deliveries: timely, strays: strays.sorted { $0.name < $1.name },
      calendar: Set(timely.filter { $0.controlPath != nil }.map(\.businessDate)).sorted(),
      refused: ordered.filter(isFuture).map { RefusedDelivery(delivery: $0, failure: future($0)) })
  }

  private static func future(_ delivery: LandedDelivery) -> Failure {
    let name = fileName(delivery.dataPath ?? delivery.controlPath ?? delivery.feed)
    return refusal(
      "DL-05", "the business date \(delivery.businessDate) lies in the future", name,
      remedy: "ask the owner for a file of the right date, and move this one out of the landing folder")
  }

  private static func owner(of name: String, _ feeds: [Feed]) -> (Feed, FilePattern.Reading)? {
    for feed in feeds {
      if let reading = feed.file.reading(name, form: feed.control.form) { return (feed, reading) }
    }
    return nil
  }

  /// Why a thing is not a plain file of this folder; nil where it is one.
  private static func irregular(_ path: String) -> String? {
    var status = stat()
    guard lstat(path, &status) == 0 else { return "it cannot be read" }
    switch status.st_mode & S_IFMT {
    case S_IFREG: return nil
    case S_IFLNK: return "it is a link"
    case S_IFDIR: return "it is a folder"
    default: return "it is not a plain file"
    }
  }

  private static func names(in folder: String) throws -> [String] {
    guard let directory = opendir(folder) else {
      throw Failure(
        .cannotWrite, "the landing folder cannot be read: \(systemError())", at: FileLocation(file: folder),
        remedy: "make the folder, or name another with --landing")
    }
    defer { closedir(directory) }
    var names: [String] = []
    while let entry = readdir(directory) {
      let name = withUnsafePointer(to: &entry.pointee.d_name) {
        $0.withMemoryRebound(to: CChar.self, capacity: 256) { String(cString: $0) }
      }
      if name != ".", name != ".." { names.append(name) }
    }
    return names.sorted()
  }
}
