import Contracts
import MartCore

/// The first line of a file that names its columns, held against the contract (DL-08).
struct HeaderNames {
  private let feed: Feed
  private let name: String

  init(_ feed: Feed, _ name: String) {
    self.feed = feed
    self.name = name
  }

  /// - Throws: `Failure` with the rule of `forbid:` for a name that it does not allow, with DL-08 that names every column that is missing, extra or in another place.
  func check(_ record: Record) throws {
    let expected = feed.columns.map(\.source)
    let found = names(try text(record))
    try ForbiddenData(feed, file: name)?.check(header: found, line: record.line)
    guard found != expected else { return }
    var problems = expected.filter { !found.contains($0) }.map { name -> String in
      let near = nearest(to: name, in: found.filter { !expected.contains($0) })
      return "'\(name)' is missing" + (near.map { " ('\($0)' stands there)" } ?? "")
    }
    problems += found.filter { !expected.contains($0) }.map { name in
      "'\(name)' is not in the contract" + (nearest(to: name, in: expected).map { " (near '\($0)')" } ?? "")
    }
    if problems.isEmpty { problems = reordered(found, expected) }
    throw refusal(
      "DL-08", "the header differs from the contract: " + problems.joined(separator: ", "), name, line: record.line,
      remedy: "ask the owner whether the file changed; if so, change the columns of the feed's contract")
  }

  private func reordered(_ found: [String], _ expected: [String]) -> [String] {
    if found.count != expected.count { return ["a column stands twice"] }
    return zip(found, expected).enumerated().filter { $0.element.0 != $0.element.1 }
      .map { "'\($0.element.0)' stands in place \($0.offset + 1), where '\($0.element.1)' belongs" }
  }

  /// The names of the line; quotes are taken off, a doubled one is one.
  private func names(_ text: String) -> [String] {
    let separator = String(decoding: feed.format.separator, as: UTF8.self)
    var names: [String] = []
    var rest = Substring(text.hasSuffix("\r") ? String(text.dropLast()) : text)
    while true {
      names.append(takeName(&rest, separator))
      guard rest.hasPrefix(separator), !rest.isEmpty else { break }
      rest = rest.dropFirst(separator.count)
    }
    return names
  }

  private func text(_ record: Record) throws -> String {
    guard feed.format.encoding != .utf8 else { return String(decoding: record.bytes, as: UTF8.self) }
    let decoder = try DoubleByteDecoder(feed.format.encoding)
    let room = UnsafeMutablePointer<UInt8>.allocate(capacity: record.count * 2 + 1)
    defer { room.deallocate() }
    let written = decoder.decode(record.start, record.count, room)
    guard written >= 0 else {
      throw refusal(
        "DL-08", "the header is not valid \(feed.format.encoding.rawValue)", name, line: record.line,
        column: -written)
    }
    return String(decoding: UnsafeBufferPointer(start: room, count: written), as: UTF8.self)
  }

  private func takeName(_ rest: inout Substring, _ separator: String) -> String {
    guard feed.format.quoted, rest.first == "\"" else {
      var name = ""
      while !rest.isEmpty, !rest.hasPrefix(separator) { name.append(rest.removeFirst()) }
      return name
    }
    rest = rest.dropFirst()
    var name = ""
    while let character = rest.popFirst() {
      if character == "\"" {
        guard rest.first == "\"" else { break }
        rest = rest.dropFirst()
      }
      name.append(character)
    }
    return name
  }
}
