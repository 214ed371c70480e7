import Foundation
import MartCore
import MartStore

/// `backup.json`: what a backup holds, and how each file must be when it is brought back.
struct BackupNote: Codable, Equatable {
  struct Entry: Codable, Equatable {
    var path: String
    var sha256: String
    var size: Int64
    /// Permission bits.
    var mode: UInt32
  }

  static let name = "backup.json"
  /// The key's place in a backup; in a home there is none.
  static let key = "key"
  /// The key by which what was erased is known again; only where something was.
  static let tombstoneKey = "tombstone.key"

  /// The generation that was current.
  var current: String
  var files: [Entry]

  /// Parts of a home that cannot be made again from others. Landing belongs to the sources.
  static let parts = ["generations", "archive", "acks", "ledger.sqlite", "state"]

  init(current: String, files: [Entry]) {
    self.current = current
    self.files = files
  }

  /// - Throws: a usage failure where the folder is no complete backup, or names a file outside of it.
  init(readFrom folder: String) throws {
    let path = "\(folder)/\(Self.name)"
    guard let data = FileManager.default.contents(atPath: path),
      let read = try? JSONDecoder().decode(BackupNote.self, from: data)
    else {
      throw Failure(
        .usage, "there is no complete backup", at: FileLocation(file: path),
        remedy: "name a folder that `mart backup` has made")
    }
    let strange = read.files.first { file in
      file.path.split(separator: "/", omittingEmptySubsequences: false).contains {
        $0.isEmpty || $0 == "." || $0 == ".."
      }
        || !(Self.parts + [Self.key, Self.tombstoneKey]).contains { file.path == $0 || file.path.hasPrefix("\($0)/") }
    }
    if strange != nil || read.current.contains("/") || read.current.hasPrefix(".") {
      throw Failure(
        .refused, "the backup names a file that does not belong into a home", at: FileLocation(file: path),
        remedy: "do not use it: it is not as `mart backup` made it")
    }
    self = read
  }

  func write(to folder: String) throws {
    let encoder = JSONEncoder()
    encoder.outputFormatting = [.prettyPrinted, .sortedKeys, .withoutEscapingSlashes]
    try Files.write(
      String(decoding: try encoder.encode(self), as: UTF8.self) + "\n", to: "\(folder)/\(Self.name)", mode: 0o600)
  }
}
