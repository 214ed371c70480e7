import Foundation
import MartCore

/// A file being written, front to back; unbuffered, so give it large pieces.
package final class FileSink {
  package let path: String
  private var descriptor: Int32

  /// Makes the file, or empties it; it has exactly `mode`.
  package init(_ path: String, mode: UInt32) throws {
    self.path = path
    descriptor = open(path, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, mode)
    guard descriptor >= 0 else { throw Files.failure("write", path) }
    guard fchmod(descriptor, mode) == 0 else { throw Files.failure("set the mode of", path) }
  }

  package func write(_ bytes: UnsafeRawBufferPointer) throws {
    var rest = bytes
    while !rest.isEmpty {
      let count = Foundation.write(descriptor, rest.baseAddress, rest.count)
      if count < 0 {
        if errno == EINTR { continue }
        throw Files.failure("write", path)
      }
      rest = UnsafeRawBufferPointer(rebasing: rest[count...])
    }
  }

  package func write(_ text: String) throws {
    try Array(text.utf8).withUnsafeBytes { try write($0) }
  }

  /// Ends the file. With `sync` its content is on the disk afterwards.
  package func close(sync: Bool = false) throws {
    guard descriptor >= 0 else { return }
    let synced = !sync || fsync(descriptor) == 0
    let failure = Files.failure("write", path)
    let closed = Foundation.close(descriptor) == 0
    descriptor = -1
    guard synced, closed else { throw failure }
  }

  deinit { if descriptor >= 0 { Foundation.close(descriptor) } }
}

extension Files {
  /// Writes a whole small file with exactly `mode`.
  package static func write(_ text: String, to path: String, mode: UInt32) throws {
    let sink = try FileSink(path, mode: mode)
    try sink.write(text)
    try sink.close()
  }

  /// The whole of a small file as text.
  package static func read(_ path: String) throws -> String {
    guard let data = FileManager.default.contents(atPath: path) else { throw failure("read", path) }
    return String(decoding: data, as: UTF8.self)
  }
}
