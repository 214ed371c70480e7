import Glibc
import MartCore

/// A view that slides over a stream: the bytes from `start` to `end` lie in memory together.
final class ByteWindow {
  /// No record may be longer; so memory stays bounded whatever lands.
  private static let longestRecord = 16 << 20

  let stream: any ByteStream
  private(set) var base: UnsafeMutablePointer<UInt8>
  private var capacity = 1 << 20
  var start = 0
  private(set) var end = 0
  private(set) var isAtEnd = false

  init(_ stream: any ByteStream) {
    self.stream = stream
    base = .allocate(capacity: capacity)
  }

  deinit { base.deallocate() }

  var count: Int { end - start }
  var first: UnsafeMutablePointer<UInt8> { base + start }

  /// Reads on, keeping the bytes from `start`; false at the end of the stream. Pointers into the window move.
  ///
  /// - line: where the record in hand began, for the message when it grows too long.
  func more(line: Int) throws -> Bool {
    if isAtEnd { return false }
    if start > 0 {
      memmove(base, base + start, count)
      end -= start
      start = 0
    }
    if capacity - end < RawInput.pieceSize { try grow(line) }
    let room = UnsafeMutableRawBufferPointer(start: base + end, count: capacity - end)
    let read = try stream.read(into: room)
    end += read
    isAtEnd = read == 0
    return read > 0
  }

  private func grow(_ line: Int) throws {
    guard capacity < Self.longestRecord * 2 else {
      throw refusal(
        "DL-06", "the record that begins here is longer than 16 MiB", stream.input.file.name, line: line,
        remedy: "look for a line end or a closing quote that is missing, and ask the owner for the file again")
    }
    let larger = UnsafeMutablePointer<UInt8>.allocate(capacity: capacity * 2)
    memcpy(larger, base, end)
    base.deallocate()
    base = larger
    capacity *= 2
  }
}
