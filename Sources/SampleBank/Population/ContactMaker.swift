import MartCore

/// Makes phones, addresses and branches.
struct ContactMaker {
  private let branches: Int
  private var phones: MarkSet

  /// - persons: how many are to come, about.
  init(branches: Int, persons: Int = 0) {
    self.branches = branches
    phones = MarkSet(room: persons)
  }

  /// A mobile number that no one else has.
  mutating func phone(_ random: inout SeededRandom) -> Phone {
    let prefixes = [134, 135, 136, 137, 139, 150, 151, 158, 159, 176, 177, 186, 188, 189, 199]
    while true {
      var number = random.pick(prefixes)
      for _ in 0..<8 { number = number * 10 + random.below(10) }
      let phone = Phone(number: UInt64(number))
      if phones.insert(phone.number) { return phone }
    }
  }

  /// An address in the region.
  func address(in region: Int, _ random: inout SeededRandom) -> Address {
    let (building, storey, room) = (
      random.number(in: 1...28), random.number(in: 1...33), random.number(in: 1...8)
    )
    return Address(
      region: region, street: random.below(Streets.names.count), house: random.number(in: 1...999), building: building,
      storey: storey, room: room)
  }

  /// A branch in the region, or any where the bank is too small to be there; see `branch(_:)`.
  func branch(in region: Int, _ random: inout SeededRandom) -> Int {
    let regions = Region.all.count
    let local = (branches - region + regions - 1) / regions
    return local > 0 ? region + random.below(local) * regions : random.below(branches)
  }

  /// `B` and five digits; the branch lies in region `index` modulo the number of regions.
  static func branch(_ index: Int) -> String { Serial("B", UInt64(10_000 + index)).text }
}

/// A mobile number of eleven digits.
struct Phone: Hashable, Sendable {
  let number: UInt64

  init(number: UInt64) { self.number = number }

  /// The number in decimal digits, the first not 0.
  init?(_ text: String) {
    guard let number = UInt64(text), String(number) == text else { return nil }
    self.number = number
  }

  var serial: Serial { Serial(number) }
  var text: String { serial.text }
}

/// Where someone lives, in eight bytes.
struct Address: Hashable, Sendable {
  private let regionPlace: UInt16
  private let house: UInt16
  private let street, building, storey, room: UInt8

  init(region: Int, street: Int, house: Int, building: Int, storey: Int, room: Int) {
    (regionPlace, self.house) = (UInt16(region), UInt16(house))
    (self.street, self.building, self.storey, self.room) = (
      UInt8(street), UInt8(building), UInt8(storey), UInt8(room)
    )
  }

  /// Its parts in few bits, see `CustomerNumber`.
  var contactBits: UInt64 {
    precondition(house < 1 << 10 && building < 1 << 5 && street < 1 << 5 && room < 1 << 4, "an address of odd parts")
    return UInt64(house) << 14 | UInt64(building) << 9 | UInt64(street) << 4 | UInt64(room)
  }
  var regionBits: UInt16 {
    precondition(regionPlace < 1 << 10 && storey < 1 << 6, "an address of odd parts")
    return regionPlace << 6 | UInt16(storey)
  }

  init(contactBits bits: UInt64, regionBits: UInt16) {
    (regionPlace, house) = (regionBits >> 6, UInt16(bits >> 14 & 0x3FF))
    (street, building, storey, room) = (
      UInt8(bits >> 4 & 0x1F), UInt8(bits >> 9 & 0x1F), UInt8(regionBits & 0x3F), UInt8(bits & 0xF)
    )
  }

  /// Where in `Region.all` it is.
  var region: Int { Int(regionPlace) }

  var text: String {
    var bytes: [UInt8] = []
    bytes.reserveCapacity(128)
    append(to: &bytes)
    return String(decoding: bytes, as: UTF8.self)
  }

  /// Appends the text in UTF-8.
  func append(to bytes: inout [UInt8]) {
    bytes += Self.regions[region]
    bytes += Self.streets[Int(street)]
    bytes.append { $0.put(UInt64(house)) }
    bytes += "号".utf8
    bytes.append { $0.put(UInt64(building)) }
    bytes += "幢".utf8
    bytes.append { digits in
      digits.put(UInt64(room))
      digits.put(0x30)
      digits.put(UInt64(storey))
    }
    bytes += "室".utf8
  }

  private static let regions = Region.all.map { Array($0.name.utf8) }
  private static let streets = Streets.names.map { Array($0.utf8) }
}
