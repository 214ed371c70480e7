import Foundation
import MartCore

extension Files {
  /// Copies a file; where the file system can, the copy shares the original's blocks. `to` must be absent.
  package static func copy(_ from: String, to: String, mode: UInt32) throws {
    let source = open(from, O_RDONLY | O_CLOEXEC)
    guard source >= 0 else { throw failure("read", from) }
    defer { close(source) }
    let target = open(to, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, mode)
    guard target >= 0 else { throw failure("write", to) }
    defer { close(target) }
    guard fchmod(target, mode) == 0 else { throw failure("set the mode of", to) }
    // FICLONE of linux/fs.h; it fails where blocks cannot be shared.
    if ioctl(target, 0x4004_9409, source) == 0 { return }
    try copyBytes(source, target, to)
  }

  private static func copyBytes(_ source: Int32, _ target: Int32, _ path: String) throws {
    let buffer = UnsafeMutableRawBufferPointer.allocate(byteCount: 1 << 20, alignment: 64)
    defer { buffer.deallocate() }
    while true {
      let count = Foundation.read(source, buffer.baseAddress, buffer.count)
      if count == 0 { return }
      guard count > 0 else { throw failure("copy to", path) }
      var done = 0
      while done < count {
        let written = Foundation.write(target, buffer.baseAddress?.advanced(by: done), count - done)
        guard written > 0 else { throw failure("write", path) }
        done += written
      }
    }
  }
}
