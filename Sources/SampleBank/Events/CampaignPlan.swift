import MartCore

/// Which arm of the smart brain's campaigns a person is in.
enum Arm: String, Sendable {
  case treated = "T"
  case control = "C"
}

/// Chooses whom the smart brain reaches and whom it holds out: holders of accounts who stay.
struct CampaignPlan {
  let calibration: Calibration
  let calendar: DeliveryCalendar
  let relations: Relations
  /// By person: since when there is a demand account.
  let openings: PackedDays
  var random: SeededRandom

  /// By person.
  mutating func arms() -> [Arm?] {
    var arms = [Arm?](repeating: nil, count: openings.count)
    let staying = openings.indices.filter { relations.isCustomer[$0] && relations.closedOn[$0] == nil }
    var old = staying.filter { relations.wasCustomer[$0] && openings[$0].map { $0 <= calendar.base } ?? false }
    var new = staying.filter { person in
      !relations.wasCustomer[person] && openings[person].map { $0 > calendar.base && $0 <= calendar.asOf - 12 } ?? false
    }
    random.shuffle(&old)
    random.shuffle(&new)
    let reached = calibration.reached
    for person in old.prefix(reached[0]) + new.prefix(reached[1]) { arms[person] = .treated }
    for person in old.dropFirst(reached[0]).prefix(calibration.heldOut) { arms[person] = .control }
    return arms
  }
}
