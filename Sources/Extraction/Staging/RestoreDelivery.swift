import CZlib
import Contracts
import Glibc
import MartCore
import MartStore

/// Puts a kept delivery back under the names under which it landed.
///
/// - control: what its control held.
/// - archive: the archive's folder.
/// - Throws: `Failure` with `.missing` where the archive has no such content, `.refused` where it has other bytes.
package func restoreDelivery(
  _ delivery: LandedDelivery, _ feed: Feed, sha256: String, control: [UInt8], from archive: String, into landing: String
) throws -> LandedDelivery {
  let kept = Archive.path(archive, sha256)
  let name = feed.file.dataName(delivery.businessDate, sequence: delivery.sequence)
  let controlName = feed.file.controlName(
    delivery.businessDate, sequence: delivery.sequence, form: feed.control.form)
  var restored = delivery
  (restored.dataPath, restored.controlPath) = ("\(landing)/\(name)", "\(landing)/\(controlName)")
  guard access(kept, F_OK) == 0 else {
    throw Failure(
      .missing, "the archive has no copy of \(name)", at: FileLocation(file: kept),
      remedy: "bring it back from a backup; its nights cannot be made again without it")
  }
  try writeData(of: kept, isGzip: feed.file.isGzip, to: "\(landing)/\(name)")
  guard try contentHash("\(landing)/\(name)") == sha256 else {
    throw Failure(
      .refused, "the archive's copy of \(name) is not what was delivered", at: FileLocation(file: kept),
      remedy: "bring the archive back from a backup")
  }
  let sink = try FileSink("\(landing)/\(controlName)", mode: 0o600)
  try control.withUnsafeBytes { try sink.write($0) }
  try sink.close()
  return restored
}

/// The file as it landed: a gzip file as it is, a plain one expanded.
private func writeData(of kept: String, isGzip: Bool, to path: String) throws {
  if isGzip { return try Files.copy(kept, to: path, mode: 0o600) }
  guard let input = gzopen(kept, "rb") else { throw cannotWrite("the archive cannot be read", kept) }
  defer { gzclose(input) }
  let sink = try FileSink(path, mode: 0o600)
  let room = UnsafeMutableRawBufferPointer.allocate(byteCount: 1 << 18, alignment: 64)
  defer { room.deallocate() }
  while true {
    let count = gzread(input, room.baseAddress, UInt32(room.count))
    if count == 0 { break }
    guard count > 0 else { throw cannotWrite("the archive cannot be read", kept) }
    try sink.write(UnsafeRawBufferPointer(rebasing: room[..<Int(count)]))
  }
  try sink.close()
}
