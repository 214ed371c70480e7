import Glibc

/// Turns text into GB18030 with the converter of the C library.
///
/// Not shared between threads: every writer has its own.
final class GB18030 {
  private let converter: iconv_t

  init() {
    converter = iconv_open("GB18030", "UTF-8")
  }

  deinit { iconv_close(converter) }

  /// Appends the text; ASCII goes straight through.
  func append(_ text: String, to line: inout [UInt8]) {
    var copy = text
    copy.withUTF8 { utf8 in
      if utf8.allSatisfy({ $0 < 0x80 }) {
        line.append(contentsOf: utf8)
      } else {
        convert(utf8, to: &line)
      }
    }
  }

  /// Whether the bytes are whole characters.
  static func isText(_ bytes: some Collection<UInt8>) -> Bool {
    let reader = iconv_open("UTF-8", "GB18030")
    defer { iconv_close(reader) }
    var input = bytes.map { CChar(bitPattern: $0) }
    var output = [CChar](repeating: 0, count: input.count * 2 + 8)
    return input.withUnsafeMutableBufferPointer { source in
      output.withUnsafeMutableBufferPointer { target in
        var (from, fromLeft, to, toLeft) = (source.baseAddress, source.count, target.baseAddress, target.count)
        return iconv(reader, &from, &fromLeft, &to, &toLeft) != -1
      }
    }
  }

  private func convert(_ utf8: UnsafeBufferPointer<UInt8>, to line: inout [UInt8]) {
    withUnsafeTemporaryAllocation(of: CChar.self, capacity: utf8.count * 2 + 8) { buffer in
      var input = UnsafeMutableRawPointer(mutating: utf8.baseAddress)?.assumingMemoryBound(to: CChar.self)
      var inputLeft = utf8.count
      var output = buffer.baseAddress
      var outputLeft = buffer.count
      _ = iconv(converter, &input, &inputLeft, &output, &outputLeft)
      line.append(contentsOf: UnsafeRawBufferPointer(buffer).prefix(buffer.count - outputLeft))
    }
  }
}
