import CZlib
import Contracts
import MartCore

/// The bytes of a delivery as its parser wants them, decompressed where they are not plain.
protocol ByteStream: AnyObject {
  /// The bytes as they landed, hashed.
  var input: RawInput { get }
  /// Fills as much of the buffer as there is; 0 at the end.
  ///
  /// - Throws: `Failure` with DL-06 for what is truncated, corrupt or too large.
  func read(into buffer: UnsafeMutableRawBufferPointer) throws -> Int
}

func openStream(_ path: String, gzip: Bool, _ limits: Thresholds) throws -> any ByteStream {
  let input = RawInput(try LandedFile(path))
  return gzip ? try GzipStream(input, limits) : PlainStream(input, limits)
}

/// A plain file.
final class PlainStream: ByteStream {
  let input: RawInput
  private let largest: Int64
  private var rest = UnsafeRawBufferPointer(start: nil, count: 0)

  init(_ input: RawInput, _ limits: Thresholds) {
    self.input = input
    largest = limits.fileBytes
  }

  func read(into buffer: UnsafeMutableRawBufferPointer) throws -> Int {
    if rest.isEmpty { rest = try input.next() }
    guard input.passed <= largest else { throw tooLarge(input.file.name, largest) }
    let count = min(rest.count, buffer.count)
    buffer.copyMemory(from: UnsafeRawBufferPointer(rebasing: rest[..<count]))
    rest = UnsafeRawBufferPointer(rebasing: rest[count...])
    return count
  }
}

/// A gzip file of one or more members, inflated in constant memory.
final class GzipStream: ByteStream {
  /// Below this size an expansion does no harm, and short files of spaces expand much.
  private static let harmless: Int64 = 1 << 20

  let input: RawInput
  private let limits: Thresholds
  private let zlib: UnsafeMutablePointer<z_stream>
  private var produced: Int64 = 0
  private var members = 0
  private var isInsideMember = true
  private var hasEnded = false

  init(_ input: RawInput, _ limits: Thresholds) throws {
    self.input = input
    self.limits = limits
    zlib = .allocate(capacity: 1)
    zlib.initialize(to: z_stream())
    guard inflateInit2_(zlib, 15 + 16, ZLIB_VERSION, Int32(MemoryLayout<z_stream>.size)) == Z_OK else {
      throw outOfMemory()
    }
  }

  deinit {
    inflateEnd(zlib)
    zlib.deallocate()
  }

  func read(into buffer: UnsafeMutableRawBufferPointer) throws -> Int {
    guard !hasEnded, let base = buffer.baseAddress else { return 0 }
    let room = min(buffer.count, 1 << 30)
    zlib.pointee.next_out = base.assumingMemoryBound(to: UInt8.self)
    zlib.pointee.avail_out = UInt32(room)
    while zlib.pointee.avail_out > 0 {
      if zlib.pointee.avail_in == 0, try !refill() {
        try end()
        break
      }
      try step()
    }
    let count = room - Int(zlib.pointee.avail_out)
    produced += Int64(count)
    try checkSize()
    return count
  }

  private func refill() throws -> Bool {
    let piece = try input.next()
    guard let base = piece.baseAddress, !piece.isEmpty else { return false }
    zlib.pointee.next_in = UnsafeMutablePointer(mutating: base.assumingMemoryBound(to: UInt8.self))
    zlib.pointee.avail_in = UInt32(piece.count)
    return true
  }

  private func end() throws {
    guard !isInsideMember else {
      throw refusal("DL-06", "the gzip file is truncated after \(grouped(input.passed)) bytes", input.file.name)
    }
    hasEnded = true
  }

  private func step() throws {
    if !isInsideMember {
      guard zlib.pointee.next_in.pointee == 0x1f, inflateReset(zlib) == Z_OK else { throw strayBytes() }
      isInsideMember = true
    }
    let code = inflate(zlib, Z_NO_FLUSH)
    switch code {
    case Z_OK, Z_BUF_ERROR: return
    case Z_STREAM_END:
      members += 1
      isInsideMember = false
    case Z_MEM_ERROR: throw outOfMemory()
    default:
      if members > 0, zlib.pointee.total_out == 0 { throw strayBytes() }
      throw refusal(
        "DL-06", "the gzip file is corrupt before its byte \(grouped(input.passed))", input.file.name)
    }
  }

  private func checkSize() throws {
    guard produced <= limits.fileBytes else { throw tooLarge(input.file.name, limits.fileBytes) }
    let consumed = input.passed - Int64(zlib.pointee.avail_in)
    guard produced <= Self.harmless || produced / Int64(limits.expansion) <= consumed else {
      throw refusal(
        "DL-06", "the gzip file expands more than \(limits.expansion) : 1", input.file.name,
        remedy: "ask the owner what this file is; thresholds.expansion in pipeline.yaml sets the limit")
    }
  }

  private func strayBytes() -> Failure {
    refusal("DL-06", "bytes follow after the last member of the gzip file", input.file.name)
  }

  private func outOfMemory() -> Failure {
    Failure(.internal, "zlib has no memory", remedy: "run again with fewer jobs")
  }
}

private func tooLarge(_ name: String, _ largest: Int64) -> Failure {
  refusal(
    "DL-06", "the file is larger than \(grouped(largest)) bytes", name,
    remedy: "ask the owner what this file is; thresholds.file_bytes in pipeline.yaml sets the limit")
}
