import MartCore

/// A product of the wealth system.
struct WealthProduct: Sendable {
  let code: String
  let name: String
  let kind: AssetKind
  let assetClass: String
  let risk: Int
  /// Since when it is riskier.
  var raised: (on: BusinessDate, risk: Int)?
  var bundle: String?
  var index: String?
  let partner: Int
  let firstOffer: BusinessDate
  var minimum: Int
  let isForPensions: Bool
  let settleModes: String
  /// Since when it is no longer offered, and what it is then.
  var ended: (on: BusinessDate, status: String)?
  /// Value of a unit at the story's opening and its growth in a year, both in ten-thousandths.
  let start: Int
  let growth: Int

  /// Value of a unit in ten-thousandths of a yuan at the end of the day; money-market funds stay at one.
  func value(on day: BusinessDate, _ calendar: DeliveryCalendar) -> Int {
    guard growth != 0 else { return start }
    let days = day - calendar.storyOpening
    var noise = SeededRandom(seed: UInt64(bitPattern: Int64(day.dayNumber)), code)
    return max(1, start + start * growth / 10_000 * days / 365 + noise.number(in: -start / 400...start / 400))
  }

  func risk(on day: BusinessDate) -> Int { raised.map { $0.on <= day ? $0.risk : risk } ?? risk }

  func status(on day: BusinessDate) -> String { ended.map { $0.on <= day ? $0.status : "OFFERED" } ?? "OFFERED" }

  /// Whether it is held like any other: long offered, not due, of a strong partner and in no special group.
  func isUsual(_ calendar: DeliveryCalendar) -> Bool {
    firstOffer <= calendar.storyOpening && ended?.status != "MATURED" && Partner.grade(partner) < "C"
      && bundle == nil && index != ProductCatalogue.newIndex && !isForPensions
  }
}

/// The houses whose products the bank sells, and how the bank grades them.
enum Partner {
  static let strong = 11
  static let weak = 11
  static let weakest = 12

  static func code(_ index: Int) -> String { "P" + String(100 + index).dropFirst() }

  static func grade(_ index: Int) -> String { index == weakest ? "D" : index == weak ? "C" : index > 5 ? "B" : "A" }
}
