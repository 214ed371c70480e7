import Foundation
import MartCore

/// Only one run at a time works on a home: an advisory lock on `run.lock` that ends with the process.
package final class RunLock {
  private var descriptor: Int32

  /// Takes the lock, or fails at once.
  /// - Throws: `Failure(.locked)` naming the process that holds it.
  package init(home: String) throws {
    let path = "\(home)/run.lock"
    try Files.makeFolder(home, mode: 0o750)
    descriptor = open(path, O_RDWR | O_CREAT | O_CLOEXEC, 0o600)
    guard descriptor >= 0 else { throw Files.failure("open", path) }
    guard flock(descriptor, LOCK_EX | LOCK_NB) == 0 else {
      let busy = errno == EWOULDBLOCK
      let holder = Self.holder(descriptor)
      let failure = Files.failure("lock", path)
      close(descriptor)
      descriptor = -1
      throw busy
        ? Failure(
          .locked, "another run holds the lock\(holder)", at: FileLocation(file: path),
          remedy: "wait until it has ended; the lock goes with its process, so never delete the file")
        : failure
    }
    ftruncate(descriptor, 0)
    let text = Array("\(getpid())\n".utf8)
    _ = text.withUnsafeBytes { pwrite(descriptor, $0.baseAddress, $0.count, 0) }
  }

  /// Gives the lock back.
  package func release() {
    guard descriptor >= 0 else { return }
    ftruncate(descriptor, 0)
    close(descriptor)
    descriptor = -1
  }

  deinit { release() }

  private static func holder(_ descriptor: Int32) -> String {
    var bytes = [UInt8](repeating: 0, count: 32)
    let count = bytes.withUnsafeMutableBytes { pread(descriptor, $0.baseAddress, $0.count, 0) }
    guard count > 0 else { return "" }
    let digits = bytes[..<count].prefix { $0 >= 0x30 && $0 <= 0x39 }
    return digits.isEmpty ? "" : " (process \(String(decoding: digits, as: UTF8.self)))"
  }
}
