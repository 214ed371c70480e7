import CZlib
import MartCore
import MartStore

/// Rows as lines of text in gzip parts, exact for every value: what goes to another engine and comes back.
///
/// Shape: one row a line, fields separated by tabs; NULL is `\N`, and inside a text `\` is `\s`, a tab `\t`, a line's end
/// `\n`, a carriage return `\r`. So no value can be taken for another, which CSV does not promise of NULL and ''.
package final class CopyWriter {
  /// Names of the parts, in order, relative to the folder.
  package private(set) var parts: [String] = []
  package private(set) var rows: Int64 = 0

  private let folder: String
  private let rowsPerPart: Int64
  private var file: gzFile?
  private var buffer: [UInt8] = []

  package init(_ folder: String, rowsPerPart: Int64) throws {
    self.folder = folder
    self.rowsPerPart = rowsPerPart
    buffer.reserveCapacity(1 << 17)
    try Files.makeFolder(folder, mode: 0o700)
  }

  deinit { if let file { gzclose(file) } }

  package func append(_ row: RawRow, columns: Int) throws {
    if rows % rowsPerPart == 0 { try begin() }
    for column in 0..<columns {
      if column > 0 { buffer.append(UInt8(ascii: "\t")) }
      if row.isNull(column) {
        buffer += [UInt8(ascii: "\\"), UInt8(ascii: "N")]
      } else if row.kind(column) == .text {
        row.bytes(column) { for byte in $0 { put(byte) } }
      } else {
        buffer += row.string(column).utf8
      }
    }
    buffer.append(UInt8(ascii: "\n"))
    rows += 1
    if buffer.count >= 1 << 16 { try flush() }
  }

  /// Ends the last part; a relation without rows has one empty part.
  package func finish() throws {
    if parts.isEmpty { try begin() }
    try end()
  }

  @inline(__always)
  private func put(_ byte: UInt8) {
    switch byte {
    case UInt8(ascii: "\\"): buffer += [UInt8(ascii: "\\"), UInt8(ascii: "s")]
    case UInt8(ascii: "\t"): buffer += [UInt8(ascii: "\\"), UInt8(ascii: "t")]
    case UInt8(ascii: "\n"): buffer += [UInt8(ascii: "\\"), UInt8(ascii: "n")]
    case UInt8(ascii: "\r"): buffer += [UInt8(ascii: "\\"), UInt8(ascii: "r")]
    default: buffer.append(byte)
    }
  }

  private func begin() throws {
    try end()
    let digits = String(parts.count)
    let name = "part-\(String(repeating: "0", count: max(0, 5 - digits.count)))\(digits).gz"
    // Level 1: the part is read once, by the next program.
    guard let opened = gzopen("\(folder)/\(name)", "wb1") else { throw Files.failure("write", "\(folder)/\(name)") }
    file = opened
    parts.append(name)
  }

  private func flush() throws {
    guard let file, !buffer.isEmpty else { return }
    let written = buffer.withUnsafeBytes { gzwrite(file, $0.baseAddress, UInt32($0.count)) }
    guard written == buffer.count else { throw Files.failure("write", "\(folder)/\(parts.last ?? "")") }
    buffer.removeAll(keepingCapacity: true)
  }

  private func end() throws {
    try flush()
    guard let open = file else { return }
    file = nil
    guard gzclose(open) == Z_OK else { throw Files.failure("write", "\(folder)/\(parts.last ?? "")") }
  }
}

/// Reads what `CopyWriter` writes, or Spark in its form: every `part-…gz` of a folder, in the order of their names.
package enum CopyReader {
  /// Calls `body` with the fields of every row; nil is NULL.
  /// - Throws: `Failure(.refused)` for a part that is cut short.
  package static func rows(in folder: String, _ body: ([String?]) throws -> Void) throws {
    for name in try Files.names(in: folder).sorted() where name.hasPrefix("part-") {
      try lines(of: "\(folder)/\(name)") { try body(fields($0)) }
    }
  }

  private static func lines(of path: String, _ body: (ArraySlice<UInt8>) throws -> Void) throws {
    guard let file = gzopen(path, "rb") else { throw Files.failure("read", path) }
    defer { gzclose_r(file) }
    var rest: [UInt8] = []
    var chunk = [UInt8](repeating: 0, count: 1 << 16)
    while true {
      let count = chunk.withUnsafeMutableBytes { gzread(file, $0.baseAddress, UInt32($0.count)) }
      guard count >= 0 else {
        throw Failure(
          .refused, "a part of a table that came back is damaged", at: FileLocation(file: path), remedy: "run again")
      }
      if count == 0 { break }
      rest += chunk[0..<Int(count)]
      var start = 0
      while let end = rest[start...].firstIndex(of: UInt8(ascii: "\n")) {
        try body(rest[start..<end])
        start = end + 1
      }
      rest.removeFirst(start)
    }
    guard rest.isEmpty else {
      throw Failure(.refused, "a part of a table ends inside a row", at: FileLocation(file: path), remedy: "run again")
    }
  }

  static func fields(_ line: ArraySlice<UInt8>) -> [String?] {
    line.split(separator: UInt8(ascii: "\t"), omittingEmptySubsequences: false).map(value)
  }

  private static func value(_ field: ArraySlice<UInt8>) -> String? {
    guard let first = field.firstIndex(of: UInt8(ascii: "\\")) else { return String(decoding: field, as: UTF8.self) }
    if field.count == 2, field[first + 1] == UInt8(ascii: "N") { return nil }
    var plain: [UInt8] = []
    var isEscaped = false
    for byte in field {
      if isEscaped {
        plain.append(escapes[byte] ?? byte)
        isEscaped = false
      } else if byte == UInt8(ascii: "\\") {
        isEscaped = true
      } else {
        plain.append(byte)
      }
    }
    return String(decoding: plain, as: UTF8.self)
  }

  private static let escapes: [UInt8: UInt8] = [
    UInt8(ascii: "s"): UInt8(ascii: "\\"), UInt8(ascii: "t"): UInt8(ascii: "\t"), UInt8(ascii: "n"): UInt8(ascii: "\n"),
    UInt8(ascii: "r"): UInt8(ascii: "\r"),
  ]
}
