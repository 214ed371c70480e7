/// What a column may hold; formats derive widths from it.
enum ColumnType: Hashable, Sendable {
  /// Text of at most so many characters, ASCII.
  case text(Int)
  /// Text of at most so many characters, Chinese included.
  case wide(Int)
  /// A code of a list that refuses others, or of one that keeps them.
  case code
  case openCode
  case flag
  case date
  case timestamp
  case integer
  case fen
  case minor

  /// Bytes of the field in a fixed-width record.
  var width: Int {
    switch self {
    case .text(let count): count
    case .wide(let count): 2 * count
    case .code, .openCode: 16
    case .flag: 1
    case .date: 8
    case .timestamp: 25
    case .integer: 9
    case .fen, .minor: 19
    }
  }

  /// Characters that the text may have; nil for other types.
  var longest: Int? {
    switch self {
    case .text(let count), .wide(let count): count
    default: nil
    }
  }

  var isMoney: Bool { self == .fen || self == .minor }
}

/// A column of a feed.
struct Column: Sendable {
  enum Trait: Sendable {
    /// Never null.
    case required
    /// Part of the key.
    case key
    /// Says D, I or U.
    case operation
    /// The row's own business date.
    case businessDate
    /// Must pass the check of Luhn.
    case luhn
    /// Must be above zero.
    case positive
    /// A code on which other columns hang, so that it is never spoiled.
    case governs
  }

  let name: String
  let type: ColumnType
  let traits: Set<Trait>
  /// Bytes of the field in a fixed-width record.
  let width: Int
  /// The name in files that write money as decimals: without its unit.
  let title: String
  /// The title in quotes, with a colon.
  let jsonKey: [UInt8]

  init(_ name: String, _ type: ColumnType, _ traits: Set<Trait> = []) {
    self.name = name
    self.type = type
    self.traits = traits
    width = traits.contains(.operation) ? 1 : type.width
    title = Self.title(name)
    jsonKey = Array("\"\(title)\":".utf8)
  }

  func has(_ trait: Trait) -> Bool { traits.contains(trait) }

  private static func title(_ name: String) -> String {
    for unit in ["_fen", "_minor"] where name.hasSuffix(unit) { return String(name.dropLast(unit.count)) }
    return name
  }
}
