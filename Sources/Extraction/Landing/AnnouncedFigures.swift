import Contracts
import MartCore

/// What a control file announces, as `extract` reads it; for whoever looks at a control alone.
package struct AnnouncedFigures: Hashable, Sendable {
  package var businessDate: BusinessDate?
  package var rows: Int64
  /// One a declared total; nil where this form does not carry it.
  package var totals: [Int64?]
  package var sequence: Int?
  package var sha256: String?

  /// Nil where the form of the feed's control says nothing (an empty `.ok`).
  ///
  /// - Throws: `Failure` with `.refused`, as `extract` does.
  package static func read(
    _ control: String, _ feed: Feed, _ delivery: LandedDelivery, _ currencies: Currencies
  ) throws -> AnnouncedFigures? {
    try ControlFile.read(control, feed: feed, delivery: delivery, reader: TotalReader(feed, currencies)).map {
      AnnouncedFigures(
        businessDate: $0.businessDate, rows: $0.rows, totals: $0.totals, sequence: $0.sequence, sha256: $0.sha256)
    }
  }
}
