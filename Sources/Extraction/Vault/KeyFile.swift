import Glibc
import MartCore

/// The secret key of all tokens: 64 hex digits and a line end, in a file that its owner alone may read.
package enum KeyFile {
  private static let keyBytes = 32

  /// - Returns: 32 bytes.
  /// - Throws: `Failure` with `.pipeline` where the file is absent, open to others, a link, or no key.
  package static func read(_ path: String) throws -> [UInt8] {
    let descriptor = open(path, O_RDONLY | O_NOFOLLOW | O_CLOEXEC)
    guard descriptor >= 0 else {
      throw problem("the token key cannot be read: \(systemError())", path, "make one, or set key: in pipeline.yaml")
    }
    defer { close(descriptor) }
    var status = stat()
    guard fstat(descriptor, &status) == 0, status.st_mode & S_IFMT == S_IFREG else {
      throw problem("the token key is not a plain file", path, "put the key file itself there")
    }
    guard status.st_mode & 0o077 == 0 else {
      throw problem("the token key is open to others than its owner", path, "chmod 600 \(path)")
    }
    var buffer = [UInt8](repeating: 0, count: 256)
    let count = Glibc.read(descriptor, &buffer, buffer.count)
    guard count >= 0, let key = parse(buffer.prefix(count)) else {
      throw problem("not a token key: 64 hex digits are expected", path, "bring the right key back from its backup")
    }
    return key
  }

  /// Makes a new key from the system's random numbers; an existing file is never touched.
  package static func create(_ path: String) throws -> [UInt8] {
    var random = SystemRandomNumberGenerator()
    let key = (0..<keyBytes).map { _ in UInt8.random(in: .min ... .max, using: &random) }
    let descriptor = open(path, O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC, 0o600)
    guard descriptor >= 0 else { throw cannotWrite("the token key cannot be made", path) }
    defer { close(descriptor) }
    let text = Array((hexText(key) + "\n").utf8)
    guard write(descriptor, text, text.count) == text.count, fsync(descriptor) == 0 else {
      throw cannotWrite("the token key cannot be written", path)
    }
    return key
  }

  private static func parse(_ bytes: ArraySlice<UInt8>) -> [UInt8]? {
    let digits = bytes.last == 0x0a ? bytes.dropLast() : bytes
    guard digits.count == keyBytes * 2 else { return nil }
    let values = digits.compactMap { Character(Unicode.Scalar($0)).hexDigitValue }
    guard values.count == digits.count else { return nil }
    return stride(from: 0, to: values.count, by: 2).map { UInt8(values[$0] << 4 | values[$0 + 1]) }
  }

  private static func problem(_ what: String, _ path: String, _ remedy: String) -> Failure {
    Failure(.pipeline, what, at: FileLocation(file: path), remedy: remedy)
  }
}
