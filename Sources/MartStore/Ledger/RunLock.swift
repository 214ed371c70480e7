import Foundation
import MartCore

/// Only one run at a time works on a home: an advisory lock on `run.lock` that ends with the process.
///
/// The kernel's lock alone counts. What stands in the file says who holds it; what a dead run left there holds nobody up.
package final class RunLock {
  private var descriptor: Int32
  /// Who had it before and ended without giving it back; empty where nobody did.
  package private(set) var abandonedBy = ""

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
          .locked, "another run holds the lock\(holder.isEmpty ? "" : ": \(holder)")", at: FileLocation(file: path),
          remedy: "wait until it has ended; the lock goes with its process, so never delete the file")
        : failure
    }
    abandonedBy = Self.holder(descriptor)
    ftruncate(descriptor, 0)
    let text = Array("pid=\(getpid())\nhost=\(Self.host)\nsince=\(Self.now)\n".utf8)
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

  /// `process 4711 on host since 2024-10-01T01:30:00Z`; empty where the file does not say.
  private static func holder(_ descriptor: Int32) -> String {
    var bytes = [UInt8](repeating: 0, count: 512)
    let count = bytes.withUnsafeMutableBytes { pread(descriptor, $0.baseAddress, $0.count, 0) }
    guard count > 0 else { return "" }
    var found: [String: String] = [:]
    for line in String(decoding: bytes[..<count], as: UTF8.self).split(separator: "\n") {
      let parts = line.split(separator: "=", maxSplits: 1).map { String($0.filter { $0.isASCII && !$0.isWhitespace }) }
      if parts.count == 2 { found[parts[0]] = parts[1] }
    }
    guard let process = found["pid"], let host = found["host"], let since = found["since"] else { return "" }
    return "process \(process) on \(host) since \(since)"
  }

  /// This machine's name.
  package static var host: String {
    var name = [CChar](repeating: 0, count: 256)
    guard gethostname(&name, name.count - 1) == 0 else { return "?" }
    return String(decoding: name.prefix { $0 != 0 }.map(UInt8.init(bitPattern:)), as: UTF8.self)
  }

  /// RFC 3339, in UTC.
  private static var now: String { ISO8601DateFormatter().string(from: Date()) }
}
