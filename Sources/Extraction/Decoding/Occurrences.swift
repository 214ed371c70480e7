import CZlib
import Glibc
import MartStore

/// How often values stand in a file; in a compressed one, in what it holds. A file that breaks off (a truncated
/// delivery) is read as far as it goes.
package func occurrences(of finder: ByteFinder, in path: String) throws -> Int {
  if finder.isEmpty { return 0 }
  // zlib hands on what is not compressed as it is.
  guard let input = gzopen(path, "rb") else { throw cannotWrite("the file cannot be read", path) }
  defer { gzclose(input) }
  let room = UnsafeMutableRawBufferPointer.allocate(byteCount: 1 << 20 + finder.longest, alignment: 64)
  defer { room.deallocate() }
  var (kept, found) = (0, 0)
  while true {
    let count = Int(gzread(input, room.baseAddress?.advanced(by: kept), UInt32(room.count - kept)))
    if count <= 0 { return found }
    let whole = UnsafeBufferPointer(start: room.baseAddress?.assumingMemoryBound(to: UInt8.self), count: kept + count)
    // What ends in the piece before was counted there.
    found += finder.ranges(in: whole).count { $0.upperBound > kept }
    let next = min(whole.count, max(0, finder.longest - 1))
    if let base = room.baseAddress { memmove(base, base + (whole.count - next), next) }
    kept = next
  }
}
