import MartCore

/// One customer number of one source, with its life.
///
/// A bank holds about two a customer, and all else points at them: what every number has stands here in numbers and
/// codes, what few of them have apart. 40 bytes, where texts in their place took 450 and some memory of their own.
package struct CustomerNumber: Sendable {
  /// From the top: 53 bits of the number, three of the source, four of the occupation, two each of risk and status.
  private var numberBits: UInt64
  /// From the top: 40 bits of the phone, ten of the house, five of the building, five of the street, four of the room.
  private let contactBits: UInt64
  /// What few numbers have.
  private var further: Further?
  /// Where in `Bank.persons` its human is.
  @Packed<UInt32> package private(set) var person: Int
  /// Where the branch is in the order of `ContactMaker.branch`.
  @Packed<UInt16> private(set) var branchPlace: Int
  private let openingDay: UInt16
  /// From the top: ten bits of the region, six of the storey.
  private let regionBits: UInt16
  /// Where its status changes and nothing else does: when, and to which.
  private var turnDay: UInt16 = 0
  private var turnStatus: UInt8 = 0

  /// Never changed, so that copies of a number may share it.
  private final class Further: Sendable {
    let changes: [(on: BusinessDate, change: RecordChange)]
    let rarities: [Rarity]

    init(changes: [(on: BusinessDate, change: RecordChange)], rarities: [Rarity]) {
      (self.changes, self.rarities) = (changes, rarities)
    }
  }

  private struct Rarity: Sendable {
    var number: String?
    var branch: String?
    var address: String?
    var slip: RecordSlip?
    var successor: (from: BusinessDate, person: Int)?
    var absence: (from: BusinessDate, to: BusinessDate?)?
  }

  /// - branch: its place in the order of branches.   - opening: of the day on which the number is opened.
  init(
    source: Source, number: String = "", person: Int, openedOn: BusinessDate, branch: Int, opening: CustomerRecord
  ) {
    let codes = source.ordinal << 8 | opening.occupation.place << 4 | opening.risk.place << 2 | opening.status.place
    numberBits = UInt64(codes)
    contactBits = opening.phone.number << 24 | opening.address.contactBits
    precondition(opening.phone.number < 1 << 40, "a phone of \(opening.phone.number) is too long")
    regionBits = opening.address.regionBits
    openingDay = UInt16(openedOn.dayNumber)
    (_person, _branchPlace) = (Packed(wrappedValue: person), Packed(wrappedValue: branch))
    if !number.isEmpty { self.number = number }
    if let text = opening.otherAddress { change { $0.address = text } }
  }

  private static let sources = Source.allCases
  private static let grades = RiskGrade.allCases
  private static let statuses = CustomerStatus.allCases

  package var source: Source { Self.sources[Int(numberBits >> 8 & 7)] }
  package var openedOn: BusinessDate { BusinessDate(dayNumber: Int32(openingDay)) }
  private var digits: UInt64 {
    get { numberBits >> 11 }
    set { numberBits = newValue << 11 | numberBits & 0x7FF }
  }
  private var occupation: Occupation { Occupation.all[Int(numberBits >> 4 & 15)] }
  private var status: CustomerStatus { Self.statuses[Int(numberBits & 3)] }
  private var rarities: [Rarity] { further?.rarities ?? [] }

  /// In order of day.
  var changes: [(on: BusinessDate, change: RecordChange)] {
    get {
      guard turnDay > 0 else { return further?.changes ?? [] }
      return [(BusinessDate(dayNumber: Int32(turnDay)), .status(Self.statuses[Int(turnStatus)]))]
    }
    set {
      turnDay = 0
      if newValue.count == 1, case .status(let status) = newValue[0].change {
        (turnDay, turnStatus) = (UInt16(newValue[0].on.dayNumber), UInt8(status.place))
      }
      let others = turnDay > 0 ? [] : newValue
      further = others.isEmpty && rarities.isEmpty ? nil : Further(changes: others, rarities: rarities)
    }
  }

  /// The source's prefix and a number.
  package internal(set) var number: String {
    get { rarities.first?.number ?? serial.text }
    set {
      if let own = UInt64(newValue.dropFirst(source.prefix.utf8.count)), own < 1 << 53,
        source.prefix + String(own) == newValue
      {
        digits = own
      } else {
        change { $0.number = newValue }
      }
    }
  }

  private var serial: Serial { Serial(source.stem, digits) }
  /// The number as files hold it.
  var field: Field {
    guard let further, let other = further.rarities.first?.number else { return .serial(serial) }
    return .text(other)
  }

  mutating func setNumber(_ number: Int) { digits = UInt64(number) }

  var branch: String {
    get { rarities.first?.branch ?? ContactMaker.branch(branchPlace) }
    set { change { $0.branch = newValue } }
  }

  /// What the source says of the number on its first day.
  var opening: CustomerRecord {
    CustomerRecord(
      phone: Phone(number: contactBits >> 24), address: Address(contactBits: contactBits, regionBits: regionBits),
      otherAddress: rarities.first?.address, occupation: occupation,
      risk: Self.grades[Int(numberBits >> 2 & 3)], status: status, updatedOn: openedOn)
  }

  /// What the source writes of the human otherwise than he is.
  var slip: RecordSlip? {
    get { rarities.first?.slip }
    set { change { $0.slip = newValue } }
  }

  /// To whom the source gave the number, and since when; nil where its first human keeps it.
  var successor: (from: BusinessDate, person: Int)? {
    get { rarities.first?.successor }
    set { change { $0.successor = newValue } }
  }

  /// Since when the source has deleted the number, and when it came back; nil where it never did.
  var absence: (from: BusinessDate, to: BusinessDate?)? {
    get { rarities.first?.absence }
    set { change { $0.absence = newValue } }
  }

  private mutating func change(_ change: (inout Rarity) -> Void) {
    var rarity = rarities.first ?? Rarity()
    change(&rarity)
    further = Further(changes: further?.changes ?? [], rarities: [rarity])
  }

  /// Gives the number an occupation that no list knows.
  mutating func spoilOccupation() { numberBits = numberBits & ~0xF0 | UInt64(Occupation.unknown.place) << 4 }

  /// Where in `Bank.persons` the human is that the number stands for at the end of the day.
  func person(on day: BusinessDate) -> Int {
    successor.flatMap { $0.from <= day ? $0.person : nil } ?? person
  }

  /// What the source says of the number at the end of the day.
  func record(on day: BusinessDate) -> CustomerRecord {
    var record = opening
    for (on, change) in changes where on <= day { record.apply(change, on: on) }
    return record
  }

  /// Whether the number stands for a customer at the end of the day.
  package func isActive(on day: BusinessDate) -> Bool {
    guard openedOn <= day else { return false }
    var last = status
    if turnDay > 0 {
      if turnDay <= day.dayNumber { last = Self.statuses[Int(turnStatus)] }
    } else if let further {
      for (on, change) in further.changes where on <= day {
        if case .status(let status) = change { last = status }
      }
    }
    return last == .active
  }

  /// The day on which the number was closed; the opening day for one that never was anything else.
  var closedOn: BusinessDate? {
    if status == .closed { return openedOn }
    for (on, change) in changes {
      if case .status(.closed) = change { return on }
    }
    return nil
  }
}

