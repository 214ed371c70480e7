import Contracts
import Glibc

/// One record as delivered, without its line end; valid until the next one is asked for.
struct Record {
  /// The physical line, from 1, on which it begins.
  var line: Int
  var start: UnsafePointer<UInt8>
  var count: Int

  /// Nothing but a line end.
  var isBlank: Bool { count == 0 || (count == 1 && start[0] == 0x0d) }
  var bytes: UnsafeBufferPointer<UInt8> { UnsafeBufferPointer(start: start, count: count) }
}

/// Cuts a stream into records.
protocol RecordReader: AnyObject {
  var window: ByteWindow { get }
  func next() throws -> Record?
}

func makeReader(_ stream: any ByteStream, _ format: Format) -> any RecordReader {
  let window = ByteWindow(stream)
  if format.kind == .json { return ObjectReader(window, rows: format.rows) }
  return LineReader(window, quotes: format.kind == .separated && format.quoted ? QuoteScanner(format) : nil)
}

/// Records that end with a line feed; with quotes, a line feed inside them does not end one.
final class LineReader: RecordReader {
  let window: ByteWindow
  private let quotes: QuoteScanner?
  private var line = 1
  private var hasBegun = false

  init(_ window: ByteWindow, quotes: QuoteScanner?) {
    self.window = window
    self.quotes = quotes
  }

  func next() throws -> Record? {
    if !hasBegun { try begin() }
    var searched = 0
    while true {
      if let length = length(after: searched) { return take(length, lineEnd: 1) }
      searched = quotes == nil ? window.count : 0
      if try !window.more(line: line) {
        return window.count == 0 ? nil : take(window.count, lineEnd: 0)
      }
    }
  }

  /// Bytes before the line feed that ends the record; nil when it is not in the window yet.
  private func length(after searched: Int) -> Int? {
    let first = window.first
    guard let hit = memchr(first + searched, 0x0a, window.count - searched) else { return nil }
    let length = UnsafeRawPointer(hit) - UnsafeRawPointer(first)
    guard let quotes, memchr(first, 0x22, length) != nil else { return length }
    return quotes.recordLength(first, window.count)
  }

  private func take(_ length: Int, lineEnd: Int) -> Record {
    let record = Record(line: line, start: window.first, count: length)
    if quotes == nil { line += 1 } else { line += 1 + countLineFeeds(record) }
    window.start += length + lineEnd
    return record
  }

  private func countLineFeeds(_ record: Record) -> Int {
    var (count, place) = (0, record.start)
    let end = record.start + record.count
    while let hit = memchr(place, 0x0a, end - place) {
      count += 1
      place = UnsafePointer(hit.assumingMemoryBound(to: UInt8.self)) + 1
    }
    return count
  }

  private func begin() throws {
    hasBegun = true
    _ = try window.more(line: 1)
    window.skipMark()
  }
}

extension ByteWindow {
  /// Steps over a byte order mark (of UTF-8 or GB18030) at the very start of a file.
  func skipMark() {
    for mark in [[0xef, 0xbb, 0xbf], [0x84, 0x31, 0x95, 0x33]] as [[UInt8]]
    where count >= mark.count && memcmp(first, mark, mark.count) == 0 {
      start += mark.count
      return
    }
  }
}

/// Follows quotes over a record whose fields may hold line feeds.
struct QuoteScanner {
  private let separator: [UInt8]
  /// A byte from 0x81 leads a two-byte character whose second byte may look like a separator.
  private let hasTwoByteCharacters: Bool

  init(_ format: Format) {
    separator = format.separator
    hasTwoByteCharacters = format.encoding != .utf8
  }

  /// Bytes before the line feed that ends the record which begins at `start`; nil when there is none in `count` bytes.
  func recordLength(_ start: UnsafePointer<UInt8>, _ count: Int) -> Int? {
    var (index, isFieldStart) = (0, true)
    while index < count {
      let byte = start[index]
      if byte == 0x0a { return index }
      if isFieldStart, byte == 0x22 {
        guard let after = closing(start, count, from: index + 1) else { return nil }
        index = after
        isFieldStart = false
      } else if isSeparator(start + index, count - index) {
        index += separator.count
        isFieldStart = true
      } else {
        index += step(start + index, count - index)
        isFieldStart = false
      }
    }
    return nil
  }

  /// The index after the closing quote; a doubled one does not close.
  private func closing(_ start: UnsafePointer<UInt8>, _ count: Int, from: Int) -> Int? {
    var index = from
    while index < count, let hit = memchr(start + index, 0x22, count - index) {
      let quote = UnsafeRawPointer(hit) - UnsafeRawPointer(start)
      guard quote + 1 < count else { return nil }
      if start[quote + 1] != 0x22 { return quote + 1 }
      index = quote + 2
    }
    return nil
  }

  private func isSeparator(_ place: UnsafePointer<UInt8>, _ count: Int) -> Bool {
    guard count >= separator.count else { return false }
    for index in 0..<separator.count where place[index] != separator[index] { return false }
    return true
  }

  private func step(_ place: UnsafePointer<UInt8>, _ count: Int) -> Int {
    hasTwoByteCharacters && place[0] >= 0x81 && count > 1 && place[1] >= 0x30 ? 2 : 1
  }
}
