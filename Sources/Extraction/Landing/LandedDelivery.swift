import Contracts
import MartCore

/// What has landed of one promised delivery: the data, its control, both, or neither.
package struct LandedDelivery: Sendable, Hashable {
  package var feed: String
  package var businessDate: BusinessDate
  /// 1, or the `.n` of a corrected file's name.
  package var sequence: Int
  /// Nil: has not landed.
  package var dataPath: String?
  package var controlPath: String?

  package init(
    feed: String, businessDate: BusinessDate, sequence: Int = 1, dataPath: String? = nil, controlPath: String? = nil
  ) {
    self.feed = feed
    self.businessDate = businessDate
    self.sequence = sequence
    self.dataPath = dataPath
    self.controlPath = controlPath
  }

  /// Nothing is read before its control is there.
  package var isComplete: Bool { dataPath != nil && controlPath != nil }
}

/// A thing in the landing folder that no feed promises (DL-10); it is left alone and reported.
package struct Stray: Sendable, Hashable {
  package var name: String
  /// Why it is ignored, in one clause.
  package var reason: String
}

/// A delivery that is refused by its name alone.
package struct RefusedDelivery: Sendable {
  package var delivery: LandedDelivery
  package var failure: Failure
}

/// What lies in the landing folder.
package struct LandingScan: Sendable {
  /// By feed, business date and sequence.
  package var deliveries: [LandedDelivery]
  /// By name.
  package var strays: [Stray]
  /// The dates for which at least one control has landed, ascending.
  package var calendar: [BusinessDate]
  /// Deliveries for dates in the future (DL-05); they are neither in `deliveries` nor in the calendar.
  package var refused: [RefusedDelivery]
}
