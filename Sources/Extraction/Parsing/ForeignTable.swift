import Contracts
import MartCore

/// A table that another system wrote, row by row: CSV as RFC 4180 has it, with a header; plain or gzip, UTF-8 or GB18030.
///
/// Fields are cut as bytes, before they are converted: no byte of a GB18030 character is a comma, a quote or a line end.
/// Memory holds one row and a piece of the file.
package final class ForeignTable {
  package let header: [String]
  /// How its characters are written.
  package let encoding: Format.Encoding
  private let path: String
  private let reader: ForeignReader
  private let decoder: DoubleByteDecoder?

  /// - encoding: nil: UTF-8 where all of the file is, else GB18030; the file is then read once to tell.
  /// - Throws: `Failure` with `.usage` where there is no such file, or it has no header.
  package init(_ path: String, encoding: Format.Encoding? = nil) throws {
    self.path = path
    self.encoding = try encoding ?? Self.tell(path)
    decoder = self.encoding == .utf8 ? nil : try DoubleByteDecoder(self.encoding)
    reader = try ForeignReader(path)
    guard try reader.next() else {
      throw Failure(
        .usage, "the file is empty", at: FileLocation(file: path), remedy: "its first line names the columns")
    }
    var names: [String] = []
    for index in reader.fields.indices { names.append(try Self.text(reader, index, decoder, path) ?? "") }
    header = names
  }

  /// The next row, nil at the end: the line on which it begins, and its fields; empty ones are nil.
  /// - Throws: `Failure` with `.refused` where a row has another number of fields than the header, or bytes are no text.
  package func next() throws -> (line: Int, fields: [String?])? {
    while try reader.next() {
      if reader.fields.count == 1, reader.fields[0].isEmpty { continue }
      guard reader.fields.count == header.count else {
        throw Failure(
          .refused, "the row has \(reader.fields.count) fields, the header \(header.count)", rule: "reconcile.csv",
          at: FileLocation(file: path, line: reader.line), remedy: "quote fields that hold commas")
      }
      var fields: [String?] = []
      fields.reserveCapacity(header.count)
      for index in reader.fields.indices { fields.append(try Self.text(reader, index, decoder, path)) }
      return (reader.line, fields)
    }
    return nil
  }

  private static func text(
    _ reader: ForeignReader, _ index: Int, _ decoder: DoubleByteDecoder?, _ path: String
  ) throws -> String? {
    let bytes = reader.bytes[reader.fields[index]]
    if bytes.isEmpty { return nil }
    guard let decoder else {
      let isText = bytes.withUnsafeBufferPointer { all in all.baseAddress.map { firstInvalidUTF8($0, all.count) } ?? -1
      }
      if isText < 0 { return String(decoding: bytes, as: UTF8.self) }
      throw noText(path, reader.line)
    }
    var output = [UInt8](repeating: 0, count: bytes.count * 2 + 4)
    let written = bytes.withUnsafeBufferPointer { source in
      output.withUnsafeMutableBufferPointer { target in
        guard let from = source.baseAddress, let to = target.baseAddress else { return 0 }
        return decoder.decode(from, source.count, to)
      }
    }
    guard written >= 0 else { throw noText(path, reader.line) }
    return String(decoding: output[..<written], as: UTF8.self)
  }

  private static func noText(_ path: String, _ line: Int) -> Failure {
    Failure(
      .refused, "the row holds bytes that are no text", rule: "reconcile.encoding",
      at: FileLocation(file: path, line: line), remedy: "write the file as UTF-8 or GB18030")
  }

  private static func tell(_ path: String) throws -> Format.Encoding {
    let reader = try ForeignReader(path)
    while try reader.next() {
      let invalid = reader.bytes.withUnsafeBufferPointer { all in
        all.baseAddress.map { firstInvalidUTF8($0, all.count) } ?? -1
      }
      if invalid >= 0 { return .gb18030 }
    }
    return .utf8
  }
}

/// Cuts bytes into the fields of one row at a time.
private final class ForeignReader {
  /// The row's fields one behind the other, without quotes.
  private(set) var bytes: [UInt8] = []
  private(set) var fields: [Range<Int>] = []
  /// On which the row begins.
  private(set) var line = 0

  private let path: String
  private let stream: any ByteStream
  private let buffer = UnsafeMutableRawBufferPointer.allocate(byteCount: 1 << 16, alignment: 16)
  private var filled = 0
  private var place = 0
  private var lines = 1

  init(_ path: String) throws {
    self.path = path
    var start = [UInt8](repeating: 0, count: 3)
    _ = try start.withUnsafeMutableBytes { try LandedFile(path).read(into: $0) }
    var limits = Thresholds()
    (limits.expansion, limits.fileBytes) = (1 << 40, .max)
    stream = try openStream(path, gzip: start[0] == 0x1f && start[1] == 0x8b, limits)
    try fill()
    if filled >= 3, buffer[0] == 0xEF, buffer[1] == 0xBB, buffer[2] == 0xBF { place = 3 }
  }

  deinit { buffer.deallocate() }

  private func fill() throws {
    (filled, place) = (try stream.read(into: buffer), 0)
  }

  private func peek() throws -> UInt8? {
    if place == filled { try fill() }
    return filled == 0 ? nil : buffer[place]
  }

  /// Reads a row; false at the end.
  func next() throws -> Bool {
    bytes.removeAll(keepingCapacity: true)
    fields.removeAll(keepingCapacity: true)
    line = lines
    guard try peek() != nil else { return false }
    while true {
      let start = bytes.count
      try readField()
      fields.append(start..<bytes.count)
      guard let end = try peek() else { return true }
      place += 1
      if end == comma { continue }
      if end == back, try peek() == feed { place += 1 }
      lines += 1
      return true
    }
  }

  private func readField() throws {
    guard try peek() == quote else { return try readPlain() }
    let start = lines
    place += 1
    while let byte = try peek() {
      place += 1
      if byte == quote {
        guard try peek() == quote else { return try readPlain() }
        place += 1
      } else if byte == feed {
        lines += 1
      }
      bytes.append(byte)
    }
    throw Failure(
      .refused, "a quoted field is never closed", rule: "reconcile.csv", at: FileLocation(file: path, line: start),
      remedy: "close it with a double quote")
  }

  private func readPlain() throws {
    while let byte = try peek(), byte != comma, byte != feed, byte != back {
      bytes.append(byte)
      place += 1
    }
  }
}

private let comma = UInt8(ascii: ",")
private let quote = UInt8(ascii: "\"")
private let feed = UInt8(ascii: "\n")
private let back = UInt8(ascii: "\r")
