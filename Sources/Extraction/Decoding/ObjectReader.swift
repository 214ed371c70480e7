import MartCore

/// The objects of one array of a JSON document, without the document ever being in memory.
///
/// - Shape: a record's line is the one where its object begins; of several on one line, each further one takes the
///   next number, so that no two records share one.
/// - Errors: what is wrong outside the objects refuses the delivery (DL-06); what is wrong inside one is its row's.
final class ObjectReader: RecordReader {
  private enum Place { case before, first, between, after }

  let window: ByteWindow
  private let rows: String
  private var line = 1
  private var lastNumber = 0
  private var place = Place.before

  /// - rows: the name of the array in the document; empty: the document is the array.
  init(_ window: ByteWindow, rows: String) {
    self.window = window
    self.rows = rows
  }

  func next() throws -> Record? {
    if place == .before { try enter() }
    guard place != .after else { return nil }
    if try peek() == UInt8(ascii: "]") {
      try leave()
      return nil
    }
    if place == .between { try expect(",") }
    guard try peek() == UInt8(ascii: "{") else { throw malformed("an object of '\(rows)' is expected here") }
    place = .between
    return try object()
  }

  private func object() throws -> Record {
    let began = line
    var (index, depth, isText, newlines) = (0, 0, false, 0)
    repeat {
      while index >= window.count {
        guard try window.more(line: began) else { throw malformed("the document ends inside an object") }
      }
      let byte = window.first[index]
      index += 1
      if byte == 0x0a { newlines += 1 }
      if isText {
        if byte == UInt8(ascii: "\\") { index += 1 } else if byte == 0x22 { isText = false }
      } else {
        switch byte {
        case 0x22: isText = true
        case UInt8(ascii: "{"), UInt8(ascii: "["): depth += 1
        case UInt8(ascii: "}"), UInt8(ascii: "]"): depth -= 1
        default: break
        }
      }
    } while depth > 0 || isText
    line += newlines
    lastNumber = max(began, lastNumber + 1)
    let record = Record(line: lastNumber, start: window.first, count: index)
    window.start += index
    return record
  }

  // MARK: The document around the array

  private func enter() throws {
    _ = try window.more(line: 1)
    window.skipMark()
    place = .first
    if rows.isEmpty { return try expect("[") }
    try expect("{")
    while try peek() == 0x22 {
      let key = try text()
      try expect(":")
      if key == Array(rows.utf8) { return try expect("[") }
      try skipValue()
      if try peek() == UInt8(ascii: ",") { try expect(",") }
    }
    throw refusal(
      "DL-08", "the document has no array '\(rows)'", window.stream.input.file.name, line: line,
      remedy: "ask the owner for the agreed form, or change format.rows of the feed")
  }

  private func leave() throws {
    try expect("]")
    place = .after
    if !rows.isEmpty {
      while try peek() == UInt8(ascii: ",") {
        try expect(",")
        _ = try text()
        try expect(":")
        try skipValue()
      }
      try expect("}")
    }
    guard try peek() == nil else { throw malformed("something follows after the document") }
  }

  private func skipValue() throws {
    guard let byte = try peek() else { throw malformed("the document is truncated") }
    if byte == 0x22 { return _ = try text() }
    var depth = 0
    while let byte = try peek() {
      if byte == 0x22 {
        _ = try text()
        continue
      }
      let closes = byte == UInt8(ascii: "}") || byte == UInt8(ascii: "]")
      if depth == 0, closes || byte == UInt8(ascii: ",") { return }
      if closes { depth -= 1 } else if byte == UInt8(ascii: "{") || byte == UInt8(ascii: "[") { depth += 1 }
      window.start += 1
    }
    throw malformed("the document is truncated")
  }

  /// The bytes between two quotes, escapes as they stand.
  private func text() throws -> [UInt8] {
    try expect("\"")
    var bytes: [UInt8] = []
    while let byte = try take() {
      if byte == 0x22 { return bytes }
      bytes.append(byte)
      if byte == UInt8(ascii: "\\"), let next = try take() { bytes.append(next) }
    }
    throw malformed("the document ends inside a text")
  }

  /// The next byte that is no white space, not taken; nil at the end.
  private func peek() throws -> UInt8? {
    while true {
      while window.count > 0 {
        let byte = window.first[0]
        guard byte == 0x20 || (byte >= 0x09 && byte <= 0x0d) else { return byte }
        if byte == 0x0a { line += 1 }
        window.start += 1
      }
      guard try window.more(line: line) else { return nil }
    }
  }

  private func take() throws -> UInt8? {
    guard try window.count > 0 || window.more(line: line) else { return nil }
    let byte = window.first[0]
    window.start += 1
    return byte
  }

  private func expect(_ mark: Unicode.Scalar) throws {
    guard try peek() == UInt8(ascii: mark) else { throw malformed("'\(mark)' is expected here") }
    window.start += 1
  }

  private func malformed(_ what: String) -> Failure {
    refusal("DL-06", "not a whole JSON document: \(what)", window.stream.input.file.name, line: line)
  }
}
