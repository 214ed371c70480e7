import CZlib
import Crypto
import MartCore
import MartStore

/// A gzip file without time or name, so that equal content gives equal bytes; hashed while it is written.
final class GzipFile {
  private var stream = z_stream()
  private var hash = SHA256()
  private var size: Int64 = 0
  private let sink: FileSink
  private let buffer: UnsafeMutableRawBufferPointer
  private var isOpen = true

  init(_ path: String, mode: UInt32) throws {
    sink = try FileSink(path, mode: mode)
    buffer = .allocate(byteCount: 1 << 16, alignment: 16)
    // A negative window: the raw stream, around which this file writes gzip's own head and tail.
    let code = deflateInit2_(
      &stream, 6, Z_DEFLATED, -15, 8, Z_DEFAULT_STRATEGY, ZLIB_VERSION, Int32(MemoryLayout<z_stream>.size))
    guard code == Z_OK else { throw broken(code) }
    try put([0x1f, 0x8b, 8, 0, 0, 0, 0, 0, 0, 3])
  }

  private var check = UInt(0)
  private var length = UInt32(0)

  func write(_ bytes: UnsafeRawBufferPointer) throws {
    guard !bytes.isEmpty else { return }
    let start = bytes.assumingMemoryBound(to: UInt8.self).baseAddress
    check = crc32(check, start, UInt32(bytes.count))
    length &+= UInt32(truncatingIfNeeded: bytes.count)
    stream.next_in = UnsafeMutablePointer(mutating: start)
    stream.avail_in = UInt32(bytes.count)
    try drain(Z_NO_FLUSH)
  }

  /// Ends the stream and the file; syncing is the publisher's work.
  func close() throws -> FileDigest {
    stream.next_in = nil
    stream.avail_in = 0
    try drain(Z_FINISH)
    try put(littleEndian(UInt32(truncatingIfNeeded: check)) + littleEndian(length))
    try sink.close()
    release()
    return FileDigest(sha256: hexadecimal(hash.finalize()), size: size)
  }

  deinit {
    release()
    buffer.deallocate()
  }

  private func drain(_ flush: Int32) throws {
    while true {
      stream.next_out = buffer.assumingMemoryBound(to: UInt8.self).baseAddress
      stream.avail_out = UInt32(buffer.count)
      let code = deflate(&stream, flush)
      guard code == Z_OK || code == Z_STREAM_END || code == Z_BUF_ERROR else { throw broken(code) }
      try put(UnsafeRawBufferPointer(rebasing: buffer[..<(buffer.count - Int(stream.avail_out))]))
      if stream.avail_out > 0 { return }
    }
  }

  private func put(_ bytes: UnsafeRawBufferPointer) throws {
    hash.update(bufferPointer: bytes)
    size += Int64(bytes.count)
    try sink.write(bytes)
  }

  private func put(_ bytes: [UInt8]) throws { try bytes.withUnsafeBytes { try put($0) } }

  private func release() {
    if isOpen { deflateEnd(&stream) }
    isOpen = false
  }

  private func broken(_ code: Int32) -> Failure {
    Failure(
      .internal, "compression failed with zlib's code \(code)", at: FileLocation(file: sink.path),
      remedy: "run again; if it stays, report it with this message")
  }
}

private func littleEndian(_ value: UInt32) -> [UInt8] {
  (0..<4).map { UInt8(truncatingIfNeeded: value >> (8 * UInt32($0))) }
}

/// The version of the zlib library that this process uses, such as `1.2.13`.
package func zlibVersionText() -> String { String(cString: zlibVersion()) }
