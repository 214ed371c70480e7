import CZlib
import Foundation
import MartCore

/// Reads back files that were written before.
enum WrittenFile {
  /// All bytes of the file, expanded where it is compressed, whatever the number of its members.
  ///
  /// - Throws: ``Failure`` when it cannot be read or expanded.
  static func bytes(of path: String, compressed: Bool) throws -> [UInt8] {
    guard let data = FileManager.default.contents(atPath: path) else { throw failure(path) }
    let bytes = [UInt8](data)
    guard compressed else { return bytes }
    guard let expanded = Inflater().expand(bytes) else { throw failure(path) }
    return expanded
  }

  private static func failure(_ path: String) -> Failure {
    Failure(.cannotWrite, "cannot read back \(path)", remedy: "choose another --out")
  }
}

/// Expands gzip members.
private final class Inflater {
  private let stream: UnsafeMutablePointer<z_stream>
  private var output = [UInt8](repeating: 0, count: 1 << 18)

  init() {
    stream = .allocate(capacity: 1)
    stream.initialize(to: z_stream())
    inflateInit2_(stream, 31, ZLIB_VERSION, CInt(MemoryLayout<z_stream>.size))
  }

  deinit {
    inflateEnd(stream)
    stream.deallocate()
  }

  /// Nil where the bytes are no whole members.
  func expand(_ input: [UInt8]) -> [UInt8]? {
    var result: [UInt8] = []
    var copy = input
    let isWhole = copy.withUnsafeMutableBufferPointer { bytes in
      stream.pointee.next_in = bytes.baseAddress
      stream.pointee.avail_in = UInt32(bytes.count)
      return output.withUnsafeMutableBufferPointer { buffer in
        while true {
          stream.pointee.next_out = buffer.baseAddress
          stream.pointee.avail_out = UInt32(buffer.count)
          let state = inflate(stream, Z_NO_FLUSH)
          result.append(contentsOf: buffer.prefix(buffer.count - Int(stream.pointee.avail_out)))
          switch state {
          case Z_OK: continue
          case Z_STREAM_END where stream.pointee.avail_in == 0: return true
          case Z_STREAM_END: inflateReset(stream)
          default: return false
          }
        }
      }
    }
    return isWhole ? result : nil
  }
}
