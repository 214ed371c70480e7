import Extraction
import Foundation
import MartCore
import MartStore

/// SHA-256 of landed files, read once: a file whose name, size, time and inode are as before is not read again.
final class ContentHashes {
  private var known: [LandedStamp: String]
  private var learned: [LandedStamp: String] = [:]

  /// Knows of no file.
  init() { known = [:] }

  init(_ ledger: Ledger) throws {
    known = try ledger.landedHashes()
  }

  func hash(of path: String) throws -> String {
    guard let stamp = Self.stamp(of: path) else { return try contentHash(path) }
    if let sha256 = known[stamp] { return sha256 }
    let sha256 = try contentHash(path)
    known[stamp] = sha256
    learned[stamp] = sha256
    return sha256
  }

  /// Keeps what was learned for the next run.
  func save(to ledger: Ledger) throws {
    try ledger.remember(learned)
    learned = [:]
  }

  private static func stamp(of path: String) -> LandedStamp? {
    var status = stat()
    guard lstat(path, &status) == 0 else { return nil }
    return LandedStamp(
      name: (path as NSString).lastPathComponent, size: Int64(status.st_size),
      modified: Int64(status.st_mtim.tv_sec) * 1_000_000_000 + Int64(status.st_mtim.tv_nsec),
      inode: Int64(status.st_ino))
  }
}
