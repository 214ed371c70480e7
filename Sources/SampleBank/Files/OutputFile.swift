import Glibc
import MartCore

/// A file for its owner only, compressed where asked; the same bytes in give the same bytes out.
final class OutputFile {
  private let path: String
  private let descriptor: CInt
  private let deflater: Deflater?
  private var buffer: [UInt8] = []
  private var isEmpty = true
  private let chunk: Int
  private let hasMembers: Bool

  /// - Throws: ``Failure`` when the file cannot be made.
  /// - memberBytes: begin another compressed member after about so many bytes; nil for one member.
  init(_ path: String, compressed: Bool = false, memberBytes: Int? = nil) throws {
    self.path = path
    chunk = memberBytes ?? 1 << 18
    hasMembers = memberBytes != nil
    descriptor = open(path, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0o600)
    deflater = compressed ? Deflater() : nil
    guard descriptor >= 0, fchmod(descriptor, 0o600) == 0 else { throw Self.failure(path) }
    buffer.reserveCapacity(chunk * 2)
  }

  /// The whole file at once.
  static func write(_ text: String, to path: String) throws {
    let file = try OutputFile(path)
    try file.write(text.utf8)
    try file.finish()
  }

  /// Lets the file look as if it had been written then, to the second; parts of a second are today's, so that a file that
  /// is made anew is told from the one before.
  static func stamp(_ path: String, secondsSince1970 seconds: Int) throws {
    var times = [timespec](repeating: timespec(), count: 2)
    clock_gettime(CLOCK_REALTIME, &times[0])
    times[0].tv_sec = seconds
    times[1] = times[0]
    guard utimensat(AT_FDCWD, path, times, 0) == 0 else { throw failure(path) }
  }

  func write(_ bytes: some Collection<UInt8>) throws {
    buffer.append(contentsOf: bytes)
    if buffer.count >= chunk { try flush(last: false) }
  }

  /// Writes what is left and closes the file.
  func finish() throws {
    try flush(last: true)
    guard close(descriptor) == 0 else { throw Self.failure(path) }
  }

  private func flush(last: Bool) throws {
    try buffer.withUnsafeBytes { bytes in
      guard let deflater else { return try put(bytes) }
      guard hasMembers else { return try deflater.push(bytes, last: last, to: put) }
      guard !bytes.isEmpty || isEmpty else { return }
      try deflater.push(bytes, last: true, to: put)
      deflater.restart()
      isEmpty = false
    }
    buffer.removeAll(keepingCapacity: true)
  }

  private func put(_ bytes: UnsafeRawBufferPointer) throws {
    var left = bytes[...]
    while !left.isEmpty {
      let rest = UnsafeRawBufferPointer(rebasing: left)
      let count = Glibc.write(descriptor, rest.baseAddress, rest.count)
      guard count > 0 || errno == EINTR else { throw Self.failure(path) }
      left = left.dropFirst(max(0, count))
    }
  }

  static func failure(_ path: String) -> Failure {
    Failure(
      .cannotWrite, "cannot write \(path): \(String(cString: strerror(errno)))",
      remedy: "free space or choose another --out")
  }
}
