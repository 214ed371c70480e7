import MartCore

/// How a column was written before a business date: under another name, shorter, or narrower.
public struct EarlierColumn: Sendable, Hashable {
  /// First business date that writes it otherwise.
  public var until: BusinessDate?
  /// Nil each: as after that day.
  public var source: String?
  public var max: Int?
  public var width: Int?
  public var location: FileLocation
}

extension Feed {
  /// True where deliveries of all days are written alike.
  public var isWrittenAlike: Bool { columns.allSatisfy { $0.from == nil && $0.until == nil && $0.was.isEmpty } }

  /// The contract as deliveries of a business date keep it: with the columns of that day, as they were written then.
  public func asDelivered(on date: BusinessDate) -> Feed {
    guard !isWrittenAlike else { return self }
    var feed = self
    feed.columns = columns.filter { $0.isDelivered(on: date) }.map { $0.asWritten(on: date) }
    let names = Set(feed.columns.map(\.name))
    feed.derived = derived.filter { names.contains($0.from) }
    return feed
  }
}

extension Column {
  func isDelivered(on date: BusinessDate) -> Bool {
    (from.map { date >= $0 } ?? true) && (until.map { date < $0 } ?? true)
  }

  func asWritten(on date: BusinessDate) -> Column {
    let spelling = was.filter { $0.until.map { date < $0 } ?? false }
      .min { ($0.until?.dayNumber ?? 0) < ($1.until?.dayNumber ?? 0) }
    guard let spelling else { return self }
    var column = self
    column.source = spelling.source ?? source
    column.max = spelling.max ?? max
    column.width = spelling.width ?? width
    return column
  }
}

extension EarlierColumn {
  static func blank(_ place: FileLocation) -> EarlierColumn {
    EarlierColumn(until: nil, source: nil, max: nil, width: nil, location: place)
  }

  static let shape = Shape<EarlierColumn>(
    "Earlier column", "How a column was written in deliveries before a business date.",
    [
      .required("until", .day, \.until, "The first business date that writes it otherwise.", "\"2024-09-10\""),
      .optional("source", .text, \.source, "Its name then in header or JSON object.", "weight"),
      .optional("max", .whole(1), \.max, "Most characters then.", "12"),
      .optional("width", .whole(1), \.width, "Bytes then in a fixed-width record.", "12"),
    ])
}
