import CZlib
import Contracts
import Glibc
import MartCore

/// One gzip member without a time stamp.
public func gzip(_ bytes: [UInt8]) throws -> [UInt8] {
  var stream = z_stream()
  let opened = deflateInit2_(
    &stream, 6, Z_DEFLATED, 31, 8, Z_DEFAULT_STRATEGY, ZLIB_VERSION, Int32(MemoryLayout<z_stream>.size))
  guard opened == Z_OK else { throw Failure(.internal, "zlib does not start", remedy: "report it") }
  defer { deflateEnd(&stream) }
  var input = bytes
  let room = Int(deflateBound(&stream, UInt(bytes.count))) + 64
  var output = [UInt8](repeating: 0, count: room)
  let written = input.withUnsafeMutableBufferPointer { source in
    output.withUnsafeMutableBufferPointer { target -> Int in
      stream.next_in = source.baseAddress
      stream.avail_in = UInt32(source.count)
      stream.next_out = target.baseAddress
      stream.avail_out = UInt32(target.count)
      deflate(&stream, Z_FINISH)
      return room - Int(stream.avail_out)
    }
  }
  return Array(output.prefix(written))
}

/// A text in GB18030 or GBK, by the C library's own converter.
public func encoded(_ text: String, _ encoding: Format.Encoding) throws -> [UInt8] {
  let name = encoding == .gbk ? "GBK" : "GB18030"
  guard let converter = iconv_open(name, "UTF-8"), Int(bitPattern: converter) != -1 else {
    throw Failure(.internal, "iconv does not know \(name)", remedy: "install the C library's converters")
  }
  defer { iconv_close(converter) }
  var input = text.utf8.map { CChar(bitPattern: $0) }
  var output = [CChar](repeating: 0, count: text.utf8.count * 4 + 16)
  let room = output.count
  let left = input.withUnsafeMutableBufferPointer { source in
    output.withUnsafeMutableBufferPointer { target -> Int? in
      var from = source.baseAddress
      var fromLeft = source.count
      var to = target.baseAddress
      var toLeft = room
      return iconv(converter, &from, &fromLeft, &to, &toLeft) == -1 ? nil : toLeft
    }
  }
  guard let left else { throw Failure(.internal, "the text has no form in \(name)", remedy: "write another text") }
  return output.prefix(room - left).map { UInt8(bitPattern: $0) }
}
