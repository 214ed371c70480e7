import MartCore

/// A number in the room of a narrower one; one that does not fit ends the program.
@propertyWrapper
package struct Packed<Stored: FixedWidthInteger & Sendable>: Sendable {
  private var stored: Stored

  package init(wrappedValue: Int) { stored = Stored(wrappedValue) }

  package var wrappedValue: Int {
    get { Int(stored) }
    set { stored = Stored(newValue) }
  }
}

/// A place in some list, or none, in the room of a narrower number.
@propertyWrapper
package struct PackedPlace<Stored: FixedWidthInteger & Sendable>: Sendable {
  private var stored: Stored

  package init(wrappedValue: Int?) { stored = Self.stored(wrappedValue) }

  package var wrappedValue: Int? {
    get { stored == .max ? nil : Int(stored) }
    set { stored = Self.stored(newValue) }
  }

  private static func stored(_ place: Int?) -> Stored {
    guard let place else { return .max }
    precondition(place < Int(Stored.max), "a place of \(place) is too far")
    return Stored(place)
  }
}

/// A day from 1970 to 2149, or none, in two bytes.
@propertyWrapper
package struct PackedDay: Sendable {
  private var number: UInt16

  package init(wrappedValue: BusinessDate?) { number = wrappedValue.map { UInt16($0.dayNumber) } ?? 0 }

  package var wrappedValue: BusinessDate? {
    get { number == 0 ? nil : BusinessDate(dayNumber: Int32(number)) }
    set { self = PackedDay(wrappedValue: newValue) }
  }
}

/// Days from 1970 to 2149, or none, in two bytes each.
struct PackedDays: RandomAccessCollection, MutableCollection, Sendable {
  private var numbers: [UInt16]

  /// As many, all none.
  init(count: Int) { numbers = [UInt16](repeating: 0, count: count) }

  init(_ days: some Sequence<BusinessDate?>) { numbers = days.map { $0.map { UInt16($0.dayNumber) } ?? 0 } }

  var startIndex: Int { 0 }
  var endIndex: Int { numbers.count }

  subscript(index: Int) -> BusinessDate? {
    get { numbers[index] == 0 ? nil : BusinessDate(dayNumber: Int32(numbers[index])) }
    set { numbers[index] = newValue.map { UInt16($0.dayNumber) } ?? 0 }
  }
}