/// Something that changed about a customer number on a day.
enum RecordChange: Sendable {
  case phone(Phone)
  case address(Address)
  case occupation(Occupation)
  case risk(RiskGrade)
  case status(CustomerStatus)
  /// From now on the source writes something otherwise; nil: no longer.
  indirect case slip(RecordSlip?)
}

/// How one source writes one number's human otherwise than the others do. What is nil is as it is.
struct RecordSlip: Sendable {
  var name: String?
  var document: Document?
  var hasNoDocument = false
  var phone: String?
  var address: String?
}

/// The part of a customer record that changes.
struct CustomerRecord: Sendable {
  var phone: Phone
  var address: Address
  /// An address of no such parts, in its place.
  var otherAddress: String?
  var occupation: Occupation
  var risk: RiskGrade
  var status: CustomerStatus
  var updatedOn: BusinessDate
  /// What the source writes otherwise for a time.
  var slip: RecordSlip? = nil

  var addressText: String { otherAddress ?? address.text }

  mutating func apply(_ change: RecordChange, on day: BusinessDate) {
    updatedOn = day
    switch change {
    case .phone(let number): phone = number
    case .address(let other): (address, otherAddress) = (other, nil)
    case .occupation(let code): occupation = code
    case .risk(let grade): risk = grade
    case .status(let code): status = code
    case .slip(let other): slip = other
    }
  }
}
