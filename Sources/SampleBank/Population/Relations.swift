import MartCore

/// What a person is to the bank, looked up by person.
struct Relations: Sendable {
  /// By source, by person: where in `Bank.numbers` the first number is; -1 where there is none.
  private var first: [[Int32]]
  /// Whether the person is a customer on the as-of day, and whether he was on the base day.
  let isCustomer: [Bool]
  let wasCustomer: [Bool]
  /// The day on which the person closed the relation; nil where it is open.
  let closedOn: PackedDays

  init(persons: Int, _ numbers: [CustomerNumber], _ calendar: DeliveryCalendar) {
    var first = Source.allCases.map { _ in [Int32](repeating: -1, count: persons) }
    var (now, base) = ([Bool](repeating: false, count: persons), [Bool](repeating: false, count: persons))
    var closedOn = PackedDays(count: persons)
    for (index, number) in numbers.enumerated() {
      let person = number.person
      now[person] = now[person] || number.isActive(on: calendar.asOf)
      base[person] = base[person] || number.isActive(on: calendar.base)
      guard first[number.source.ordinal][person] < 0 else { continue }
      first[number.source.ordinal][person] = Int32(index)
      if number.source == .core { closedOn[person] = number.closedOn }
    }
    (self.first, isCustomer, wasCustomer, self.closedOn) = (first, now, base, closedOn)
  }

  /// Without where numbers are, for those who no longer ask.
  func withoutNumbers() -> Relations {
    var rest = self
    rest.first = []
    return rest
  }

  /// All persons.
  var persons: Range<Int> { isCustomer.indices }

  /// Where in `Bank.numbers` the person's first number of the source is.
  func number(_ source: Source, of person: Int) -> Int? {
    let index = first[source.ordinal][person]
    return index < 0 ? nil : Int(index)
  }
}
