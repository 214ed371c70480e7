import Contracts
import Foundation
import Loading
import MartCore
import MartStore

/// Copies what a home cannot make again (state, generations, archive, acknowledgements, ledger) and the key into a new
/// folder below `target`. It is written aside, synced and renamed: a backup that has its name is complete.
///
/// - Returns: the backup's folder, named after the generation that is current, and the bytes it holds.
/// - Throws: `.locked` while a run works on the home; `.usage` where nothing is published or the backup is there already.
package func backUp(_ layout: HomeLayout, keyPath: String, to target: String) throws -> (folder: String, bytes: Int64) {
  let lock = try RunLock(home: layout.home)
  defer { lock.release() }
  guard let current = try Generations(home: layout.home).current() else {
    throw Failure(.usage, "nothing has been published in '\(layout.home)' yet", remedy: "run `mart run` first")
  }
  let ledger = try Ledger(home: layout.home)
  // A copy of the vault is a reading of it.
  try ledger.decision(0, kind: "backup", feed: current.label, by: userName(), at: RunClock.system.instant)
  try ledger.close()
  let folder = "\(target)/\(current.label)"
  guard !Files.exists(folder) else {
    throw Failure(
      .usage, "there is a backup of \(current.label) already", at: FileLocation(file: folder),
      remedy: "name another folder, or move that backup away")
  }
  let aside = "\(target)/.\(current.label).unfinished"
  try Files.remove(aside)
  try Files.makeFolder(aside, mode: 0o700)
  var files = try paths(of: layout.home).map { try keep("\(layout.home)/\($0)", as: $0, in: aside) }
  files.append(try keep(keyPath, as: BackupNote.key, in: aside))
  let tombstones = tombstoneKeyPath(beside: keyPath)
  if Files.exists(tombstones) { files.append(try keep(tombstones, as: BackupNote.tombstoneKey, in: aside)) }
  try BackupNote(current: current.label, files: files).write(to: aside)
  try Files.syncTree(aside)
  try Files.rename(aside, to: folder)
  try Files.sync(target)
  return (folder, files.reduce(0) { $0 + $1.size })
}

/// Files of a home that belong into a backup; a candidate is made again.
private func paths(of home: String) throws -> [String] {
  try BackupNote.parts.flatMap { part -> [String] in
    let path = "\(home)/\(part)"
    guard Files.exists(path) else { return [] }
    if part.hasSuffix(".sqlite") { return [part] }
    return try Files.list(below: path).map { "\(part)/\($0)" }.filter { !$0.hasPrefix("generations/.") }
  }
}

private func keep(_ path: String, as name: String, in folder: String) throws -> BackupNote.Entry {
  let copy = "\(folder)/\(name)"
  try Files.makeFolder((copy as NSString).deletingLastPathComponent, mode: 0o700)
  var status = stat()
  guard lstat(path, &status) == 0 else { throw Files.failure("look at", path) }
  try Files.copy(path, to: copy, mode: 0o600)
  let digest = try FileDigest(of: copy)
  return BackupNote.Entry(path: name, sha256: digest.sha256, size: digest.size, mode: status.st_mode & 0o777)
}
