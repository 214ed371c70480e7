/// What the rounds of one feed, or of all, have shown.
struct FeedFigures: Sendable {
  var name: String
  /// Of all deliveries, as extraction counts them, and as the rival's table holds them.
  var rows: Int64 = 0
  var imported: Int64 = 0
  var landedBytes: Int64 = 0
  var plainBytes: Int64 = 0
  /// One a round.
  var decode: [Cost] = []
  var extract: [Cost] = []
  var importing: [Cost] = []

  /// Times of ours by those of the rival: the median of the rounds, each by itself, so that noise hits both sides.
  var ratio: Cost { ratios(extract, importing) }

  /// All feeds together, round by round.
  static func total(_ feeds: [FeedFigures]) -> FeedFigures {
    var total = FeedFigures(name: "all feeds")
    total.rows = feeds.reduce(0) { $0 + $1.rows }
    total.imported = feeds.reduce(0) { $0 + $1.imported }
    total.landedBytes = feeds.reduce(0) { $0 + $1.landedBytes }
    total.plainBytes = feeds.reduce(0) { $0 + $1.plainBytes }
    total.decode = Cost.sums(feeds.map(\.decode))
    total.extract = Cost.sums(feeds.map(\.extract))
    total.importing = Cost.sums(feeds.map(\.importing))
    return total
  }
}

/// The medians of ours by the rival's, round by round.
func ratios(_ ours: [Cost], _ rivals: [Cost]) -> Cost {
  zip(ours, rivals).map { Cost(wall: $0.wall / $1.wall, cpu: $0.cpu / $1.cpu) }.median
}
