import Crypto
import Foundation
import MartCore

/// What a file holds, as its size and the SHA-256 of its bytes.
package struct FileDigest: Hashable, Sendable {
  /// Lower-case hexadecimal.
  package var sha256: String
  package var size: Int64

  package init(sha256: String, size: Int64) {
    self.sha256 = sha256
    self.size = size
  }

  /// Reads the file once, a piece at a time (about 3 s/GiB).
  package init(of path: String) throws {
    let descriptor = open(path, O_RDONLY | O_CLOEXEC)
    guard descriptor >= 0 else { throw Files.failure("read", path) }
    defer { close(descriptor) }
    var hash = SHA256()
    var size: Int64 = 0
    let buffer = UnsafeMutableRawBufferPointer.allocate(byteCount: 1 << 18, alignment: 64)
    defer { buffer.deallocate() }
    while true {
      let count = Foundation.read(descriptor, buffer.baseAddress, buffer.count)
      if count == 0 { break }
      if count < 0 {
        if errno == EINTR { continue }
        throw Files.failure("read", path)
      }
      hash.update(bufferPointer: UnsafeRawBufferPointer(rebasing: buffer[..<count]))
      size += Int64(count)
    }
    self.init(sha256: hexadecimal(hash.finalize()), size: size)
  }
}

/// SHA-256 of a text's UTF-8 bytes, as lower-case hexadecimal.
package func sha256(of text: String) -> String { hexadecimal(SHA256.hash(data: Data(text.utf8))) }

/// Bytes as lower-case hexadecimal digits.
package func hexadecimal(_ bytes: some Sequence<UInt8>) -> String {
  let digits = Array("0123456789abcdef".utf8)
  var text: [UInt8] = []
  for byte in bytes {
    text.append(digits[Int(byte >> 4)])
    text.append(digits[Int(byte & 15)])
  }
  return String(decoding: text, as: UTF8.self)
}
