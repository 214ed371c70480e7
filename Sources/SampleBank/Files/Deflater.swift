import CZlib

/// Compresses a stream of bytes into gzip members without time and name, at the fastest level.
final class Deflater {
  /// At an address of its own, which zlib remembers.
  private let stream: UnsafeMutablePointer<z_stream>
  private var output = [UInt8](repeating: 0, count: 1 << 18)

  init() {
    stream = .allocate(capacity: 1)
    stream.initialize(to: z_stream())
    deflateInit2_(
      stream, 1, Z_DEFLATED, 31, 9, Z_DEFAULT_STRATEGY, ZLIB_VERSION, CInt(MemoryLayout<z_stream>.size))
  }

  deinit {
    deflateEnd(stream)
    stream.deallocate()
  }

  /// Begins another member.
  func restart() { deflateReset(stream) }

  /// Takes in the bytes and hands on what has come out; with `last`, all of it.
  func push(_ input: UnsafeRawBufferPointer, last: Bool, to sink: (UnsafeRawBufferPointer) throws -> Void) rethrows {
    let bytes = UnsafeMutablePointer(mutating: input.assumingMemoryBound(to: UInt8.self).baseAddress)
    stream.pointee.next_in = bytes
    stream.pointee.avail_in = UInt32(input.count)
    try output.withUnsafeMutableBytes { buffer in
      repeat {
        stream.pointee.next_out = buffer.assumingMemoryBound(to: UInt8.self).baseAddress
        stream.pointee.avail_out = UInt32(buffer.count)
        deflate(stream, last ? Z_FINISH : Z_NO_FLUSH)
        try sink(UnsafeRawBufferPointer(buffer).prefixBytes(buffer.count - Int(stream.pointee.avail_out)))
      } while stream.pointee.avail_out == 0
    }
  }
}

extension UnsafeRawBufferPointer {
  fileprivate func prefixBytes(_ count: Int) -> UnsafeRawBufferPointer {
    UnsafeRawBufferPointer(rebasing: self[..<count])
  }
}
