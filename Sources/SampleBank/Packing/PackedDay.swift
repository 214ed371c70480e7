import MartCore

/// A day from 1970 to 2149, or none, in two bytes.
struct PackedDay: Hashable, Sendable {
  private let number: UInt16

  init(_ day: BusinessDate?) { number = day.map { UInt16($0.dayNumber) } ?? 0 }

  var day: BusinessDate? { number == 0 ? nil : BusinessDate(dayNumber: Int32(number)) }
}
