import Contracts
import MartCore

/// Looks for what a feed must never bring. It is found before anything of its row is written; no value is told.
///
/// Only a header, and rows that do not have the contract's shape, have room for it.
struct ForbiddenData {
  private let rule: Forbidden
  private let feed: Feed
  private let file: String
  private let known: Set<String>

  /// Nil where the feed forbids nothing.
  init?(_ feed: Feed, file: String) {
    guard let rule = feed.forbidden else { return nil }
    self.rule = rule
    self.feed = feed
    self.file = file
    known = Set(feed.columns.map(\.source))
  }

  /// - Throws: the refusal of a file whose header names such a column.
  func check(header names: [String], line: Int) throws {
    guard let word = names.lazy.filter({ !known.contains($0) }).compactMap({ rule.word(within: $0) }).first else {
      return
    }
    throw refused("the header names a column like '\(word)'", line)
  }

  /// - Throws: the refusal of a file with a row, not of the contract's shape, that holds such data.
  func check(_ record: Record) throws {
    let bytes = try decoded(record)
    switch feed.format.kind {
    case .separated:
      if feed.format.quoted { try check(fields(bytes[...], quoted: true), record.line) }
      // A quote that is never closed makes one record of all lines that follow.
      guard !feed.format.quoted || bytes.count(where: { $0 == 0x22 }) % 2 == 1 else { return }
      for line in bytes.split(separator: 0x0a) { try check(fields(line), record.line) }
    case .fixed:
      let length = feed.columns.reduce(0) { $0 + $1.width }
      if bytes.count > length, isDigits(bytes[length...]) { throw surplus(record.line) }
    case .jsonLines, .json:
      if let word = names(bytes).lazy.filter({ !known.contains($0) }).compactMap({ rule.word(within: $0) }).first {
        throw refused("an object names something like '\(word)'", record.line)
      }
    }
  }

  /// In UTF-8 where it is separated text of another encoding that can be read; else as it stands.
  private func decoded(_ record: Record) throws -> [UInt8] {
    guard feed.format.kind == .separated, feed.format.encoding != .utf8 else { return Array(record.bytes) }
    let decoder = try DoubleByteDecoder(feed.format.encoding)
    let room = UnsafeMutablePointer<UInt8>.allocate(capacity: record.count * 2 + 1)
    defer { room.deallocate() }
    let written = decoder.decode(record.start, record.count, room)
    return Array(written < 0 ? record.bytes : UnsafeBufferPointer(start: room, count: written))
  }

  private func check(_ fields: [ArraySlice<UInt8>], _ line: Int) throws {
    guard fields.count > feed.columns.count else { return }
    let last = fields[feed.columns.count...].last { !trimmed($0).isEmpty }
    if let last, isDigits(last) { throw surplus(line) }
    guard feed.format.header != .names else { return }
    if let word = fields.lazy.compactMap({ rule.wholeWord(of: String(decoding: $0, as: UTF8.self)) }).first {
      throw refused("a line with more fields than contracted names a column like '\(word)'", line)
    }
  }

  private func surplus(_ line: Int) -> Failure {
    let range = rule.digits.map {
      $0.lowerBound == $0.upperBound ? "\($0.lowerBound)" : "\($0.lowerBound) to \($0.upperBound)"
    }
    return refused("a row has more fields than contracted, the last of \(range ?? "some") digits", line)
  }

  private func refused(_ what: String, _ line: Int) -> Failure {
    refusal(
      rule.id, "\(what), and \(rule.because)", file, line: line,
      remedy: "take the file out of the landing folder and destroy it; ask the owner for one without such data")
  }

  // MARK: Cutting

  /// The fields of a line; with quotes, separators inside them cut nothing.
  private func fields(_ line: ArraySlice<UInt8>, quoted: Bool = false) -> [ArraySlice<UInt8>] {
    let separator = feed.format.separator
    var (fields, start, index, isInside) = ([ArraySlice<UInt8>](), line.startIndex, line.startIndex, false)
    while index < line.endIndex {
      if quoted, line[index] == 0x22 { isInside.toggle() }
      if !isInside, line[index...].starts(with: separator) {
        fields.append(line[start..<index])
        index += separator.count
        start = index
      } else {
        index += 1
      }
    }
    return fields + [line[start...]]
  }

  private func trimmed(_ field: ArraySlice<UInt8>) -> ArraySlice<UInt8> {
    let isFiller = { (byte: UInt8) in byte <= 0x20 || byte == 0x22 }
    guard let last = field.lastIndex(where: { !isFiller($0) }) else { return [] }
    return field[...last].drop(while: isFiller)
  }

  private func isDigits(_ field: ArraySlice<UInt8>) -> Bool {
    let text = trimmed(field)
    return rule.digits?.contains(text.count) == true && text.allSatisfy(isDigit)
  }

  /// The names of an object and of all inside it: texts before a colon.
  private func names(_ object: [UInt8]) -> [String] {
    var names: [String] = []
    var index = 0
    while index < object.count {
      guard object[index] == 0x22 else {
        index += 1
        continue
      }
      let start = index + 1
      index = start
      while index < object.count, object[index] != 0x22 { index += object[index] == UInt8(ascii: "\\") ? 2 : 1 }
      let end = min(index, object.count)
      index = end + 1
      var after = index
      while after < object.count, object[after] <= 0x20 { after += 1 }
      if after < object.count, object[after] == UInt8(ascii: ":") {
        names.append(String(decoding: object[start..<end], as: UTF8.self))
      }
    }
    return names
  }
}
