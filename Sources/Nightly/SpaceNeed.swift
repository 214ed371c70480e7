import Foundation
import Loading
import MartCore
import MartStore

/// What a night will want of the disk, against what is free: looked at before anything of it is begun.
package struct SpaceNeed: Sendable {
  /// Bytes of the generation that tonight's begins with; 0 before the first.
  package var last: Int64 = 0
  /// Bytes of the files that the night takes in, as they lie in landing.
  package var landed: Int64 = 0
  /// Bytes that an ordinary user can still write.
  package var free: Int64
  var place: String
  var night: String

  /// Staging, journal and vault together take a multiple of what landed, which is mostly compressed; measured over the
  /// sample bank: 11 to 14.
  private static let growth: Int64 = 16
  /// What is kept free besides: the ledger, journals of SQLite, sorts that spill.
  private static let reserve: Int64 = 32 << 20

  /// The copy of the mart and its outbox, a quarter for what they grow by, and what the landed files become.
  package var bytes: Int64 { last + last / 4 + Self.growth * landed + Self.reserve }

  /// What the night of `date` wants.
  init(_ context: NightContext, _ files: LandedFiles, on date: BusinessDate) {
    let waiting = files.scan.deliveries.filter { delivery in
      delivery.businessDate <= date && delivery.isComplete
        && !files.acceptedOn(delivery.businessDate, delivery.feed).contains { $0.sequence >= delivery.sequence }
    }
    self.init(context.layout, waiting.compactMap(\.dataPath), night: "the night of \(date)")
  }

  /// - paths: files to be taken in.
  init(_ layout: HomeLayout, _ paths: [String], night: String) {
    place = Files.exists(layout.home) ? layout.home : "."
    self.night = night
    free = freeBytes(at: place)
    landed = paths.reduce(0) { $0 + size($1) }
    if let files = try? Files.list(below: layout.current + "/.") {
      last = files.reduce(0) { $0 + size("\(layout.current)/\($1)") }
    }
  }

  /// - Throws: `Failure` with `.cannotWrite` and the figures where less is free; nothing has been begun then.
  func prove() throws {
    guard free < bytes else { return }
    throw Failure(
      .cannotWrite, "\(night) wants about \(text)", at: FileLocation(file: place),
      remedy: "free space there, then run again; nothing was begun")
  }

  /// The figures, for people.
  package var text: String {
    "\(mebibytes(bytes)) MiB (last generation \(mebibytes(last)), landed files \(mebibytes(landed))), and "
      + "\(mebibytes(free)) MiB are free"
  }
}

/// Nearest from above, so that what is there never reads as 0.
private func mebibytes(_ bytes: Int64) -> Int64 { (bytes + (1 << 20) - 1) >> 20 }

private func size(_ path: String) -> Int64 {
  var status = stat()
  return stat(path, &status) == 0 ? Int64(status.st_size) : 0
}

/// What an ordinary user can write; all there is where the file system does not say.
private func freeBytes(at path: String) -> Int64 {
  var status = statvfs()
  guard statvfs(path, &status) == 0 else { return .max }
  return Int64(clamping: UInt64(status.f_bavail).multipliedReportingOverflow(by: UInt64(status.f_frsize)).partialValue)
}
