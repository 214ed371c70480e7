import Contracts
import Extraction
import Glibc

extension FuzzTarget {
  private static let encodings: [Format.Encoding] = [.utf8, .gb18030, .gbk]

  /// Our decoders against the C library's, over the whole text at once; and what is decoded is encoded again.
  func judgeDecoders(_ bytes: [UInt8]) throws {
    guard let (encoding, rest) = chosen(Self.encodings, bytes) else { return }
    let reader = try TextReader(encoding)
    let text = rest.withUnsafeBufferPointer(reader.text)
    if encoding == .utf8 {
      let isValid = String(validating: rest, as: UTF8.self) != nil
      return try promise(text == (isValid ? rest : nil), "UTF-8 of \(rest.count) bytes is judged otherwise by Swift")
    }
    let name = encoding == .gbk ? "GBK" : "GB18030"
    let expected = converted(rest, from: name, to: "UTF-8")
    // The C library takes 80 as the euro sign of a vendor's code page; GBK has no such character, and we refuse it.
    let hasEuro = encoding == .gbk && text == nil && rest.contains(0x80)
    try promise(text == expected || hasEuro, "\(name) is decoded otherwise by iconv")
    guard let text, let again = converted(text, from: "UTF-8", to: name) else { return }
    try promise(again.withUnsafeBufferPointer(reader.text) == text, "\(name) encoded again is another text")
  }

  /// Nil where a character is invalid, cut, or has no form there.
  private func converted(_ bytes: [UInt8], from: String, to: String) -> [UInt8]? {
    guard let converter = iconv_open(to, from), Int(bitPattern: converter) != -1 else { return nil }
    defer { iconv_close(converter) }
    var input = bytes.map { CChar(bitPattern: $0) }
    var output = [CChar](repeating: 0, count: bytes.count * 4 + 16)
    let room = output.count
    let left = input.withUnsafeMutableBufferPointer { source in
      output.withUnsafeMutableBufferPointer { target -> Int? in
        var (from, fromLeft, to, toLeft) = (source.baseAddress, source.count, target.baseAddress, room)
        let result = iconv(converter, &from, &fromLeft, &to, &toLeft)
        return result == 0 && fromLeft == 0 ? toLeft : nil
      }
    }
    return left.map { output.prefix(room - $0).map { UInt8(bitPattern: $0) } }
  }
}
