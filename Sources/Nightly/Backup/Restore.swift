import Foundation
import Loading
import MartCore
import MartStore

/// Brings a backup back into a home that holds nothing but landing, and the key to its place.
///
/// Every file is compared with the backup's note before any is put in place. `current` comes last, so that a restore
/// that was interrupted is begun again by the same command.
/// - Returns: the label that is current now.
/// - Throws: `.refused` where a file of the backup is not as it was; `.usage` where the home is in use, or another key
///   stands in the key's place.
package func restore(_ layout: HomeLayout, keyPath: String, from backup: String) throws -> String {
  let note = try BackupNote(readFrom: backup)
  let lock = try RunLock(home: layout.home)
  defer { lock.release() }
  var status = stat()
  guard lstat(layout.current, &status) != 0 else {
    throw Failure(
      .usage, "the home holds published nights", at: FileLocation(file: layout.home),
      remedy: "restore into a home of its own (--home), or move this one away")
  }
  try note.files.forEach { try proved($0, in: backup) }
  try restoreKey(keyPath, from: "\(backup)/\(BackupNote.key)")
  if note.files.contains(where: { $0.path == BackupNote.tombstoneKey }) {
    try restoreKey(tombstoneKeyPath(beside: keyPath), from: "\(backup)/\(BackupNote.tombstoneKey)")
  }
  for part in BackupNote.parts { try Files.remove("\(layout.home)/\(part)") }
  try layout.prepare()
  for file in note.files where ![BackupNote.key, BackupNote.tombstoneKey].contains(file.path) {
    let path = "\(layout.home)/\(file.path)"
    try Files.makeFolder((path as NSString).deletingLastPathComponent, mode: folderMode(file.path))
    try Files.copy("\(backup)/\(file.path)", to: path, mode: file.mode)
  }
  for part in BackupNote.parts where Files.exists("\(layout.home)/\(part)") {
    part.hasSuffix(".sqlite") ? try Files.sync("\(layout.home)/\(part)") : try Files.syncTree("\(layout.home)/\(part)")
  }
  for step in Generations(home: layout.home).linkSteps(note.current) { try step.run() }
  return note.current
}

/// A generation's folder lets its readers through; all else is private.
private func folderMode(_ path: String) -> UInt32 { path.hasPrefix("generations/") ? 0o750 : 0o700 }

private func proved(_ file: BackupNote.Entry, in backup: String) throws {
  let path = "\(backup)/\(file.path)"
  let digest = Files.exists(path) ? try FileDigest(of: path) : nil
  guard let digest, digest.sha256 == file.sha256, digest.size == file.size else {
    throw Failure(
      .refused, "a file of the backup is \(digest == nil ? "missing" : "not as it was")", at: FileLocation(file: path),
      remedy: "nothing was restored; take another backup")
  }
}

private func restoreKey(_ keyPath: String, from kept: String) throws {
  guard Files.exists(keyPath) else {
    try Files.makeFolder((keyPath as NSString).deletingLastPathComponent, mode: 0o700)
    return try Files.copy(kept, to: keyPath, mode: 0o600)
  }
  guard try FileDigest(of: keyPath) == FileDigest(of: kept) else {
    throw Failure(
      .usage, "another key stands where the backup's belongs", at: FileLocation(file: keyPath),
      remedy: "move it away first: under another key every token of the marts is another")
  }
}
