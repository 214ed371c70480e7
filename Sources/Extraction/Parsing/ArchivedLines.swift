import Contracts
import Glibc
import MartCore

/// Some records of a kept delivery as they were delivered, as text, by the line on which each begins.
///
/// Bytes that are no text, and control characters, are spelled `\xHH`.
/// - Throws: `Failure` with `.refused` where the file cannot be read.
package func archivedLines(_ lines: Set<Int64>, of file: DeliveryFile, feed: Feed, limits: Thresholds) throws
  -> [Int64: String]
{
  guard let path = file.delivery.dataPath, let last = lines.max() else { return [:] }
  let reader = makeReader(try openStream(path, gzip: file.isGzip, limits), feed.format)
  let spelling = LineSpelling(feed.format.encoding)
  var found: [Int64: String] = [:]
  while let record = try reader.next(), Int64(record.line) <= last {
    if lines.contains(Int64(record.line)) { found[Int64(record.line)] = spelling.text(of: record.bytes) }
  }
  return found
}

/// Spells delivered bytes for a screen.
private final class LineSpelling {
  private let converter: iconv_t

  init(_ encoding: Format.Encoding) {
    let name =
      switch encoding {
      case .utf8: "UTF-8"
      case .gb18030: "GB18030"
      case .gbk: "GBK"
      }
    converter = iconv_open("UTF-8", name)
  }

  deinit { iconv_close(converter) }

  func text(of bytes: UnsafeBufferPointer<UInt8>) -> String {
    var text = ""
    var place = 0
    while place < bytes.count {
      let byte = bytes[place]
      if byte >= 0x20, byte < 0x7F {
        text.unicodeScalars.append(Unicode.Scalar(byte))
        place += 1
      } else if byte >= 0x80, let (character, length) = character(bytes, place) {
        text += character
        place += length
      } else {
        text += byte == 0x01 ? "\\x01" : Self.escaped(byte)
        place += 1
      }
    }
    return text
  }

  private static func escaped(_ byte: UInt8) -> String {
    let digits = String(byte, radix: 16, uppercase: true)
    return "\\x" + (digits.utf8.count < 2 ? "0" : "") + digits
  }

  /// The character that begins here, and how many bytes it takes; nil where none does.
  private func character(_ bytes: UnsafeBufferPointer<UInt8>, _ place: Int) -> (String, Int)? {
    for length in 1...4 where place + length <= bytes.count {
      var input = (0..<length).map { CChar(bitPattern: bytes[place + $0]) }
      var output = [CChar](repeating: 0, count: 8)
      let written = input.withUnsafeMutableBufferPointer { source in
        output.withUnsafeMutableBufferPointer { target -> Int? in
          var (from, fromLeft, to, toLeft) = (source.baseAddress, source.count, target.baseAddress, target.count)
          iconv(converter, nil, nil, nil, nil)
          return iconv(converter, &from, &fromLeft, &to, &toLeft) == 0 ? target.count - toLeft : nil
        }
      }
      if let written, written > 0 {
        return (String(decoding: output.prefix(written).map { UInt8(bitPattern: $0) }, as: UTF8.self), length)
      }
    }
    return nil
  }
}
