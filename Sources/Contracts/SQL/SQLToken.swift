import MartCore

/// A word, number, text or sign of SQL; comments and white space are left out.
package struct SQLToken: Sendable, Hashable {
  package enum Kind: Sendable { case word, quotedName, number, string, sign, parameter, unclosed }
  package var kind: Kind
  /// As it is written, quotes included.
  package var text: String
  /// A word in capitals, everything else as it is written.
  package var upper: String
  /// Bytes before it in the text that was cut.
  package var offset: Int
  package var location: FileLocation

  package func isWord(_ word: String) -> Bool { kind == .word && upper == word }
  package func isSign(_ sign: String) -> Bool { kind == .sign && text == sign }
}

/// Cuts SQL into tokens with their places.
///
/// - origin: where the text stands in its file; columns count Unicode scalars, from 1.
/// - Shape: in the order of the text. A text, name or comment that is never closed is one token of kind
///   `unclosed` up to the end.
package func sqlTokens(_ sql: String, from origin: TextOrigin) -> [SQLToken] {
  var lexer = SQLLexer(bytes: Array(sql.utf8), origin: origin)
  return lexer.tokens()
}

/// Cuts SQL that begins at this place into tokens.
package func sqlTokens(_ sql: String, at location: FileLocation = FileLocation(file: "sql", line: 1, column: 1))
  -> [SQLToken]
{
  sqlTokens(sql, from: TextOrigin(location))
}

struct SQLLexer {
  let bytes: [UInt8]
  let origin: TextOrigin
  private var index = 0
  private var line = 1
  private var column = 1

  init(bytes: [UInt8], origin: TextOrigin) {
    self.bytes = bytes
    self.origin = origin
  }

  mutating func tokens() -> [SQLToken] {
    var tokens: [SQLToken] = []
    while index < bytes.count {
      let place = origin.place(line: line, column: column)
      let start = index
      guard let kind = next() else { continue }
      let text = String(decoding: bytes[start..<index], as: UTF8.self)
      tokens.append(
        SQLToken(
          kind: kind, text: text, upper: kind == .word ? text.uppercased() : text, offset: start, location: place))
    }
    return tokens
  }

  /// Steps over one token; nil for white space and comments.
  private mutating func next() -> SQLToken.Kind? {
    let byte = bytes[index]
    switch byte {
    case 0x20, 0x09...0x0D:
      step()
      return nil
    case UInt8(ascii: "-") where peek(1) == UInt8(ascii: "-"):
      while index < bytes.count, bytes[index] != 0x0A { step() }
      return nil
    case UInt8(ascii: "/") where peek(1) == UInt8(ascii: "*"): return comment()
    case UInt8(ascii: "'"): return quoted(byte) ? .string : .unclosed
    case UInt8(ascii: "\""), UInt8(ascii: "`"): return quoted(byte) ? .quotedName : .unclosed
    case UInt8(ascii: "["): return quoted(UInt8(ascii: "]")) ? .quotedName : .unclosed
    case 0x30...0x39: return number()
    case UInt8(ascii: ".") where Self.isDigit(peek(1)): return number()
    case UInt8(ascii: "?"), UInt8(ascii: ":"), UInt8(ascii: "@"), UInt8(ascii: "$"):
      step()
      while let byte = peek(0), Self.isWordPart(byte) { step() }
      return .parameter
    default: return Self.isWordPart(byte) ? word() : sign()
    }
  }

  private mutating func comment() -> SQLToken.Kind? {
    step(2)
    while index < bytes.count {
      if bytes[index] == UInt8(ascii: "*"), peek(1) == UInt8(ascii: "/") {
        step(2)
        return nil
      }
      step()
    }
    return .unclosed
  }

  /// Steps over a quoted text, in which the closing quote is doubled; false where it is never closed.
  private mutating func quoted(_ close: UInt8) -> Bool {
    step()
    while index < bytes.count {
      if bytes[index] == close {
        step()
        if peek(0) != close || close == UInt8(ascii: "]") { return true }
      }
      step()
    }
    return false
  }

  private mutating func number() -> SQLToken.Kind {
    if bytes[index] == 0x30, peek(1) == UInt8(ascii: "x") || peek(1) == UInt8(ascii: "X") { return word(as: .number) }
    while Self.isDigit(peek(0)) || peek(0) == UInt8(ascii: ".") { step() }
    guard let mark = peek(0), mark == UInt8(ascii: "e") || mark == UInt8(ascii: "E") else { return .number }
    let signed = peek(1) == UInt8(ascii: "+") || peek(1) == UInt8(ascii: "-")
    if Self.isDigit(peek(signed ? 2 : 1)) {
      step(signed ? 2 : 1)
      while Self.isDigit(peek(0)) { step() }
    }
    return .number
  }

  private mutating func word(as kind: SQLToken.Kind = .word) -> SQLToken.Kind {
    while let byte = peek(0), Self.isWordPart(byte) { step() }
    return kind
  }

  private static let longSigns = ["<=>", "->>", "||", "<=", ">=", "<>", "!=", "==", "->", "<<", ">>"].map {
    Array($0.utf8)
  }

  private mutating func sign() -> SQLToken.Kind {
    let rest = bytes[index...]
    step(Self.longSigns.first { rest.starts(with: $0) }?.count ?? 1)
    return .sign
  }

  private func peek(_ ahead: Int) -> UInt8? { index + ahead < bytes.count ? bytes[index + ahead] : nil }

  private mutating func step(_ count: Int = 1) {
    for _ in 0..<count where index < bytes.count {
      if bytes[index] == 0x0A {
        line += 1
        column = 1
      } else if index + 1 >= bytes.count || bytes[index + 1] & 0xC0 != 0x80 {
        column += 1
      }
      index += 1
    }
  }

  private static func isDigit(_ byte: UInt8?) -> Bool { byte.map { (0x30...0x39).contains($0) } ?? false }

  private static func isWordPart(_ byte: UInt8) -> Bool {
    isDigit(byte) || (0x41...0x5A).contains(byte) || (0x61...0x7A).contains(byte) || byte == 0x5F || byte >= 0x80
  }
}
