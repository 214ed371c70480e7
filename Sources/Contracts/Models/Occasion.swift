import MartCore

/// Days on which feeds bring more or less than on others, known beforehand: `occasions/*.yaml`.
public struct Occasion: Sendable {
  public var from: BusinessDate?
  /// The last day; nil only where the file is wrong.
  public var until: BusinessDate?
  public var because: String
  /// The feeds of which it is known; empty: all.
  public var feeds: [String]
  public var location: FileLocation

  static func blank(_ place: FileLocation) -> Occasion {
    Occasion(from: nil, until: nil, because: "", feeds: [], location: place)
  }

  public func covers(_ feed: String, on date: BusinessDate) -> Bool {
    guard let from, let until, feeds.isEmpty || feeds.contains(feed) else { return false }
    return from <= date && date <= until
  }

  static let shape = Shape<Occasion>(
    "Occasion", "`occasions/**/*.yaml`: days on which feeds bring more or less than on others, known beforehand.",
    [
      .required("from", .day, \.from, "The first business date.", "\"2024-11-01\""),
      .required("until", .day, \.until, "The last business date.", "\"2024-11-11\""),
      .required("because", .text, \.because, "What happens on them.", "the shops' sale of 11-11"),
      .optional(
        "feeds", .list(of: .name, "names"), \.feeds, else: "all feeds", "Of which feeds it is known.", "[parcel]"),
    ])
}

/// Occasions that end before they begin, or speak of feeds that there are not.
func occasionFindings(_ set: ContractSet) -> [Finding] {
  let feeds = set.feeds.map(\.value.feed.name)
  return set.occasions.flatMap { contract -> [Finding] in
    let occasion = contract.value
    var found: [Finding] = []
    if let from = occasion.from, let until = occasion.until, until < from {
      found.append(
        Finding(
          "it ends before it begins", rule: "occasion.until", at: contract.document.place("until"),
          remedy: "write the last day in until"))
    }
    for name in occasion.feeds where !feeds.contains(name) && !set.unread.contains("feed") {
      found.append(
        Finding(
          "there is no feed '\(name)'", rule: "occasion.feeds", at: contract.document.place("feeds"),
          remedy: didYouMean(name, in: feeds, otherwise: "name a feed of feeds/")))
    }
    return found
  }
}
