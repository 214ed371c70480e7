import Contracts
import Foundation
import MartCore

/// What a feed's deliveries of one business date came to, by one of the sums that its control announces.
struct DayAmount: Hashable {
  var date: BusinessDate
  var rows: Int64
  var sum: Int64
}

/// Judges what a row came to on average against the nights before. Yuan that come as fen, or a decimal point that moved in
/// every row, agree with their control and bring as many rows as ever; only their size tells of them.
struct AmountJudge {
  let feed: Feed
  private let occasions: [Occasion]

  init(_ feed: Feed, _ pipeline: Pipeline) {
    self.feed = feed
    occasions = pipeline.occasions
  }

  /// Averages of fewer rows than these say nothing.
  private static let few: Int64 = 20
  /// Nights that tell what is usual: at least, at most.
  private static let least = 20, most = 60
  private static let deviations = 5.0
  /// What nobody would be asked about, as a factor.
  private static let factor = 1.5

  /// How often a row of tonight holds what rows of the nights before held.
  struct Told: Hashable {
    var times: Double
    var nights: Int
    var isFar: Bool
  }

  /// - past: the days before, in their order.
  /// - Returns: nil where too little is known, or where an occasion is known for the day.
  func told(_ tonight: DayAmount, after past: [DayAmount]) -> Told? {
    guard let average = average(tonight) else { return nil }
    let known = past.compactMap(self.average).suffix(Self.most)
    guard known.count >= Self.least else { return nil }
    let usual = median(Array(known))
    let distances = known.map { abs($0 - usual) }.sorted()
    let noise = max(1.4826 * median(distances), distances[distances.count * 19 / 20] / 1.96)
    let allowed = max(log(Self.factor), Self.deviations * noise * (1 + 1 / Double(known.count)).squareRoot())
    return Told(times: exp(average - usual), nights: known.count, isFar: abs(average - usual) > allowed)
  }

  /// The logarithm of what a row of a day came to; nil for a day that does not tell.
  private func average(_ day: DayAmount) -> Double? {
    guard day.rows >= Self.few, day.sum > 0, !occasions.contains(where: { $0.covers(feed.name, on: day.date) }) else {
      return nil
    }
    return log(Double(day.sum) / Double(day.rows))
  }
}
