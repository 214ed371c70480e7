import CZlib
import Contracts
import Extraction

extension FuzzTarget {
  /// Framing of gzip: what is inflated is what zlib gives for one member after another, and what zlib refuses is refused.
  func judgeGzip(_ bytes: [UInt8], _ scratch: FuzzScratch) throws {
    let path = try scratch.file("F_20240930.txt.gz", bytes)
    var lines: [[UInt8]] = []
    let refused = try refusal {
      try Survey(path: path, isGzip: true).lines { _, line in
        lines.append(Array(line))
        return true
      }
    }
    guard let whole = inflated(bytes) else {
      return try promise(refused != nil, "what zlib refuses is taken")
    }
    // Marks of byte order are taken off, and a bomb is refused although zlib takes it.
    guard refused == nil else {
      return try promise(whole.count > 1 << 20, "a sound file is refused: \(refused?.what ?? "")")
    }
    let marks: [[UInt8]] = [[0xEF, 0xBB, 0xBF], [0x84, 0x31, 0x95, 0x33]]
    let mark = marks.first { whole.starts(with: $0) }?.count ?? 0
    let joined = Array(lines.joined(separator: [0x0A]))
    let text = Array(whole.dropFirst(mark))
    try promise(joined == text || joined + [0x0A] == text, "the lines are not those of the file")
  }

  /// All members in one piece; nil where a member is corrupt or cut, or something else follows.
  private func inflated(_ bytes: [UInt8]) -> [UInt8]? {
    var (input, output) = (bytes, [UInt8]())
    var room = [UInt8](repeating: 0, count: 64 << 10)
    var place = 0
    repeat {
      guard let used = member(&input, from: place, &room, into: &output) else { return nil }
      place += used
    } while place < bytes.count
    return output
  }

  private func member(
    _ input: inout [UInt8], from: Int, _ room: inout [UInt8], into output: inout [UInt8]
  ) -> Int? {
    var stream = z_stream()
    guard inflateInit2_(&stream, 15 + 16, ZLIB_VERSION, Int32(MemoryLayout<z_stream>.size)) == Z_OK else { return nil }
    defer { inflateEnd(&stream) }
    return input.withUnsafeMutableBufferPointer { source -> Int? in
      guard let base = source.baseAddress else { return nil }
      stream.next_in = base + from
      stream.avail_in = UInt32(source.count - from)
      while true {
        let (code, count) = room.withUnsafeMutableBufferPointer { target -> (Int32, Int) in
          stream.next_out = target.baseAddress
          stream.avail_out = UInt32(target.count)
          let code = inflate(&stream, Z_NO_FLUSH)
          return (code, target.count - Int(stream.avail_out))
        }
        output += room.prefix(count)
        if code == Z_STREAM_END { return source.count - from - Int(stream.avail_in) }
        guard code == Z_OK, count > 0 || stream.avail_in > 0 else { return nil }
      }
    }
  }
}
