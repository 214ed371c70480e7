import MartCore

/// What a customer allows or refuses under one number, with its changes, in 24 bytes.
struct Consent: Sendable {
  /// Where in `Bank.numbers` the number is.
  @Packed<UInt32> var number: Int
  /// Number within the bank, from 1.
  @Packed<UInt32> var serial: Int
  private let kindPlace: UInt8
  private var firstPlace: UInt8 = 0
  private var firstDay: UInt16 = 0
  /// Few change.
  private var changes: [(on: BusinessDate, state: String)] = []

  init(number: Int, kind: String, states: [(on: BusinessDate, state: String)], serial: Int = 0) {
    (_number, _serial) = (Packed(wrappedValue: number), Packed(wrappedValue: serial))
    kindPlace = Self.place(of: kind, in: Self.kinds)
    self.states = states
  }

  var kind: String { Self.kinds[Int(kindPlace)] }
  var id: Serial { Serial("CS", UInt64(10_000_000 + serial)) }

  /// In order of day; the first when it was first given or refused.
  var states: [(on: BusinessDate, state: String)] {
    get { [first] + changes }
    set {
      (firstDay, firstPlace) = (UInt16(newValue[0].on.dayNumber), Self.place(of: newValue[0].state, in: Self.states))
      changes = Array(newValue.dropFirst())
    }
  }

  var first: (on: BusinessDate, state: String) {
    (BusinessDate(dayNumber: Int32(firstDay)), Self.states[Int(firstPlace)])
  }

  func state(on day: BusinessDate) -> (on: BusinessDate, state: String) { changes.last { $0.on <= day } ?? first }

  private static let kinds = [
    "MKT_APP", "MKT_SMS", "MKT_CALL", "PARTNER_SHARE", "AUTO_DECISION", "DNC", "ERASURE",
  ]
  private static let states = ["GIVEN", "WITHDRAWN", "REQUESTED", "LEGAL_HOLD"]

  private static func place(of code: String, in list: [String]) -> UInt8 {
    guard let place = list.firstIndex(of: code) else { preconditionFailure("no list has \(code)") }
    return UInt8(place)
  }
}

/// Builds the consents. Persons in the arms of campaigns stay open to be called.
struct ConsentBuilder {
  let calibration: Calibration
  let calendar: DeliveryCalendar
  let numbers: [CustomerNumber]
  let arms: [Arm?]
  private var random: SeededRandom
  private var consents: [Consent] = []
  private var taken: Set<Int> = []

  private static let kinds: [(String, Source, Int)] = [
    ("MKT_APP", .mobile, 32), ("MKT_SMS", .core, 28), ("MKT_CALL", .core, 14), ("PARTNER_SHARE", .mobile, 11),
    ("AUTO_DECISION", .mobile, 12), ("DNC", .core, 3),
  ]

  init(
    calibration: Calibration, calendar: DeliveryCalendar, numbers: [CustomerNumber], arms: [Arm?], seed: UInt64
  ) {
    self.calibration = calibration
    self.calendar = calendar
    self.numbers = numbers
    self.arms = arms
    random = SeededRandom(seed: seed, "consents")
  }

  /// In the order in which they came to be.
  mutating func build() -> [Consent] {
    var holders: [Source: [Int]] = [:]
    for index in numbers.indices where numbers[index].openedOn < calendar.storyOpening {
      guard numbers[index].isActive(on: calendar.asOf) else { continue }
      holders[numbers[index].source, default: []].append(index)
    }
    guard let cores = holders[.core], let users = holders[.mobile] else { return [] }
    for _ in 0..<calibration.openingConsents {
      consent(cores, users, from: calendar.storyOpening - 900, through: calendar.storyOpening)
    }
    let old = consents.count
    var month = calendar.storyOpening + 1
    while month < calendar.asOf {
      for _ in 0..<calibration.monthlyConsents {
        if random.chance(2, in: 5) {
          consent(cores, users, from: month, through: month.monthEnd)
        } else {
          change(random.below(old), on: random.day(from: month, through: month.monthEnd))
        }
      }
      month = month.monthEnd + 1
    }
    for _ in 0..<calibration.erasureRequests { askForErasure(random.pick(cores)) }
    consents.arrange { $0.first.on }
    for index in consents.indices { consents[index].serial = index + 1 }
    return consents.handOver()
  }

  private mutating func consent(
    _ cores: [Int], _ users: [Int], from first: BusinessDate, through last: BusinessDate
  ) {
    let place = random.weighted(Self.kinds.indices.map { ($0, Self.kinds[$0].2) })
    let (kind, source, _) = Self.kinds[place]
    let number = random.pick(source == .core ? cores : users)
    let isInCampaign = arms[numbers[number].person] != nil
    guard !(kind == "DNC" && isInCampaign), taken.insert(number * 8 + place).inserted else { return }
    let isGiven = kind == "DNC" ? random.chance(9, in: 10) : random.chance(kind == "AUTO_DECISION" ? 70 : 86, in: 100)
    let day = random.day(from: max(first, numbers[number].openedOn), through: last)
    consents.append(Consent(number: number, kind: kind, states: [(day, isGiven ? "GIVEN" : "WITHDRAWN")]))
  }

  private mutating func change(_ index: Int, on day: BusinessDate) {
    guard consents.indices.contains(index), let last = consents[index].states.last, last.on < day else { return }
    if consents[index].kind == "DNC", arms[numbers[consents[index].number].person] != nil { return }
    consents[index].states.append((day, last.state == "GIVEN" ? "WITHDRAWN" : "GIVEN"))
  }

  /// A customer with accounts is erased only later: storage alone goes on, marketing ends.
  private mutating func askForErasure(_ number: Int) {
    guard arms[numbers[number].person] == nil, taken.insert(number * 8 + 7).inserted else { return }
    let day = random.day(from: calendar.periodFrom, through: calendar.asOf - 40)
    consents.append(
      Consent(number: number, kind: "ERASURE", states: [(day, "REQUESTED"), (day + 1, "LEGAL_HOLD")]))
  }
}
