import Glibc
import MartCore

/// Pages written behind those of a SQLite file in which no transaction is open (decision 0051).
///
/// The connection sees them after `publish`, if it does not lock the file for itself; before it has written to the file
/// and this goes on, `resume` looks how many pages there are now.
/// - Source: https://www.sqlite.org/fileformat2.html, the header and pages of b-trees.
final class PageFile {
  static let pageSize = 16_384
  /// Pages that are written together.
  private static let most = 16
  private static let headerSize = 100

  private let path: String
  private var descriptor: Int32
  private let room = UnsafeMutablePointer<UInt8>.allocate(capacity: most * pageSize)
  private var waiting = 0
  /// Of the file, those that wait to be written among them; the last one's number.
  private(set) var count: UInt32 = 0

  /// - Throws: `Failure` with `.internal` where the file is not laid out as `Store` does it.
  init(_ path: String) throws {
    self.path = path
    descriptor = open(path, O_RDWR | O_NOFOLLOW | O_CLOEXEC)
    guard descriptor >= 0 else { throw cannotWrite("the staging file cannot be written", path) }
    try resume()
  }

  deinit {
    close()
    room.deallocate()
  }

  /// Nothing more is written. To be called outside of transactions: this takes all locks of the process on the file.
  func close() {
    if descriptor >= 0 { Glibc.close(descriptor) }
    descriptor = -1
  }

  /// Puts a page behind the last one.
  ///
  /// - Returns: its number.
  func append(_ page: UnsafePointer<UInt8>) throws -> UInt32 {
    if waiting == Self.most { try flush() }
    (room + waiting * Self.pageSize).update(from: page, count: Self.pageSize)
    waiting += 1
    count += 1
    return count
  }

  /// Writes a page that the file has already.
  func replace(_ number: UInt32, by page: UnsafePointer<UInt8>) throws {
    try write(page, Self.pageSize, at: (Int(number) - 1) * Self.pageSize)
  }

  /// Lets the connection see the pages: the header tells how many there are, and that something has changed.
  func publish() throws {
    try flush()
    var header = try readHeader()
    let changes = Self.word(header, 24) &+ 1
    Self.put(changes, &header, 24)
    Self.put(count, &header, 28)
    Self.put(changes, &header, 92)
    try header.withUnsafeBufferPointer { bytes in
      if let start = bytes.baseAddress { try write(start, bytes.count, at: 0) }
    }
  }

  /// Counts the pages anew.
  func resume() throws {
    let header = try readHeader()
    count = Self.word(header, 28)
    // Page size, no bytes kept free, schema format 4, no pointer maps, UTF-8.
    let isOurs =
      Int(header[16]) << 8 | Int(header[17]) == Self.pageSize && header[20] == 0 && Self.word(header, 44) == 4
      && Self.word(header, 52) == 0 && Self.word(header, 56) == 1
    guard isOurs, count > 0 else {
      throw Failure(
        .internal, "the staging file is not laid out as rows are written", at: FileLocation(file: path),
        remedy: "report it with this message, and the version that `mart --version` tells")
    }
  }

  private func flush() throws {
    guard waiting > 0 else { return }
    try write(room, waiting * Self.pageSize, at: (Int(count) - waiting) * Self.pageSize)
    waiting = 0
  }

  private func write(_ start: UnsafePointer<UInt8>, _ size: Int, at offset: Int) throws {
    var written = 0
    while written < size {
      let count = pwrite(descriptor, start + written, size - written, offset + written)
      if count > 0 {
        written += count
      } else if count == 0 || errno != EINTR {
        throw cannotWrite("the staging file cannot be written", path)
      }
    }
  }

  private func readHeader() throws -> [UInt8] {
    var header = [UInt8](repeating: 0, count: Self.headerSize)
    guard pread(descriptor, &header, header.count, 0) == header.count else {
      throw cannotWrite("the staging file cannot be read", path)
    }
    return header
  }

  private static func word(_ bytes: [UInt8], _ index: Int) -> UInt32 {
    bytes[index..<index + 4].reduce(0) { $0 << 8 | UInt32($1) }
  }

  private static func put(_ word: UInt32, _ bytes: inout [UInt8], _ index: Int) {
    for place in 0..<4 { bytes[index + place] = UInt8(truncatingIfNeeded: word >> (24 - place * 8)) }
  }
}
