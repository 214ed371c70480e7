import Crypto
import Glibc
import MartCore

/// A landed file, open for reading once or more; a link is never followed.
final class LandedFile {
  let name: String
  let size: Int64
  private let path: String
  private let descriptor: Int32
  private let opened: stat

  init(_ path: String) throws {
    self.path = path
    name = fileName(path)
    descriptor = open(path, O_RDONLY | O_NOFOLLOW | O_NONBLOCK | O_CLOEXEC)
    var status = stat()
    guard descriptor >= 0, fstat(descriptor, &status) == 0, status.st_mode & S_IFMT == S_IFREG else {
      let cause = descriptor >= 0 ? "it is not a plain file" : systemError()
      if descriptor >= 0 { close(descriptor) }
      throw Failure(
        .cannotWrite, "a landed file cannot be read: \(cause)", at: FileLocation(file: path),
        remedy: "let the user of this program read it, then run again")
    }
    opened = status
    size = Int64(status.st_size)
  }

  deinit { close(descriptor) }

  /// Fills as much of the buffer as the file still holds; 0 at its end.
  func read(into buffer: UnsafeMutableRawBufferPointer) throws -> Int {
    guard let base = buffer.baseAddress else { return 0 }
    var filled = 0
    while filled < buffer.count {
      let count = Glibc.read(descriptor, base + filled, buffer.count - filled)
      if count == 0 { break }
      if count > 0 {
        filled += count
      } else if errno != EINTR {
        throw cannotWrite("the file cannot be read", path)
      }
    }
    return filled
  }

  func rewind() throws {
    guard lseek(descriptor, 0, SEEK_SET) == 0 else { throw cannotWrite("the file cannot be read again", path) }
  }

  /// - Throws: `Failure` where somebody wrote to the file while it was being read.
  func checkUnchanged() throws {
    var now = stat()
    guard fstat(descriptor, &now) == 0, now.st_size == opened.st_size, now.st_mtim.tv_sec == opened.st_mtim.tv_sec,
      now.st_mtim.tv_nsec == opened.st_mtim.tv_nsec
    else {
      throw refusal(
        "DL-02", "the file changed while it was being read", name,
        remedy: "let files be moved into the landing folder when they are complete, and run again")
    }
  }
}

/// The SHA-256 of a landed file as it landed, in 64 hex digits.
package func contentHash(_ path: String) throws -> String {
  let input = RawInput(try LandedFile(path))
  while try !input.next().isEmpty {}
  return input.sha256()
}

/// The bytes of a landed file in pieces of 256 KiB, hashed as they pass.
final class RawInput {
  static let pieceSize = 256 << 10

  let file: LandedFile
  /// How many bytes have passed.
  private(set) var passed: Int64 = 0
  private let piece = UnsafeMutableRawBufferPointer.allocate(byteCount: pieceSize, alignment: 64)
  private var hash = SHA256()

  init(_ file: LandedFile) { self.file = file }

  deinit { piece.deallocate() }

  /// The next piece, valid until the next call; empty at the end.
  func next() throws -> UnsafeRawBufferPointer {
    let count = try file.read(into: piece)
    passed += Int64(count)
    let bytes = UnsafeRawBufferPointer(rebasing: piece[..<count])
    hash.update(bufferPointer: bytes)
    return bytes
  }

  /// The hash of what has passed.
  func sha256() -> String { hexText(hash.finalize()) }
}

func hexText(_ bytes: some Sequence<UInt8>) -> String {
  let digits = Array("0123456789abcdef".utf8)
  var text: [UInt8] = []
  for byte in bytes {
    text.append(digits[Int(byte >> 4)])
    text.append(digits[Int(byte & 15)])
  }
  return String(decoding: text, as: UTF8.self)
}
