import MartCore

/// A key of the mart: the columns, in models and in feeds, that hold values of one kind.
///
/// Rows that share a value of a key belong together; what a night touched is followed along them.
public struct KeyReach: Sendable, Hashable {
  /// Its column in models, and in feeds where it is no token.
  public var name: String
  /// The kind of token that feeds leave for it; nil where it is no token.
  public var token: String?
  /// Further names of columns that hold it.
  public var also: [String]
  /// True where its values name what stands in a table of their own: rows that name one are touched when that
  /// changes, but two rows that name the same do not belong together.
  public var isLookup = false
  public var location: FileLocation

  static func blank(name: String, place: FileLocation) -> KeyReach {
    KeyReach(name: name, token: nil, also: [], location: place)
  }

  static let shape = Shape<KeyReach>(
    "Key",
    "A key that links rows, under the name of its column in models. Rows that share a value of it belong together: where one of them changed, tables refreshed `by` a key are made anew for all that belong to it.",
    [
      .optional("token", .name, \.token, "The kind of token that feeds leave for it.", "sender"),
      .optional(
        "also", .list(of: .name, "column names"), \.also, else: "none", "Further columns that hold it.",
        "[returned_parcel_no]"),
      .optional(
        "lookup", .flag, \.isLookup, else: "`false`",
        "Its values name rows of a table that is looked up, as a product's number does: who names one is made anew when it changes, but rows that name the same do not belong together.",
        "true"),
    ])
}

extension [KeyReach] {
  /// The place, in this list, of the key that a column of a mart's table or of a feed without a token holds.
  package func key(of column: String) -> Int? { firstIndex { $0.name == column || $0.also.contains(column) } }

  /// The same for a column of a feed, which is of its token's key where it leaves one.
  package func key(of column: Column) -> Int? {
    guard column.dataClass.isVaulted else { return key(of: column.name) }
    return column.token.flatMap { kind in firstIndex { $0.token == kind } }
  }
}
